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

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

import io.pushgate.transport.HttpEndpoint;

import org.springframework.web.servlet.handler.SimpleUrlHandlerMapping;

/**
 * Serves every {@link HttpEndpoint} of the application, behind its filters and its
 * security.
 *
 * @since 0.1.0
 */
public final class HttpEndpointHandlerMapping extends SimpleUrlHandlerMapping {

	/**
	 * Create a mapping.
	 * @param endpoints what to serve
	 */
	public HttpEndpointHandlerMapping(Collection<HttpEndpoint> endpoints) {
		setOrder(-2);
		Map<String, Object> handlers = new LinkedHashMap<>();
		for (HttpEndpoint endpoint : endpoints) {
			HttpEndpointHandler handler = new HttpEndpointHandler(endpoint);
			handlers.put(endpoint.path(), handler);
			handlers.put(endpoint.path() + "/**", handler);
		}
		setUrlMap(handlers);
	}

}
