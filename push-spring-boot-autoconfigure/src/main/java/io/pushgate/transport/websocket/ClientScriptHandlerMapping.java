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
import java.util.List;
import java.util.Map;

import io.pushgate.transport.ClientScript;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpMethod;
import org.springframework.web.HttpRequestHandler;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.servlet.handler.SimpleUrlHandlerMapping;

/**
 * Serves the JavaScript client, and its type declarations beside it.
 *
 * @since 0.1.0
 */
public final class ClientScriptHandlerMapping extends SimpleUrlHandlerMapping {

	/**
	 * Create a mapping.
	 * @param path the path of the script, ending with {@code .js}, or empty to serve none
	 * @param endpoint the path of the endpoint, which the script connects to
	 */
	public ClientScriptHandlerMapping(String path, String endpoint) {
		setOrder(-2);
		if (!path.isEmpty()) {
			setUrlMap(Map.of(path, new ScriptHandler(ClientScript.script(path, endpoint)), ClientScript.typesPath(path),
					new ScriptHandler(ClientScript.types())));
		}
	}

	private static final class ScriptHandler implements HttpRequestHandler {

		private final ClientScript script;

		ScriptHandler(ClientScript script) {
			this.script = script;
		}

		@Override
		public void handleRequest(HttpServletRequest request, HttpServletResponse response)
				throws IOException, HttpRequestMethodNotSupportedException {
			if (!HttpMethod.GET.matches(request.getMethod()) && !HttpMethod.HEAD.matches(request.getMethod())) {
				throw new HttpRequestMethodNotSupportedException(request.getMethod(),
						List.of(HttpMethod.GET.name(), HttpMethod.HEAD.name()));
			}
			response.setHeader("Cache-Control", "no-cache");
			response.setHeader("X-Content-Type-Options", "nosniff");
			if (new ServletWebRequest(request, response).checkNotModified(this.script.etag())) {
				return;
			}
			response.setContentType(this.script.contentType());
			response.setContentLength(this.script.content().length);
			response.getOutputStream().write(this.script.content());
		}

	}

}
