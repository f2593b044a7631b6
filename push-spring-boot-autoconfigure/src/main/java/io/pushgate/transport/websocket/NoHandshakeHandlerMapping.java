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
import java.util.Map;

import io.pushgate.transport.ConnectionHandler;
import io.pushgate.transport.HandshakeQuestion;
import io.pushgate.transport.HandshakeResult.Refused;
import io.pushgate.transport.HandshakeRules;
import io.pushgate.transport.HttpAnswer;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.http.server.ServletServerHttpResponse;
import org.springframework.web.HttpRequestHandler;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.servlet.HandlerExecutionChain;
import org.springframework.web.servlet.handler.SimpleUrlHandlerMapping;

/**
 * Says to requests on the endpoint's path that are no handshakes what is there, and why a
 * handshake failed to those that ask. Whatever else the application has on that path goes
 * first.
 *
 * @since 0.1.0
 */
public final class NoHandshakeHandlerMapping extends SimpleUrlHandlerMapping {

	/**
	 * Create a mapping.
	 * @param path the path of the endpoint
	 * @param handler told of each request, to count it
	 */
	public NoHandshakeHandlerMapping(String path, ConnectionHandler handler) {
		setUrlMap(Map.of(path, new RefusingHandler(path, handler)));
		// Before the mapping of static resources only, which answers whatever it is for.
		setOrder(Ordered.LOWEST_PRECEDENCE - 2);
	}

	/**
	 * Answer pages of other origins here: which of them may read is not configured in
	 * Spring MVC.
	 */
	@Override
	protected HandlerExecutionChain getCorsHandlerExecutionChain(HttpServletRequest request,
			HandlerExecutionChain chain, @Nullable CorsConfiguration config) {
		return chain;
	}

	private record RefusingHandler(String path, ConnectionHandler handler) implements HttpRequestHandler {

		@Override
		public void handleRequest(HttpServletRequest request, HttpServletResponse response) throws IOException {
			ServletHandshakeRequest question = new ServletHandshakeRequest(new ServletServerHttpRequest(request));
			boolean upgrade = "websocket".equalsIgnoreCase(request.getHeader(HttpHeaders.UPGRADE));
			HttpAnswer answer = (!upgrade && HandshakeQuestion.isAsked(request.getMethod(), question))
					? HandshakeQuestion.answer(request.getMethod(), question, this.handler) : null;
			if (answer != null) {
				HttpEndpointHandler.write(answer, request, response);
				return;
			}
			Refused refused = upgrade ? HandshakeRules.NOT_A_GET : HandshakeRules.noUpgrade(this.path);
			this.handler.rejected(refused.status());
			HandshakeAdapter.refuse(new ServletServerHttpResponse(response), refused);
		}

	}

}
