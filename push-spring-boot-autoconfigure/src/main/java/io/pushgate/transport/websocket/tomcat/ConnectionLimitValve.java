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

package io.pushgate.transport.websocket.tomcat;

import java.io.IOException;

import io.pushgate.transport.websocket.ServletTransport;
import jakarta.servlet.ServletException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.AbstractProtocol;
import org.apache.coyote.ActionCode;

/**
 * Keeps a few of the connector's {@code maxConnections} free of WebSockets, which stay
 * for long: over that, handshakes are refused while plain HTTP is still served. And whose
 * connection is over {@code maxConnections} (see {@link PushNioEndpoint}) gets an answer,
 * but is not kept alive.
 *
 * <p>
 * It also lets who answers a request leave its body unread, where Tomcat would have a
 * thread read the rest of it.
 *
 * <p>
 * What counts are the connector's connections, whoever has opened them: idle ones of
 * plain HTTP, too.
 *
 * @since 0.1.0
 */
public final class ConnectionLimitValve extends ValveBase {

	private static final int MAX_RESERVE = 64;

	/**
	 * Create a valve.
	 */
	public ConnectionLimitValve() {
		super(true);
	}

	@Override
	public void invoke(Request request, Response response) throws IOException, ServletException {
		if (request.getConnector().getProtocolHandler() instanceof AbstractProtocol<?> protocol) {
			// -1 where it is not limited.
			int max = protocol.getMaxConnections();
			long count = protocol.getConnectionCount();
			if (max > 0 && count > max - reserve(max)) {
				request.setAttribute(ServletTransport.OVER_CAPACITY, true);
				if (count > max && "HTTP/1.1".equals(request.getProtocol())) {
					response.setHeader("Connection", "close");
				}
			}
		}
		if (request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null) {
			Runnable abandonBody = () -> request.getCoyoteRequest().action(ActionCode.DISABLE_SWALLOW_INPUT, null);
			request.setAttribute(ServletTransport.ABANDON_BODY, abandonBody);
		}
		if (request.getHeader("Upgrade") != null) {
			request.setAttribute(ServletTransport.UPGRADE_HANDLER, PingTellingUpgradeHandler.class);
		}
		getNext().invoke(request, response);
	}

	/**
	 * Return how many connections are kept for plain HTTP.
	 */
	private static int reserve(int max) {
		return Math.max(1, Math.min(MAX_RESERVE, max / 16));
	}

}
