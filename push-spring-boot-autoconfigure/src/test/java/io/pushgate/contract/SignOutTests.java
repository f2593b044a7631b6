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

package io.pushgate.contract;

import java.io.IOException;
import java.security.Principal;

import io.pushgate.testsupport.Container;
import io.pushgate.testsupport.PushServer;
import io.pushgate.testsupport.RawWebSocket;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A connection ends with the HTTP session by which its user was signed in.
 */
class SignOutTests {

	@ParameterizedTest
	@EnumSource(names = { "TOMCAT", "JETTY" })
	void endsTheConnectionsOfWhoeverSignsOut(Container container) {
		try (PushServer server = PushServer.on(container).with(Security.class).start()) {
			String ann = signIn(server, "ann");
			String bob = signIn(server, "bob");
			try (RawWebSocket first = connect(server, ann);
					RawWebSocket second = connect(server, ann);
					RawWebSocket other = connect(server, bob)) {
				assertThat(call(server, "/sign-out", ann).status()).isEqualTo(200);
				for (RawWebSocket client : new RawWebSocket[] { first, second }) {
					// The latter is what Tomcat says by itself.
					assertThat(client.readUntilClosed()).isIn(4403, 1008);
				}
				await().until(() -> server.push().sessions("ann").isEmpty());
				server.push().toAll().send("still", 1);
				assertThat(other.readJson("message").path("event").asString()).isEqualTo("still");
				assertThat(call(server, "/push", ann).status()).isNotEqualTo(101);
			}
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "TOMCAT", "JETTY" })
	void followsAnHttpSessionThatGetsAnotherId(Container container) {
		try (PushServer server = PushServer.on(container).with(Security.class).start()) {
			String before = signIn(server, "ann");
			try (RawWebSocket client = connect(server, before)) {
				String after = cookie(call(server, "/change-id", before));
				server.push().toUser("ann").send("still", 1);
				assertThat(client.readJson("message").path("event").asString()).isEqualTo("still");
				call(server, "/sign-out", after);
				assertThat(client.readUntilClosed()).isIn(4403, 1008);
			}
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "TOMCAT", "JETTY" })
	void leavesAloneWhoeverIsKnownByATokenOfItsOwn(Container container) {
		try (PushServer server = PushServer.on(container).trusting().with(Security.class).start()) {
			String session = cookie(call(server, "/anonymous", null));
			try (RawWebSocket client = server.client().user("carl").header("Cookie", session).open()) {
				client.readJson("welcome");
				call(server, "/sign-out", session);
				server.push().toUser("carl").send("still", 1);
				assertThat(client.readJson("message").path("event").asString()).isEqualTo("still");
			}
		}
	}

	private static String signIn(PushServer server, String user) {
		return cookie(call(server, "/sign-in?user=" + user, null));
	}

	private static RawWebSocket connect(PushServer server, String cookie) {
		RawWebSocket client = server.client().header("Cookie", cookie).open();
		client.readJson("welcome");
		return client;
	}

	private static RawWebSocket.Response call(PushServer server, String path, String cookie) {
		RawWebSocket.Builder request = server.client().path(path);
		return ((cookie != null) ? request.header("Cookie", cookie) : request).refused();
	}

	private static String cookie(RawWebSocket.Response response) {
		return response.header("Set-Cookie").split(";")[0];
	}

	/**
	 * Stands for the application's own security.
	 */
	@Configuration(proxyBeanMethods = false)
	static class Security {

		@Bean
		Filter signInFilter() {
			return (request, response, chain) -> filter((HttpServletRequest) request, (HttpServletResponse) response,
					chain);
		}

		private static void filter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
				throws IOException, ServletException {
			switch (request.getRequestURI()) {
				case "/sign-in" -> request.getSession().setAttribute("user", request.getParameter("user"));
				case "/anonymous" -> request.getSession();
				case "/sign-out" -> request.getSession(false).invalidate();
				case "/change-id" -> request.changeSessionId();
				default -> chain.doFilter(signedIn(request), response);
			}
		}

		private static HttpServletRequest signedIn(HttpServletRequest request) {
			HttpSession session = request.getSession(false);
			String user = (session != null) ? (String) session.getAttribute("user") : null;
			if (user == null) {
				return request;
			}
			return new HttpServletRequestWrapper(request) {

				@Override
				public Principal getUserPrincipal() {
					return () -> user;
				}

			};
		}

	}

}
