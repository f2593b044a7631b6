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

import java.time.Duration;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * What a webhook has answered.
 *
 * @param status the status
 * @param contentType the header {@code Content-Type}, or {@code null}
 * @param body the body, empty if there was none
 * @param retryAfter the header {@code Retry-After} where it is a number of seconds, or
 * {@code null}
 * @since 0.1.0
 */
public record WebhookAnswer(int status, @Nullable String contentType, byte[] body, @Nullable Duration retryAfter) {

	/**
	 * Return whether the call has succeeded.
	 * @return whether the status is between 200 and 299
	 */
	public boolean isSuccess() {
		return this.status / 100 == 2;
	}

	/**
	 * Return whether this asks to call somewhere else, which is never done: whoever can
	 * answer for the application must not send what users say to where he likes.
	 * @return whether the status is between 300 and 399
	 */
	public boolean isRedirect() {
		return this.status / 100 == 3;
	}

	/**
	 * Return whether the body is of a media type.
	 * @param type the type in lower case, without parameters
	 * @return whether it is
	 */
	public boolean is(String type) {
		if (this.contentType == null) {
			return false;
		}
		int end = this.contentType.indexOf(';');
		String actual = (end < 0) ? this.contentType : this.contentType.substring(0, end);
		return actual.trim().toLowerCase(Locale.ROOT).equals(type);
	}

	/**
	 * Return whether the same call may be answered otherwise in a moment: a server that
	 * is about to start, too much to do, a conflict with an attempt that is still under
	 * way.
	 */
	boolean isPassing() {
		return switch (this.status) {
			case 408, 409, 425, 429 -> true;
			default -> this.status >= 500;
		};
	}

	/**
	 * Return what it says of whoever was called. A plain 500 is an answer: one bad
	 * request after the other must not keep the good ones away. So is 429, which is for
	 * those who ask too often.
	 */
	CircuitBreaker.Outcome outcome() {
		return switch (this.status) {
			case 502, 503 -> CircuitBreaker.Outcome.AWAY;
			case 504 -> CircuitBreaker.Outcome.SLOW;
			default -> CircuitBreaker.Outcome.ANSWERED;
		};
	}

	/**
	 * Describe the answer without its body, which belongs in no log.
	 */
	@Override
	public String toString() {
		return "status " + this.status;
	}

}
