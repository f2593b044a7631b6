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

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Who clients are.
 *
 * @since 0.1.0
 */
@ConfigurationProperties("push.auth")
public class PushAuthProperties implements InitializingBean {

	/**
	 * Whether a client may tell who it is in its first frame instead of the handshake.
	 */
	private boolean late = false;

	/**
	 * Time that a client has for its first frame where it authenticates late.
	 */
	private Duration timeout = Duration.ofSeconds(5);

	/**
	 * Whether to believe the query parameter "user". For trials and load tests only, as
	 * anybody can be anybody.
	 */
	private boolean insecureUserParameter = false;

	private final Jwt jwt = new Jwt();

	public boolean isLate() {
		return this.late;
	}

	public void setLate(boolean late) {
		this.late = late;
	}

	public Duration getTimeout() {
		return this.timeout;
	}

	public void setTimeout(Duration timeout) {
		this.timeout = timeout;
	}

	public boolean isInsecureUserParameter() {
		return this.insecureUserParameter;
	}

	public void setInsecureUserParameter(boolean insecureUserParameter) {
		this.insecureUserParameter = insecureUserParameter;
	}

	public Jwt getJwt() {
		return this.jwt;
	}

	@Override
	public void afterPropertiesSet() {
		PropertyChecks.check(this);
	}

	/**
	 * JSON Web Tokens.
	 */
	public static class Jwt {

		/**
		 * Secret that HS256 signatures are checked with, at least 32 bytes.
		 */
		private @Nullable String secret;

		/**
		 * Address of the JSON Web Key Set that signatures are checked with.
		 */
		private @Nullable String jwkSetUri;

		/**
		 * Issuer that a token must name. Any unless set.
		 */
		private @Nullable String issuer;

		/**
		 * Audience that a token must name. Any unless set.
		 */
		private @Nullable String audience;

		/**
		 * Claim that is the id of the user.
		 */
		private String userClaim = "sub";

		/**
		 * Claim that is the tenant. There is only one tenant unless set.
		 */
		private @Nullable String tenantClaim;

		public @Nullable String getSecret() {
			return this.secret;
		}

		public void setSecret(@Nullable String secret) {
			this.secret = secret;
		}

		public @Nullable String getJwkSetUri() {
			return this.jwkSetUri;
		}

		public void setJwkSetUri(@Nullable String jwkSetUri) {
			this.jwkSetUri = jwkSetUri;
		}

		public @Nullable String getIssuer() {
			return this.issuer;
		}

		public void setIssuer(@Nullable String issuer) {
			this.issuer = issuer;
		}

		public @Nullable String getAudience() {
			return this.audience;
		}

		public void setAudience(@Nullable String audience) {
			this.audience = audience;
		}

		public String getUserClaim() {
			return this.userClaim;
		}

		public void setUserClaim(String userClaim) {
			this.userClaim = userClaim;
		}

		public @Nullable String getTenantClaim() {
			return this.tenantClaim;
		}

		public void setTenantClaim(@Nullable String tenantClaim) {
			this.tenantClaim = tenantClaim;
		}

	}

}
