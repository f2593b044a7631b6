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

package io.pushgate.delivery.http;

import java.net.URI;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Which gateway is called, and how.
 *
 * @param url the address that all calls of its HTTP push API are below
 * @param apiKey the key that is shown, or {@code null} for none
 * @param tenant the tenant that the key is of
 * @param connections how many calls may be under way at once
 * @param timeout how long a message may take from its push to its acceptance
 * @param connectTimeout how long a connection may take
 * @param readTimeout how long one call may take until its answer is complete
 * @param maxPending how many bytes of messages may wait
 * @param maxBatch over how many bytes messages go in several calls
 * @since 0.1.0
 */
public record GatewayClientSettings(URI url, @Nullable String apiKey, String tenant, int connections, Duration timeout,
		Duration connectTimeout, Duration readTimeout, long maxPending, int maxBatch) {

	/**
	 * Describe the settings without the key, which belongs in no log.
	 */
	@Override
	public String toString() {
		return "GatewayClientSettings[url=" + this.url + ", tenant=" + this.tenant + "]";
	}

}
