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

package io.pushgate.webhook;

import java.net.URI;
import java.time.Duration;

/**
 * Whom to call, and how.
 *
 * @param name what logs call it: the prefix of its properties
 * @param url where to post to; in no log, as it may hold a password
 * @param secret what calls are signed with
 * @param timeout the time for one attempt, from connecting to the last byte of the answer
 * @param total the time for a call, attempts and pauses together
 * @param attempts how often a call is attempted at most
 * @param maxAnswer the size in bytes over which an answer is refused
 * @since 0.1.0
 */
public record WebhookSettings(String name, URI url, WebhookSecret secret, Duration timeout, Duration total,
		int attempts, int maxAnswer) {

	/**
	 * Describe the settings without the address.
	 */
	@Override
	public String toString() {
		return this.name;
	}

}
