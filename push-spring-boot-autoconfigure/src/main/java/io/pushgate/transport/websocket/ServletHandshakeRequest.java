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

import java.security.Principal;
import java.util.List;

import io.pushgate.transport.HandshakeRequest;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.web.socket.WebSocketHttpHeaders;

/**
 * A {@link HandshakeRequest} of the servlet container.
 */
final class ServletHandshakeRequest implements HandshakeRequest {

	private static final int HTTP_PORT = 80;

	private static final int HTTPS_PORT = 443;

	/**
	 * What Tomcat's {@code RemoteIpValve} leaves on requests of the proxies it trusts.
	 */
	private static final String FORWARDED_ATTRIBUTE = "org.apache.tomcat.request.forwarded";

	private final ServletServerHttpRequest request;

	private final HttpServletRequest servletRequest;

	ServletHandshakeRequest(ServletServerHttpRequest request) {
		this.request = request;
		this.servletRequest = request.getServletRequest();
	}

	@Override
	public @Nullable String header(String name) {
		return this.servletRequest.getHeader(name);
	}

	@Override
	public @Nullable String host() {
		int port = this.servletRequest.getServerPort();
		int defaultPort = this.servletRequest.isSecure() ? HTTPS_PORT : HTTP_PORT;
		String name = this.servletRequest.getServerName();
		return (port != defaultPort) ? name + ":" + port : name;
	}

	@Override
	public @Nullable String parameter(String name) {
		try {
			return this.servletRequest.getParameter(name);
		}
		catch (RuntimeException ex) {
			// Each container has an exception of its own for a query that it cannot
			// decode.
			throw new IllegalArgumentException("The query could not be decoded", ex);
		}
	}

	@Override
	public List<String> subprotocols() {
		return new WebSocketHttpHeaders(this.request.getHeaders()).getSecWebSocketProtocol();
	}

	@Override
	public boolean isSecure() {
		// Some proxies tell that an upgrade came by "wss". Jetty takes that for the
		// scheme,
		// and Tomcat for no TLS.
		return this.servletRequest.isSecure() || "wss".equalsIgnoreCase(this.servletRequest.getScheme())
				|| (this.servletRequest.getAttribute(FORWARDED_ATTRIBUTE) != null
						&& "wss".equalsIgnoreCase(this.servletRequest.getHeader("X-Forwarded-Proto")));
	}

	@Override
	public @Nullable String remoteAddress() {
		return this.servletRequest.getRemoteAddr();
	}

	@Override
	public boolean isOverCapacity() {
		return this.servletRequest.getAttribute(ServletTransport.OVER_CAPACITY) != null;
	}

	@Override
	public @Nullable Principal principal() {
		return this.servletRequest.getUserPrincipal();
	}

}
