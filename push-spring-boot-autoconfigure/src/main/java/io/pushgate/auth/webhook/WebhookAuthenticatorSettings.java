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

package io.pushgate.auth.webhook;

import java.time.Duration;
import java.util.List;

/**
 * What an application elsewhere is told, and how long its answers are believed.
 *
 * @param path the path of the endpoint
 * @param cookies the names of the cookies that it is told
 * @param cacheTtl how long it is believed who a client is
 * @param negativeCacheTtl how long it is believed that a client is nobody
 * @param cacheSize how many answers are kept at most
 * @since 0.1.0
 */
public record WebhookAuthenticatorSettings(String path, List<String> cookies, Duration cacheTtl,
		Duration negativeCacheTtl, int cacheSize) {

	/**
	 * Create settings.
	 */
	public WebhookAuthenticatorSettings {
		cookies = List.copyOf(cookies);
	}

}
