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
import org.springframework.util.unit.DataSize;

/**
 * How an application pushes through a gateway's HTTP push API, in the mode
 * {@code client}. Other modes make no use of it.
 *
 * @since 0.1.0
 */
@ConfigurationProperties("push.client")
public class PushClientProperties implements InitializingBean {

	/**
	 * Address of the gateway that is pushed through, or of its HTTP push API where that
	 * is not below /push/api/v1. Unless set, the bus is.
	 */
	private @Nullable String gatewayUrl;

	/**
	 * API key that is shown to the gateway, as it is. Unless set, none is.
	 */
	private @Nullable String apiKey;

	/**
	 * Tenant that the API key is of: that of the injected PushTemplate.
	 */
	private String tenant = "default";

	/**
	 * How many calls of the gateway may be under way at once. Messages of one target
	 * share one.
	 */
	private int connections = 4;

	/**
	 * How long a message may take from its push to its acceptance, tries and pauses
	 * together.
	 */
	private Duration timeout = Duration.ofSeconds(10);

	/**
	 * How long a connection to the gateway may take.
	 */
	private Duration connectTimeout = Duration.ofSeconds(2);

	/**
	 * How long one call may take until its answer is complete.
	 */
	private Duration readTimeout = Duration.ofSeconds(5);

	/**
	 * How much may wait for the gateway to accept it.
	 */
	private DataSize maxPending = DataSize.ofMegabytes(32);

	/**
	 * Size over which messages go in several calls, so that they stay below
	 * push.api.max-body of the gateway. A larger message goes alone.
	 */
	private DataSize maxBatch = DataSize.ofKilobytes(256);

	private final Ssl ssl = new Ssl();

	public @Nullable String getGatewayUrl() {
		return this.gatewayUrl;
	}

	public void setGatewayUrl(@Nullable String gatewayUrl) {
		this.gatewayUrl = gatewayUrl;
	}

	public @Nullable String getApiKey() {
		return this.apiKey;
	}

	public void setApiKey(@Nullable String apiKey) {
		this.apiKey = apiKey;
	}

	public String getTenant() {
		return this.tenant;
	}

	public void setTenant(String tenant) {
		this.tenant = tenant;
	}

	public int getConnections() {
		return this.connections;
	}

	public void setConnections(int connections) {
		this.connections = connections;
	}

	public Duration getTimeout() {
		return this.timeout;
	}

	public void setTimeout(Duration timeout) {
		this.timeout = timeout;
	}

	public Duration getConnectTimeout() {
		return this.connectTimeout;
	}

	public void setConnectTimeout(Duration connectTimeout) {
		this.connectTimeout = connectTimeout;
	}

	public Duration getReadTimeout() {
		return this.readTimeout;
	}

	public void setReadTimeout(Duration readTimeout) {
		this.readTimeout = readTimeout;
	}

	public DataSize getMaxPending() {
		return this.maxPending;
	}

	public void setMaxPending(DataSize maxPending) {
		this.maxPending = maxPending;
	}

	public DataSize getMaxBatch() {
		return this.maxBatch;
	}

	public void setMaxBatch(DataSize maxBatch) {
		this.maxBatch = maxBatch;
	}

	public Ssl getSsl() {
		return this.ssl;
	}

	@Override
	public void afterPropertiesSet() {
		ClientChecks.check(this);
	}

	/**
	 * TLS to the gateway.
	 */
	public static class Ssl {

		/**
		 * Name of the SSL bundle that says whom to trust and what to show. Unless set,
		 * what the JDK trusts.
		 */
		private @Nullable String bundle;

		public @Nullable String getBundle() {
			return this.bundle;
		}

		public void setBundle(@Nullable String bundle) {
			this.bundle = bundle;
		}

	}

}
