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

package io.pushgate.transport.websocket;

import java.io.IOException;
import java.security.Principal;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.websocket.Extension;
import jakarta.websocket.server.ServerContainer;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.socket.WebSocketExtension;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.adapter.standard.StandardWebSocketHandlerAdapter;
import org.springframework.web.socket.adapter.standard.StandardWebSocketSession;
import org.springframework.web.socket.server.HandshakeFailureException;
import org.springframework.web.socket.server.standard.ServerEndpointRegistration;
import org.springframework.web.socket.server.standard.StandardWebSocketUpgradeStrategy;

/**
 * Upgrades with the subprotocol that was selected in the handshake, without any
 * extension, and without keeping the request's headers for the life of the connection:
 * through a {@link ContainerUpgrade} where there is one for the container that serves the
 * request, through Jakarta WebSocket otherwise.
 */
final class UpgradeStrategy extends StandardWebSocketUpgradeStrategy {

	/**
	 * Handshake attribute that holds the selected subprotocol, if there is one.
	 */
	static final String SUBPROTOCOL = UpgradeStrategy.class.getName() + ".SUBPROTOCOL";

	private final ServletTransport transport;

	private final List<ContainerUpgrade> containers;

	UpgradeStrategy(ServletTransport transport, List<ContainerUpgrade> containers) {
		this.transport = transport;
		this.containers = List.copyOf(containers);
	}

	@Override
	public void upgrade(ServerHttpRequest request, ServerHttpResponse response, @Nullable String selectedProtocol,
			List<WebSocketExtension> selectedExtensions, @Nullable Principal user, WebSocketHandler wsHandler,
			Map<String, Object> attrs) {
		HttpServletRequest servletRequest = getHttpServletRequest(request);
		String subprotocol = (String) attrs.remove(SUBPROTOCOL);
		try {
			for (ContainerUpgrade container : this.containers) {
				if (container.supports(servletRequest)) {
					Object attachment = Objects.requireNonNull(attrs.get(PushWebSocketHandler.ATTACHMENT));
					container.upgrade(servletRequest, getHttpServletResponse(response), subprotocol, attachment,
							this.transport);
					return;
				}
			}
			StandardWebSocketSession session = new StandardWebSocketSession(new HttpHeaders(), attrs, null, null, user);
			upgrade(servletRequest, getHttpServletResponse(response), subprotocol,
					new StandardWebSocketHandlerAdapter(wsHandler, session), () -> ping(session));
		}
		catch (Exception ex) {
			throw new HandshakeFailureException("The request could not be upgraded to WebSocket", ex);
		}
	}

	private static void ping(StandardWebSocketSession session) {
		if (session.getAttributes().get(PushWebSocketHandler.CONNECTION) instanceof JakartaConnection connection) {
			connection.controlFrame();
		}
	}

	private void upgrade(HttpServletRequest request, HttpServletResponse response, @Nullable String subprotocol,
			StandardWebSocketHandlerAdapter endpoint, Runnable pings) throws Exception {
		PlainRegistration registration = new PlainRegistration(request.getRequestURI(), endpoint);
		registration.setSubprotocols((subprotocol != null) ? List.of(subprotocol) : List.of());
		ServerContainer container = getContainer(request);
		container.upgradeHttpToWebSocket(isTomcat(container) ? new ForgetfulRequest(request, pings) : request, response,
				registration, Map.of());
	}

	private static boolean isTomcat(ServerContainer container) {
		return container.getClass().getName().startsWith("org.apache.tomcat.");
	}

	/**
	 * Negotiates no extension. Compression costs some 200 KB of native memory a
	 * connection, and every receiver of a broadcast would compress its copy anew. A
	 * container takes an empty list of extensions for all that it has, so leaving them
	 * out there is not enough.
	 */
	private static final class PlainRegistration extends ServerEndpointRegistration {

		PlainRegistration(String path, StandardWebSocketHandlerAdapter endpoint) {
			super(path, endpoint);
		}

		@Override
		public List<Extension> getNegotiatedExtensions(List<Extension> installed, List<Extension> requested) {
			return List.of();
		}

	}

	/**
	 * Shows the container what it needs for the upgrade, but nothing to copy: Tomcat
	 * keeps all headers, the query and the parameters of a handshake as long as the
	 * connection, some 2 KB for a browser's.
	 */
	private static final class ForgetfulRequest extends HttpServletRequestWrapper {

		private final Runnable pings;

		ForgetfulRequest(HttpServletRequest request, Runnable pings) {
			super(request);
			this.pings = pings;
		}

		@Override
		public <T extends HttpUpgradeHandler> T upgrade(Class<T> type) throws IOException, ServletException {
			if (!(getAttribute(ServletTransport.UPGRADE_HANDLER) instanceof Class<?> handlerType)
					|| !type.isAssignableFrom(handlerType)) {
				return super.upgrade(type);
			}
			T handler = super.upgrade(handlerType.asSubclass(type));
			((PingSource) handler).onPing(this.pings);
			return handler;
		}

		@Override
		public Enumeration<String> getHeaderNames() {
			return Collections.emptyEnumeration();
		}

		@Override
		public Map<String, String[]> getParameterMap() {
			return Map.of();
		}

		@Override
		public @Nullable String getQueryString() {
			return null;
		}

	}

}
