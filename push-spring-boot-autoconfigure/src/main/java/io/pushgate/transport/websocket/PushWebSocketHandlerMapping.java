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

import java.util.List;
import java.util.Map;

import org.springframework.web.socket.server.support.WebSocketHandlerMapping;
import org.springframework.web.socket.server.support.WebSocketHttpRequestHandler;

/**
 * Maps the endpoint's path to the {@link ServletTransport}. A mapping of our own rather
 * than {@code @EnableWebSocket}, so that it meets no WebSocket configuration of the
 * application.
 *
 * <p>
 * Only requests for an upgrade match: anything else on the same path is left to other
 * mappings.
 *
 * @since 0.1.0
 */
public final class PushWebSocketHandlerMapping extends WebSocketHandlerMapping {

	/**
	 * Create a mapping.
	 * @param path the path of the endpoint
	 * @param transport the transport
	 * @param containers what upgrades in containers that are not spoken to through
	 * Jakarta WebSocket
	 */
	public PushWebSocketHandlerMapping(String path, ServletTransport transport, List<ContainerUpgrade> containers) {
		HandshakeAdapter handshakes = new HandshakeAdapter(path, transport, containers);
		WebSocketHttpRequestHandler handler = new WebSocketHttpRequestHandler(new PushWebSocketHandler(transport),
				handshakes);
		handler.setHandshakeInterceptors(List.of(handshakes));
		setUrlMap(Map.of(path, handler));
		setWebSocketUpgradeMatch(true);
		// Before the mapping of static resources and of catch-all controllers.
		setOrder(-2);
	}

}
