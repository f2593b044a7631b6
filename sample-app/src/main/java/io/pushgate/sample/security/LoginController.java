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
import java.security.Principal;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.core.io.ClassPathResource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.HtmlUtils;

/**
 * The sign-in page. It is the only page with something to fill in, the CSRF token, so
 * that it works without JavaScript; a template engine would be much for that.
 */
@RestController
final class LoginController {

	static final String PATH = "/login";

	private static final MediaType HTML = new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8);

	private final String template;

	LoginController() throws IOException {
		this.template = new ClassPathResource("pages/login.html").getContentAsString(StandardCharsets.UTF_8);
	}

	@GetMapping(PATH)
	ResponseEntity<String> page(HttpServletRequest request, CsrfToken csrf, @Nullable Principal user) {
		if (user != null) {
			return ResponseEntity.status(HttpStatus.FOUND).header(HttpHeaders.LOCATION, "/").build();
		}
		String page = this.template.replace("{csrfName}", HtmlUtils.htmlEscape(csrf.getParameterName()))
			.replace("{csrfToken}", HtmlUtils.htmlEscape(csrf.getToken()))
			.replace("{message}", message(request));
		return ResponseEntity.ok().contentType(HTML).body(page);
	}

	private static String message(HttpServletRequest request) {
		if (request.getParameter("error") != null) {
			return """
					<p id="message" class="message bad" role="alert">That is not the right name and password.</p>""";
		}
		return (request.getParameter("out") == null) ? "" : """
				<p id="message" class="message" role="status">You are signed out.</p>""";
	}

}
