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

import java.util.ArrayList;
import java.util.List;

import io.pushgate.auth.AuthenticatorChain;
import io.pushgate.auth.InsecureUserParameterAuthenticator;
import io.pushgate.auth.PrincipalAuthenticator;
import io.pushgate.auth.PushAuthenticator;
import io.pushgate.auth.jwt.JwtPrincipalAuthenticator;
import io.pushgate.autoconfigure.PushAuthProperties.Jwt;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ResourceLoader;
import org.springframework.util.ClassUtils;

/**
 * Who clients are: the application's {@link PushAuthenticator} beans first, then its
 * principal, JSON Web Tokens, and the insecure parameter.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnMissingBean(AuthenticatorChain.class)
class PushAuthConfiguration {

	private static final Log logger = LogFactory.getLog(PushAuthConfiguration.class);

	private static final String JWT_CLASS = "org.springframework.security.oauth2.jwt.NimbusJwtDecoder";

	private static final String EXPLANATION = "A client was refused with 401: it shows no identity, and neither tokens "
			+ "nor a PushAuthenticator are configured. Users get in by one of: Spring Security (the signed-in user "
			+ "connects as such); tokens (set push.auth.jwt.secret or push.auth.jwt.jwk-set-uri); a bean of type "
			+ "io.pushgate.auth.PushAuthenticator; for trials only, push.auth.insecure-user-parameter=true";

	@Bean
	AuthenticatorChain pushAuthenticatorChain(PushAuthProperties properties,
			ObjectProvider<PushAuthenticator> authenticators, ResourceLoader resources) {
		List<PushAuthenticator> chain = new ArrayList<>(authenticators.orderedStream().toList());
		boolean jwtPresent = ClassUtils.isPresent(JWT_CLASS, resources.getClassLoader());
		if (jwtPresent) {
			chain.add(new JwtPrincipalAuthenticator());
		}
		chain.add(new PrincipalAuthenticator());
		if (isConfigured(properties.getJwt())) {
			if (!jwtPresent) {
				throw new InvalidPushPropertyException(
						"The properties 'push.auth.jwt.*' are set, but Spring Security's JWT support is not on the "
								+ "classpath.",
						"Add the dependency org.springframework.security:spring-security-oauth2-jose.");
			}
			chain.add(JwtAuthenticators.create(properties.getJwt()));
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
		boolean configured = isConfigured(properties.getJwt()) || properties.isInsecureUserParameter()
				|| authenticators.stream().findAny().isPresent();
		return new HowToLetUsersIn(configured ? null : EXPLANATION);
	}

	private static boolean isConfigured(Jwt jwt) {
		return jwt.getSecret() != null || jwt.getJwkSetUri() != null;
	}

}
