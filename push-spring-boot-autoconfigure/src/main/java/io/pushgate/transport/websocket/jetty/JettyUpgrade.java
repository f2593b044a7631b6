/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.pushgate.transport.websocket.jetty;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;

import io.pushgate.transport.websocket.ContainerUpgrade;
import io.pushgate.transport.websocket.ServletTransport;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import org.eclipse.jetty.ee11.websocket.server.JettyWebSocketServerContainer;
import org.jspecify.annotations.Nullable;

/**
 * Upgrades through Jetty's own API, where Jetty serves the request and has been set up
 * for WebSocket, as Spring Boot does.
 *
 * @since 0.1.0
 */
public final class JettyUpgrade implements ContainerUpgrade {

	@Override
	public boolean supports(HttpServletRequest request) {
		return container(request) instanceof JettyWebSocketServerContainer;
	}

	@Override
	public void upgrade(HttpServletRequest request, HttpServletResponse response, @Nullable String subprotocol,
			Object attachment, ServletTransport transport) throws IOException {
		JettyWebSocketServerContainer container = (JettyWebSocketServerContainer) container(request);
		boolean upgraded = container.upgrade((upgradeRequest, upgradeResponse) -> {
			if (subprotocol != null) {
				upgradeResponse.setAcceptedSubProtocol(subprotocol);
			}
			return new JettyConnection(transport, attachment);
		}, new ForgetfulRequest(request, subprotocol), response);
		if (!upgraded) {
			response.sendError(HttpServletResponse.SC_BAD_REQUEST);
		}
	}

	private static Object container(HttpServletRequest request) {
		// Where the application is deployed to a Jetty with classes of its own, there may
		// be one that is not ours to use.
		return request.getServletContext()
			.getAttribute(JettyWebSocketServerContainer.JETTY_WEBSOCKET_CONTAINER_ATTRIBUTE);
	}

	/**
	 * Shows Jetty what it needs for the upgrade, and nothing else: it keeps all headers,
	 * the query and the offered subprotocols as long as the connection, and with them any
	 * token. What it does not see are the extensions that the client offers, so none is
	 * negotiated.
	 */
	private static final class ForgetfulRequest extends HttpServletRequestWrapper {

		private static final String PROTOCOL = "Sec-WebSocket-Protocol";

		private static final List<String> NEEDED = List.of("Connection", "Upgrade", "Sec-WebSocket-Key",
				"Sec-WebSocket-Version");

		private final @Nullable String subprotocol;

		ForgetfulRequest(HttpServletRequest request, @Nullable String subprotocol) {
			super(request);
			this.subprotocol = subprotocol;
		}

		@Override
		public Enumeration<String> getHeaderNames() {
			List<String> names = new ArrayList<>(NEEDED);
			if (this.subprotocol != null) {
				names.add(PROTOCOL);
			}
			return Collections.enumeration(names);
		}

		@Override
		public Enumeration<String> getHeaders(String name) {
			if (PROTOCOL.equals(name)) {
				return Collections.enumeration(List.of(String.valueOf(this.subprotocol)));
			}
			return super.getHeaders(name);
		}

		@Override
		public @Nullable String getQueryString() {
			return null;
		}

	}

}
