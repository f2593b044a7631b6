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

package io.pushgate.sample.security;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;

/**
 * What the security chain answers when it refuses a request: 401 or 403 as
 * {@code application/problem+json} (RFC 9457), and a redirect to the sign-in page where a
 * person asked for a page.
 */
final class ProblemResponses implements AuthenticationEntryPoint, AccessDeniedHandler {

	private final JsonMapper mapper;

	ProblemResponses(JsonMapper mapper) {
		this.mapper = mapper;
	}

	@Override
	public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException ex)
			throws IOException {
		if (wantsPage(request)) {
			response.sendRedirect(request.getContextPath() + LoginController.PATH);
			return;
		}
		if (!isBrowser(request)) {
			response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"Pushgate sample\", charset=\"UTF-8\"");
		}
		write(request, response, HttpStatus.UNAUTHORIZED, "Sign in first: with HTTP basic, or on the page");
	}

	@Override
	public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException ex)
			throws IOException {
		Authentication user = SecurityContextHolder.getContext().getAuthentication();
		if (user == null || user instanceof AnonymousAuthenticationToken) {
			commence(request, response, new AnonymousRequestException(ex));
			return;
		}
		write(request, response, HttpStatus.FORBIDDEN,
				"The request carries no valid CSRF token, or is not allowed to this user");
	}

	private boolean wantsPage(HttpServletRequest request) {
		String accept = request.getHeader(HttpHeaders.ACCEPT);
		boolean page = "GET".equals(request.getMethod()) || LoginController.PATH.equals(request.getServletPath());
		return page && accept != null && accept.contains(MediaType.TEXT_HTML_VALUE);
	}

	/**
	 * A challenge makes a browser ask for a password in a dialog of its own, and send it
	 * along ever after, with forged requests as well. So only other clients get one.
	 */
	private boolean isBrowser(HttpServletRequest request) {
		String accept = request.getHeader(HttpHeaders.ACCEPT);
		return request.getHeader("Sec-Fetch-Mode") != null || request.getHeader("X-Requested-With") != null
				|| (accept != null && (accept.contains("text/html") || accept.startsWith("image/")));
	}

	private void write(HttpServletRequest request, HttpServletResponse response, HttpStatus status, String detail)
			throws IOException {
		Map<String, Object> problem = new LinkedHashMap<>();
		problem.put("title", status.getReasonPhrase());
		problem.put("status", status.value());
		problem.put("detail", detail);
		problem.put("instance", request.getRequestURI());
		response.setStatus(status.value());
		response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
		response.getOutputStream().write(this.mapper.writeValueAsString(problem).getBytes(StandardCharsets.UTF_8));
	}

	private static final class AnonymousRequestException extends AuthenticationException {

		AnonymousRequestException(AccessDeniedException cause) {
			super("Nobody is signed in", cause);
		}

	}

}
