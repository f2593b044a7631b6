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
import java.util.ArrayList;
import java.util.List;

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

	/**
	 * Comma-separated list of claims of tokens that each session keeps, for listeners,
	 * applications behind the cluster and webhooks. None unless set.
	 */
	private List<String> claims = new ArrayList<>();

	private final Jwt jwt = new Jwt();

	private final Webhook webhook = new Webhook();

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

	public List<String> getClaims() {
		return this.claims;
	}

	public void setClaims(List<String> claims) {
		this.claims = claims;
	}

	public Jwt getJwt() {
		return this.jwt;
	}

	public Webhook getWebhook() {
		return this.webhook;
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

		/**
		 * Whether a token without 'exp', which is good for ever, is refused. Set by
		 * 'push.mode=gateway'.
		 */
		private boolean requireExpiry;

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

		public boolean isRequireExpiry() {
			return this.requireExpiry;
		}

		public void setRequireExpiry(boolean requireExpiry) {
			this.requireExpiry = requireExpiry;
		}

		public @Nullable String getTenantClaim() {
			return this.tenantClaim;
		}

		public void setTenantClaim(@Nullable String tenantClaim) {
			this.tenantClaim = tenantClaim;
		}

	}

	/**
	 * An application elsewhere that is asked.
	 */
	public static class Webhook {

		/**
		 * Address to which tokens are posted. Nobody is asked unless set.
		 */
		private @Nullable String url;

		/**
		 * Secret that the questions are signed with: 'whsec_' and at least 24 bytes in
		 * Base64, or any text of that length.
		 */
		private @Nullable String secret;

		/**
		 * Time after which there is no answer.
		 */
		private Duration timeout = Duration.ofSeconds(2);

		/**
		 * Time for which it is believed who a client is, for further connections with the
		 * same token; never longer than the identity lasts.
		 */
		private Duration cacheTtl = Duration.ofMinutes(1);

		/**
		 * Time for which it is believed that a token is bad; never longer than
		 * 'cache-ttl'.
		 */
		private Duration negativeCacheTtl = Duration.ofSeconds(5);

		/**
		 * Number of answers that are kept.
		 */
		private int cacheSize = 10000;

		/**
		 * Comma-separated list of names of cookies that are posted as well, and without a
		 * token. None unless set.
		 */
		private List<String> cookies = new ArrayList<>();

		public @Nullable String getUrl() {
			return this.url;
		}

		public void setUrl(@Nullable String url) {
			this.url = url;
		}

		public @Nullable String getSecret() {
			return this.secret;
		}

		public void setSecret(@Nullable String secret) {
			this.secret = secret;
		}

		public Duration getTimeout() {
			return this.timeout;
		}

		public void setTimeout(Duration timeout) {
			this.timeout = timeout;
		}

		public Duration getCacheTtl() {
			return this.cacheTtl;
		}

		public void setCacheTtl(Duration cacheTtl) {
			this.cacheTtl = cacheTtl;
		}

		public Duration getNegativeCacheTtl() {
			return this.negativeCacheTtl;
		}

		public void setNegativeCacheTtl(Duration negativeCacheTtl) {
			this.negativeCacheTtl = negativeCacheTtl;
		}

		public int getCacheSize() {
			return this.cacheSize;
		}

		public void setCacheSize(int cacheSize) {
			this.cacheSize = cacheSize;
		}

		public List<String> getCookies() {
			return this.cookies;
		}

		public void setCookies(List<String> cookies) {
			this.cookies = cookies;
		}

	}

}
