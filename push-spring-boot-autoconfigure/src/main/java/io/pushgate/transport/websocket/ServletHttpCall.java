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
import java.util.Collections;
import java.util.List;

import io.pushgate.transport.HttpCall;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.web.util.ServletRequestPathUtils;

/**
 * An {@link HttpCall} of the servlet container.
 */
final class ServletHttpCall implements HttpCall {

	private final HttpServletRequest request;

	private final String path;

	ServletHttpCall(HttpServletRequest request) {
		this.request = request;
		this.path = ServletRequestPathUtils.getParsedRequestPath(request).pathWithinApplication().value();
	}

	@Override
	public String method() {
		return this.request.getMethod();
	}

	@Override
	public String path() {
		return this.path;
	}

	@Override
	public @Nullable String query() {
		return this.request.getQueryString();
	}

	@Override
	public List<String> headers(String name) {
		return Collections.list(this.request.getHeaders(name));
	}

	@Override
	public boolean isSecure() {
		return this.request.isSecure();
	}

	@Override
	public @Nullable String remoteAddress() {
		return this.request.getRemoteAddr();
	}

	@Override
	public @Nullable Principal principal() {
		return this.request.getUserPrincipal();
	}

}
