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

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/**
 * Upgrades a request to WebSocket through an interface of the container's own, where that
 * does better than Jakarta WebSocket, which all containers have. Thread-safe.
 *
 * @since 0.1.0
 */
public interface ContainerUpgrade {

	/**
	 * Return whether it is this container that serves a request.
	 * @param request the request
	 * @return {@code false} to leave the request to others
	 */
	boolean supports(HttpServletRequest request);

	/**
	 * Upgrade a request whose handshake has been accepted. A {@link ServletConnection} is
	 * opened if that succeeds, and nothing is if not.
	 * @param request the request
	 * @param response the response
	 * @param subprotocol the selected subprotocol, or {@code null} for none
	 * @param attachment the attachment of the accepted handshake
	 * @param transport what the connection belongs to
	 * @throws IOException if the container could not upgrade
	 */
	void upgrade(HttpServletRequest request, HttpServletResponse response, @Nullable String subprotocol,
			Object attachment, ServletTransport transport) throws IOException;

}
