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
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpMethod;
import org.springframework.util.Assert;
import org.springframework.util.DigestUtils;
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

	private static final String LOCATION = "/io/pushgate/client/";

	/**
	 * Create a mapping.
	 * @param path the path of the script, ending with {@code .js}, or empty to serve none
	 */
	public ClientScriptHandlerMapping(String path) {
		setOrder(-2);
		if (!path.isEmpty()) {
			Assert.isTrue(path.endsWith(".js"), () -> "'path' must end with .js: " + path);
			Map<String, Object> handlers = new LinkedHashMap<>();
			handlers.put(path, new ResourceHandler("client.js", "text/javascript;charset=UTF-8"));
			handlers.put(path.substring(0, path.length() - 2) + "d.ts",
					new ResourceHandler("client.d.ts", "text/plain;charset=UTF-8"));
			setUrlMap(handlers);
		}
	}

	private static final class ResourceHandler implements HttpRequestHandler {

		private final byte[] content;

		private final String etag;

		private final String contentType;

		ResourceHandler(String name, String contentType) {
			try (InputStream in = ClientScriptHandlerMapping.class.getResourceAsStream(LOCATION + name)) {
				Assert.state(in != null, () -> name + " is missing in the jar");
				this.content = in.readAllBytes();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(name + " could not be read from the jar", ex);
			}
			this.etag = '"' + DigestUtils.md5DigestAsHex(this.content) + '"';
			this.contentType = contentType;
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
			if (new ServletWebRequest(request, response).checkNotModified(this.etag)) {
				return;
			}
			response.setContentType(this.contentType);
			response.setContentLength(this.content.length);
			response.getOutputStream().write(this.content);
		}

	}

}
