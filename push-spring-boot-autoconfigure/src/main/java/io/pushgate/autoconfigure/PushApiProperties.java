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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;

/**
 * The HTTP push API.
 *
 * @since 0.1.0
 */
@ConfigurationProperties("push.api")
public class PushApiProperties implements InitializingBean {

	/**
	 * Whether to serve the HTTP push API.
	 */
	private boolean enabled;

	/**
	 * Path that all calls are below.
	 */
	private String path = "/push/api/v1";

	/**
	 * API keys by their tenants, each key as the SHA-256 of it in hexadecimal digits.
	 * Unless set, no key is accepted.
	 */
	private Map<String, List<String>> keys = new LinkedHashMap<>();

	/**
	 * Largest body of a call.
	 */
	private DataSize maxBody = DataSize.ofMegabytes(1);

	/**
	 * How many messages a second a tenant may push by the API. Unless set, there is no
	 * limit.
	 */
	private @Nullable Integer maxRate;

	/**
	 * Time in which pushes of the same id are one push, in Java as well.
	 */
	private Duration idempotencyWindow = Duration.ofMinutes(10);

	/**
	 * How many ids of pushes are remembered at most. Unless set, as many as a sixteenth
	 * of the heap holds.
	 */
	private @Nullable Integer maxIds;

	public boolean isEnabled() {
		return this.enabled;
	}

	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

	public String getPath() {
		return this.path;
	}

	public void setPath(String path) {
		this.path = path;
	}

	public Map<String, List<String>> getKeys() {
		return this.keys;
	}

	public void setKeys(Map<String, List<String>> keys) {
		this.keys = keys;
	}

	public DataSize getMaxBody() {
		return this.maxBody;
	}

	public void setMaxBody(DataSize maxBody) {
		this.maxBody = maxBody;
	}

	public @Nullable Integer getMaxRate() {
		return this.maxRate;
	}

	public void setMaxRate(@Nullable Integer maxRate) {
		this.maxRate = maxRate;
	}

	public Duration getIdempotencyWindow() {
		return this.idempotencyWindow;
	}

	public void setIdempotencyWindow(Duration idempotencyWindow) {
		this.idempotencyWindow = idempotencyWindow;
	}

	public @Nullable Integer getMaxIds() {
		return this.maxIds;
	}

	public void setMaxIds(@Nullable Integer maxIds) {
		this.maxIds = maxIds;
	}

	@Override
	public void afterPropertiesSet() {
		PropertyChecks.check(this);
	}

}
