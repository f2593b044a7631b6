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

import java.time.Duration;
import java.util.Set;

import io.pushgate.sample.connection.GatewayProperties;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.logout.HttpStatusReturningLogoutSuccessHandler;
import org.springframework.security.web.authentication.rememberme.RememberMeAuthenticationFilter;
import org.springframework.security.web.authentication.rememberme.TokenBasedRememberMeServices;
import org.springframework.security.web.authentication.session.NullAuthenticatedSessionStrategy;
import org.springframework.security.web.context.RequestAttributeSecurityContextRepository;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.savedrequest.NullRequestCache;
import org.springframework.security.web.util.matcher.RequestHeaderRequestMatcher;

/**
 * One filter chain for the HTTP push API, which knows its callers by their keys, one for
 * programs that send a password, and one for everything else. {@code /push} is left to
 * the rules of the endpoint: it takes the user who is signed in here (the chain still
 * finds out who that is), or whatever else is configured under {@code push.auth}.
 */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

	private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

	private static final Duration SIGNED_IN_FOR = Duration.ofDays(14);

	private static final String CONTENT_SECURITY_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; "
			+ "img-src 'self' blob:; connect-src 'self'%s; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

	/**
	 * A sign-in on the page counts for nothing here: users may not push to everyone, and
	 * what no cookie can do needs no CSRF token.
	 */
	@Bean
	@Order(1)
	SecurityFilterChain samplePushApiSecurityFilterChain(HttpSecurity http) {
		http.securityMatcher("/push/api/**");
		http.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll());
		http.sessionManagement((session) -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS));
		http.csrf((csrf) -> csrf.disable());
		return http.build();
	}

	/**
	 * For programs: who sends a password with each request is who it says, whatever
	 * cookies come with it, and needs no CSRF token. A browser sends a password that it
	 * once asked for by itself, also for a page of another site, but says so.
	 */
	@Bean
	@Order(2)
	SecurityFilterChain sampleBasicSecurityFilterChain(HttpSecurity http, JsonMapper mapper,
			GatewayProperties gateway) {
		ProblemResponses refused = new ProblemResponses(mapper);
		http.securityMatcher(SecurityConfiguration::isBasic);
		authorize(http);
		http.httpBasic((basic) -> basic.authenticationEntryPoint(refused));
		http.sessionManagement((session) -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS));
		http.exceptionHandling(
				(exceptions) -> exceptions.authenticationEntryPoint(refused).accessDeniedHandler(refused));
		http.csrf((csrf) -> csrf.requireCsrfProtectionMatcher(SecurityConfiguration::isFromAnotherSite));
		restrict(http, gateway);
		return http.build();
	}

	@Bean
	SecurityFilterChain sampleSecurityFilterChain(HttpSecurity http, JsonMapper mapper,
			TokenBasedRememberMeServices rememberMe, DemoUsers users, GatewayProperties gateway) {
		ProblemResponses refused = new ProblemResponses(mapper);
		authorize(http);
		http.formLogin((login) -> login.loginPage(LoginController.PATH).defaultSuccessUrl("/", true).permitAll());
		http.logout((logout) -> logout.logoutSuccessUrl(LoginController.PATH + "?out")
			.defaultLogoutSuccessHandlerFor(new HttpStatusReturningLogoutSuccessHandler(HttpStatus.NO_CONTENT),
					new RequestHeaderRequestMatcher("X-Requested-With", "XMLHttpRequest")));
		// Keeps users signed in when the server restarts, which forgets its sessions
		http.rememberMe((remember) -> remember.rememberMeServices(rememberMe)
			.key(users.rememberMeKey())
			.addObjectPostProcessor(withoutSession()));
		http.exceptionHandling(
				(exceptions) -> exceptions.authenticationEntryPoint(refused).accessDeniedHandler(refused));
		http.csrf((csrf) -> csrf.csrfTokenRepository(csrfTokens())
			.csrfTokenRequestHandler(new PageCsrfTokenRequestHandler())
			// It checks the Origin itself
			.ignoringRequestMatchers("/push", "/push/**"));
		http.requestCache((cache) -> cache.requestCache(new NullRequestCache()));
		restrict(http, gateway);
		return http.build();
	}

	/**
	 * No {@code InMemoryUserDetailsManager}: at a sign-in it encodes the password anew,
	 * with another salt after each start, and then no cookie would outlive the server.
	 */
	@Bean
	UserDetailsService sampleUserDetailsService(DemoUsers users) {
		return (name) -> {
			String password = users.users().get(name);
			if (password == null) {
				throw new UsernameNotFoundException("There is no user '" + name + "'");
			}
			return User.withUsername(name).password(password).roles("USER").build();
		};
	}

	@Bean
	TokenBasedRememberMeServices sampleRememberMeServices(DemoUsers users, UserDetailsService userDetailsService) {
		TokenBasedRememberMeServices services = new TokenBasedRememberMeServices(users.rememberMeKey(),
				userDetailsService);
		services.setTokenValiditySeconds((int) SIGNED_IN_FOR.toSeconds());
		services.setCookieCustomizer((cookie) -> cookie.setAttribute("SameSite", "Lax"));
		return services;
	}

	/**
	 * The cookie signs in the request that carries it, and opens no session. Otherwise a
	 * request under way during a sign-out (the session takes its WebSockets along, and
	 * the other tabs ask why) would sign the user in again.
	 */
	private static ObjectPostProcessor<RememberMeAuthenticationFilter> withoutSession() {
		return new ObjectPostProcessor<>() {

			@Override
			public <O extends RememberMeAuthenticationFilter> O postProcess(O filter) {
				filter.setSecurityContextRepository(new RequestAttributeSecurityContextRepository());
				filter.setSessionAuthenticationStrategy(new NullAuthenticatedSessionStrategy());
				return filter;
			}

		};
	}

	private static CookieCsrfTokenRepository csrfTokens() {
		CookieCsrfTokenRepository repository = CookieCsrfTokenRepository.withHttpOnlyFalse();
		repository.setCookieCustomizer((cookie) -> cookie.sameSite("Lax"));
		return repository;
	}

	private static void authorize(HttpSecurity http) {
		http.authorizeHttpRequests((requests) -> requests.dispatcherTypeMatchers(DispatcherType.ERROR)
			.permitAll()
			.requestMatchers("/push", "/push/**", "/actuator/health/**", "/login", "/app.css", "/favicon.svg")
			.permitAll()
			.anyRequest()
			.authenticated());
	}

	private static void restrict(HttpSecurity http, GatewayProperties gateway) {
		String elsewhere = gateway.webSocketOrigin();
		// By HTTP, the page asks why a WebSocket could not be opened
		String policy = CONTENT_SECURITY_POLICY
			.formatted((elsewhere != null) ? " " + elsewhere + " " + gateway.url() : "");
		http.headers((headers) -> headers.contentSecurityPolicy((csp) -> csp.policyDirectives(policy))
			.referrerPolicy((referrer) -> referrer.policy(ReferrerPolicy.SAME_ORIGIN)));
	}

	private static boolean isFromAnotherSite(HttpServletRequest request) {
		String site = request.getHeader("Sec-Fetch-Site");
		return site != null && !site.equals("same-origin") && !site.equals("none")
				&& !SAFE.contains(request.getMethod());
	}

	private static boolean isBasic(HttpServletRequest request) {
		String header = request.getHeader(HttpHeaders.AUTHORIZATION);
		return header != null && header.regionMatches(true, 0, "Basic ", 0, 6);
	}

}
