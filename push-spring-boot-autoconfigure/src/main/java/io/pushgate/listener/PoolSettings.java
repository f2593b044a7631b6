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

package io.pushgate.listener;

import org.springframework.util.Assert;

/**
 * The bounds of what happens in one namespace.
 *
 * @param threads how many messages are handled at the same time
 * @param queue how many more may wait for that, or for the outcome of a
 * {@link java.util.concurrent.CompletionStage}
 * @param queuePerSession how many of these a single session may have
 * @param queuePerUser how many of these a user may have, over all sessions
 * @since 0.1.0
 */
public record PoolSettings(int threads, int queue, int queuePerSession, int queuePerUser) {

	/**
	 * Create settings.
	 */
	public PoolSettings {
		Assert.isTrue(threads > 0, "'threads' must be positive");
		Assert.isTrue(queue >= 0, "'queue' must not be negative");
		Assert.isTrue(queuePerSession >= 0, "'queuePerSession' must not be negative");
		Assert.isTrue(queuePerUser >= 0, "'queuePerUser' must not be negative");
	}

}
