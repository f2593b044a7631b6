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

package io.pushgate.transport;

/**
 * What a client does after a close, told by the number of the close code alone.
 *
 * @since 0.1.0
 */
public enum ReconnectAdvice {

	/**
	 * The client decides: 1000 and 1001.
	 */
	AS_YOU_LIKE,

	/**
	 * Reconnect with growing, random delays: what RFC 6455 calls an error.
	 */
	BACK_OFF,

	/**
	 * Wait the time that {@code goodbye} told, then reconnect and resume: 1012, 1013 and
	 * 42xx.
	 */
	WAIT,

	/**
	 * Do not reconnect: 40xx.
	 */
	STOP,

	/**
	 * Reconnect at once and resume: 41xx.
	 */
	AT_ONCE,

	/**
	 * Get a fresh token first: 44xx.
	 */
	FRESH_TOKEN;

	/**
	 * Return the advice of a close code.
	 * @param code the code
	 * @return the advice
	 */
	public static ReconnectAdvice of(int code) {
		return switch (code / 100) {
			case 40 -> STOP;
			case 41 -> AT_ONCE;
			case 42 -> WAIT;
			case 44 -> FRESH_TOKEN;
			default -> switch (code) {
				case 1000, 1001 -> AS_YOU_LIKE;
				case 1012, 1013 -> WAIT;
				default -> BACK_OFF;
			};
		};
	}

}
