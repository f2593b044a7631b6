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

package io.pushgate.autoconfigure;

import java.net.URI;
import java.security.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.pushgate.auth.AuthenticatorChain;
import io.pushgate.auth.BadCredentialsException;
import io.pushgate.auth.InsecureUserParameterAuthenticator;
import io.pushgate.auth.PrincipalAuthenticator;
import io.pushgate.auth.PushAuthenticator;
import io.pushgate.auth.PushCredentials;
import io.pushgate.auth.PushIdentity;
import io.pushgate.auth.jwt.JwtPrincipalAuthenticator;
import io.pushgate.auth.webhook.WebhookAuthenticator;
import io.pushgate.auth.webhook.WebhookAuthenticatorSettings;
import io.pushgate.autoconfigure.PushAuthProperties.Jwt;
import io.pushgate.message.Names;
import io.pushgate.webhook.WebhookClient;
import io.pushgate.webhook.WebhookSecret;
import io.pushgate.webhook.WebhookSettings;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ResourceLoader;
import org.springframework.util.ClassUtils;

/**
 * Who clients are: the application's {@link PushAuthenticator} beans first, then its
 * principal, JSON Web Tokens or a webhook, and the insecure parameter.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnMissingBean(AuthenticatorChain.class)
class PushAuthConfiguration {

	private static final Log logger = LogFactory.getLog(PushAuthConfiguration.class);

	private static final String JWT_CLASS = "org.springframework.security.oauth2.jwt.NimbusJwtDecoder";

	/**
	 * One more than one: a connection that was kept may have been closed meanwhile.
	 */
	private static final int WEBHOOK_ATTEMPTS = 2;

	private static final int MAX_WEBHOOK_ANSWER = 16 * 1024;

	private static final String EXPLANATION = "A client was refused with 401: it shows no identity, and neither tokens "
			+ "nor a PushAuthenticator are configured. Users get in by one of: Spring Security (the signed-in user "
			+ "connects as such); tokens (set push.auth.jwt.secret or push.auth.jwt.jwk-set-uri); an application "
			+ "that knows them (set push.auth.webhook.url); a bean of type io.pushgate.auth.PushAuthenticator; for "
			+ "trials only, push.auth.insecure-user-parameter=true";

	@Bean
	AuthenticatorChain pushAuthenticatorChain(PushAuthProperties properties, PushEndpointProperties endpoint,
			ObjectProvider<PushAuthenticator> authenticators, ObjectProvider<WebhookClient> webhooks,
			ResourceLoader resources) {
		List<PushAuthenticator> chain = new ArrayList<>(authenticators.orderedStream().toList());
		boolean jwtPresent = ClassUtils.isPresent(JWT_CLASS, resources.getClassLoader());
		if (jwtPresent) {
			chain.add(principals(properties.getJwt(), properties.getClaims()));
		}
		else if (!properties.getClaims().isEmpty()) {
			throw new InvalidPushPropertyException(
					"The property 'push.auth.claims' is set, but Spring Security's JWT support is not on the classpath, "
							+ "so there is no token to keep claims of.",
					"Add the dependency org.springframework.security:spring-security-oauth2-jose, or remove the property.");
		}
		chain.add(new PrincipalAuthenticator());
		if (isConfigured(properties.getJwt())) {
			if (!jwtPresent) {
				throw new InvalidPushPropertyException(
						"The properties 'push.auth.jwt.*' are set, but Spring Security's JWT support is not on the "
								+ "classpath.",
						"Add the dependency org.springframework.security:spring-security-oauth2-jose.");
			}
			chain.add(JwtAuthenticators.create(properties.getJwt(), properties.getClaims()));
		}
		if (properties.getWebhook().getUrl() != null) {
			chain.add(webhook(properties.getWebhook(), endpoint.getPath(), webhooks.getObject()));
			String origin = EndpointDescription.everyOrigin(endpoint);
			// The servlet transport says so itself.
			if (origin != null && endpoint.getTransport() == PushEndpointProperties.Transport.NETTY
					&& !properties.getWebhook().getCookies().isEmpty()) {
				logger.warn(EndpointDescription.openedBy(origin));
			}
		}
		if (properties.isInsecureUserParameter()) {
			logger.warn("push.auth.insecure-user-parameter=true: EVERY CLIENT IS BELIEVED TO BE WHOEVER IT SAYS. "
					+ "This is for trials and load tests; never set it where others can connect");
			chain.add(new InsecureUserParameterAuthenticator());
		}
		return new AuthenticatorChain(chain);
	}

	@Bean
	HowToLetUsersIn pushHowToLetUsersIn(PushAuthProperties properties,
			ObjectProvider<PushAuthenticator> authenticators) {
		boolean configured = isConfigured(properties.getJwt()) || properties.getWebhook().getUrl() != null
				|| properties.isInsecureUserParameter() || authenticators.stream().findAny().isPresent();
		return new HowToLetUsersIn(configured ? null : EXPLANATION);
	}

	private static WebhookAuthenticator webhook(PushAuthProperties.Webhook properties, String path,
			WebhookClient webhooks) {
		WebhookSettings settings = new WebhookSettings("push.auth.webhook",
				URI.create(Objects.requireNonNull(properties.getUrl())),
				WebhookSecret.of(Objects.requireNonNull(properties.getSecret())), properties.getTimeout(),
				properties.getTimeout(), WEBHOOK_ATTEMPTS, MAX_WEBHOOK_ANSWER);
		return new WebhookAuthenticator(webhooks.webhook(settings),
				new WebhookAuthenticatorSettings(path, properties.getCookies(), properties.getCacheTtl(),
						properties.getNegativeCacheTtl(), properties.getCacheSize()));
	}

	/**
	 * Return the tenant for which a principal may act.
	 * @return {@code null} for one that has none, where others have one
	 */
	static @Nullable String tenantOf(Principal principal, Jwt jwt) {
		if (jwt.getTenantClaim() == null) {
			return Names.DEFAULT_TENANT;
		}
		try {
			PushIdentity identity = principals(jwt, List.of()).authenticate(new PushCredentials(null, principal, null));
			return Objects.requireNonNull(identity).tenant();
		}
		catch (BadCredentialsException ex) {
			return null;
		}
	}

	private static JwtPrincipalAuthenticator principals(Jwt jwt, List<String> claims) {
		return isConfigured(jwt)
				? new JwtPrincipalAuthenticator(jwt.getUserClaim(), jwt.getTenantClaim(), claims, jwt.isRequireExpiry())
				: new JwtPrincipalAuthenticator(claims, jwt.isRequireExpiry());
	}

	private static boolean isConfigured(Jwt jwt) {
		return jwt.getSecret() != null || jwt.getJwkSetUri() != null;
	}

}
