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

package io.pushgate.sample.cover;

import java.time.Duration;

/**
 * An upload that was refused because as many covers as allowed are being worked on.
 */
public class CoversBusyException extends RuntimeException {

	private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

	CoversBusyException() {
		super("Too many covers are being worked on: try again in a moment");
	}

	/**
	 * Return when to try again.
	 * @return the time to wait
	 */
	public Duration getRetryAfter() {
		return RETRY_AFTER;
	}

}
