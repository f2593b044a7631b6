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
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import io.pushgate.transport.ConnectionHandler;
import io.pushgate.transport.HandshakeResult;
import io.pushgate.transport.HandshakeResult.Accepted;
import io.pushgate.transport.HandshakeResult.Refused;
import io.pushgate.transport.HandshakeRules;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.http.server.ServletServerHttpResponse;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.server.HandshakeInterceptor;
import org.springframework.web.socket.server.support.AbstractHandshakeHandler;

/**
 * Asks the {@link ConnectionHandler} about each handshake, before anything else looks at
 * it, and carries the answer out.
 */
final class HandshakeAdapter extends AbstractHandshakeHandler implements HandshakeInterceptor {

	private final String path;

	private final ConnectionHandler handler;

	private final SignIns signIns;

	HandshakeAdapter(String path, ServletTransport transport, List<ContainerUpgrade> containers) {
		super(new UpgradeStrategy(transport, containers));
		this.path = path;
		this.handler = transport.handler();
		this.signIns = transport.signIns();
	}

	@Override
	public boolean beforeHandshake(ServerHttpRequest request, ServerHttpResponse response, WebSocketHandler wsHandler,
			Map<String, Object> attributes) throws IOException {
		ServletServerHttpRequest servletRequest = (ServletServerHttpRequest) request;
		Refused problem = check(request.getHeaders());
		if (problem != null) {
			this.handler.rejected(problem.status());
			refuse(response, problem);
			return false;
		}
		HandshakeResult result = this.handler.handshake(new ServletHandshakeRequest(servletRequest));
		if (result instanceof Refused refused) {
			refuse(response, refused);
			return false;
		}
		Accepted accepted = (Accepted) result;
		attributes.put(PushWebSocketHandler.ATTACHMENT, accepted.attachment());
		if (accepted.subprotocol() != null) {
			attributes.put(UpgradeStrategy.SUBPROTOCOL, accepted.subprotocol());
		}
		servletRequest.getServletRequest().setAttribute(PushWebSocketHandler.ATTACHMENT, accepted.attachment());
		this.signIns.accepted(servletRequest.getServletRequest(), accepted.attachment());
		return true;
	}

	/**
	 * Check what Spring and the containers would check later, or not at all: their
	 * answers say less, and clients would be told other things than by other transports.
	 */
	private @Nullable Refused check(HttpHeaders headers) {
		if (headers.getConnection().stream().noneMatch("upgrade"::equalsIgnoreCase)) {
			return HandshakeRules.noUpgrade(this.path);
		}
		return HandshakeRules.check(headers.getFirst("Sec-WebSocket-Version"), headers.getFirst("Sec-WebSocket-Key"));
	}

	static void refuse(ServerHttpResponse response, Refused refused) throws IOException {
		response.setStatusCode(HttpStatusCode.valueOf(refused.status()));
		HttpHeaders headers = response.getHeaders();
		if (refused.retryAfter() != null) {
			headers.set(HttpHeaders.RETRY_AFTER, Long.toString(refused.retryAfterSeconds()));
		}
		if (refused.status() == HttpStatus.SERVICE_UNAVAILABLE.value()) {
			// Kept alive, it would take a place from the others.
			headers.setConnection("close");
		}
		if (refused.status() == HttpStatus.UNAUTHORIZED.value()) {
			headers.set(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
		}
		if (refused.status() == HttpStatus.UPGRADE_REQUIRED.value()) {
			headers.set("Sec-WebSocket-Version", "13");
		}
		headers.setContentType(MediaType.TEXT_PLAIN);
		headers.setCacheControl("no-store");
		response.getBody().write(refused.reason().getBytes(StandardCharsets.UTF_8));
		response.flush();
	}

	@Override
	public void afterHandshake(ServerHttpRequest request, ServerHttpResponse response, WebSocketHandler wsHandler,
			@Nullable Exception exception) {
		int status = ((ServletServerHttpResponse) response).getServletResponse().getStatus();
		if (exception != null || status != HttpServletResponse.SC_SWITCHING_PROTOCOLS) {
			Object attachment = ((ServletServerHttpRequest) request).getServletRequest()
				.getAttribute(PushWebSocketHandler.ATTACHMENT);
			if (attachment != null) {
				this.signIns.abandoned(attachment);
				this.handler.abandoned(attachment);
			}
		}
	}

	@Override
	protected @Nullable String selectProtocol(List<String> requestedProtocols, WebSocketHandler webSocketHandler) {
		// The ConnectionHandler has selected it; UpgradeStrategy carries that out.
		return null;
	}

}
