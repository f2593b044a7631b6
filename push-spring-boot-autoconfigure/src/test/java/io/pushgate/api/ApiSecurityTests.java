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

package io.pushgate.api;

import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.Base64;
import java.util.List;

import io.pushgate.testsupport.ApiClient;
import io.pushgate.testsupport.ApiClient.Answer;
import io.pushgate.testsupport.Container;
import io.pushgate.testsupport.ExpectErrors;
import io.pushgate.testsupport.PushServer;
import io.pushgate.testsupport.RawWebSocket;
import io.pushgate.transport.HttpCall;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who may call.
 */
class ApiSecurityTests {

	private static final String MESSAGE = "{\"to\":{\"users\":[\"ann\"]},\"event\":\"x\"}";

	@ParameterizedTest
	@EnumSource
	void nobodyMayCallUntilSomebodyIsLetIn(Container container) {
		try (PushServer server = PushServer.on(container).trusting().property("push.api.enabled", true).start()) {
			for (String key : new @Nullable String[] { null, "", "key" }) {
				ApiClient api = ApiClient.of(server).with(key);
				assertThat(api.push(MESSAGE).status()).isEqualTo(401);
				assertThat(api.get("/stats").status()).isEqualTo(401);
				assertThat(api.send("OPTIONS", "/stats", null).status()).isEqualTo(401);
			}
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "TOMCAT", "JETTY" })
	void theApplicationsOwnSecurityMayLetCallersIn(Container container) {
		try (PushServer server = PushServer.on(container)
			.trusting()
			.property("push.api.enabled", true)
			.with(Security.class)
			.start(); RawWebSocket ann = server.connect("ann")) {
			ApiClient api = ApiClient.of(server).with(null);
			assertThat(api.push(MESSAGE).status()).isEqualTo(401);
			assertThat(basic(api, "service", "wrong").status()).isEqualTo(401);
			assertThat(basic(api, "customer", "secret").status()).isEqualTo(403);
			assertThat(basic(api, "service", "secret").status()).isEqualTo(202);
			assertThat(ann.readJson().path("event").asString()).isEqualTo("x");
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "TOMCAT", "JETTY" })
	void onlyKeysCountWhereThereAreKeys(Container container) {
		try (PushServer server = ApiClient.server(container).with(OpenSecurity.class).start()) {
			ApiClient api = ApiClient.of(server);
			assertThat(api.push(MESSAGE).status()).isEqualTo(202);
			assertThat(api.with("wrong").push(MESSAGE).status()).isEqualTo(401);
			assertThat(api.with(null).push(MESSAGE).status()).isEqualTo(401);
			assertThat(basic(api.with(null), "service", "secret").status()).isEqualTo(401);
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "TOMCAT", "JETTY" })
	void whoIsMerelySignedInIsNoCallerWhereThereAreKeys(Container container) {
		try (PushServer server = ApiClient.server(container).with(SignedIn.class).start()) {
			ApiClient api = ApiClient.of(server);
			assertThat(api.push(MESSAGE).status()).isEqualTo(202);
			assertThat(api.with(null).push(MESSAGE).status()).isEqualTo(401);
			for (String authorization : List.of("x", "", "Basic eDp5", "Bearer", "Digest x", "Bearer wrong")) {
				assertThat(api.with(null)
					.send("POST", "/messages", MESSAGE, "Cookie", "JSESSIONID=1", "Authorization", authorization)
					.status()).as(authorization).isEqualTo(401);
			}
		}
		try (PushServer server = PushServer.on(container)
			.trusting()
			.property("push.api.enabled", true)
			.with(SignedIn.class)
			.start()) {
			assertThat(ApiClient.of(server).with(null).push(MESSAGE).status()).isEqualTo(202);
		}
	}

	@ParameterizedTest
	@EnumSource
	@ExpectErrors("A call of the HTTP push API failed")
	void theApplicationMayKnowCallersInItsOwnWay(Container container) {
		try (PushServer server = PushServer.on(container)
			.trusting()
			.property("push.api.enabled", true)
			.with(Own.class)
			.start(); RawWebSocket ann = server.connect("ann")) {
			ApiClient api = ApiClient.of(server);
			assertThat(api.send("POST", "/messages", MESSAGE, "X-Service", "tenant-default").status()).isEqualTo(202);
			assertThat(api.send("POST", "/messages", MESSAGE, "X-Service", "tenant-other").status()).isEqualTo(202);
			assertThat(api.send("GET", "/users?user=ann", null, "X-Service", "tenant-default")
				.json()
				.path("online")
				.asBoolean()).isTrue();
			assertThat(api.push(MESSAGE).status()).isEqualTo(401);
			Answer failed = api.send("POST", "/messages", MESSAGE, "X-Service", "fail");
			assertThat(failed.status()).isEqualTo(500);
			assertThat(failed.body()).doesNotContain("secret of the database", "Exception");
			assertThat(ann.readJson().path("event").asString()).isEqualTo("x");
		}
	}

	private static Answer basic(ApiClient api, String user, String password) {
		return api.send("POST", "/messages", MESSAGE, "Authorization", "Basic " + encode(user, password));
	}

	private static String encode(String user, String password) {
		return Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
	}

	private static UserDetailsService serviceAndCustomer() {
		return new InMemoryUserDetailsManager(
				User.withUsername("service").password("{noop}secret").authorities("push").build(),
				User.withUsername("customer").password("{noop}secret").authorities("shop").build());
	}

	@Configuration(proxyBeanMethods = false)
	@EnableWebSecurity
	static class Security {

		@Bean
		UserDetailsService users() {
			return serviceAndCustomer();
		}

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return http.authorizeHttpRequests((
					requests) -> requests.requestMatchers("/push/api/**").hasAuthority("push").anyRequest().permitAll())
				.httpBasic(Customizer.withDefaults())
				.csrf((csrf) -> csrf.ignoringRequestMatchers("/push/api/**"))
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableWebSecurity
	static class OpenSecurity {

		@Bean
		UserDetailsService users() {
			return serviceAndCustomer();
		}

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return http.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll())
				.httpBasic(Customizer.withDefaults())
				.csrf((csrf) -> csrf.disable())
				.build();
		}

	}

	/**
	 * Everyone is signed in already, as with the cookie of a session.
	 */
	@Configuration(proxyBeanMethods = false)
	static class SignedIn {

		@Bean
		Filter filter() {
			return (request, response, chain) -> chain
				.doFilter(new HttpServletRequestWrapper((HttpServletRequest) request) {

					@Override
					public Principal getUserPrincipal() {
						return () -> "customer";
					}

				}, response);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Own {

		@Bean
		ApiAuthenticator authenticator() {
			return (HttpCall call) -> {
				String service = call.header("X-Service");
				if ("fail".equals(service)) {
					throw new IllegalStateException("the secret of the database");
				}
				return (service != null) ? new ApiCaller(service.substring("tenant-".length())) : null;
			};
		}

	}

}
