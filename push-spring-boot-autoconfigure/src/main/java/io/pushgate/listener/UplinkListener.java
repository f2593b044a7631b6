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

import java.time.Duration;

/**
 * Told what became of what clients send: for meters. Beans of this type are found. Called
 * on the threads that answer, so an implementation returns at once.
 *
 * @since 0.1.0
 */
public interface UplinkListener {

	/**
	 * The namespace that stands for all that nobody handles.
	 */
	String UNKNOWN = "unknown";

	/**
	 * A message of a client was answered, or would have been if the client had asked for
	 * an answer. Called once for each message, but not for repetitions of it. A message
	 * that has timed out is reported as such, and its late answer is not.
	 * @param namespace the namespace, or {@link #UNKNOWN} where nothing of it is handled:
	 * so there are never more than the application has, and one
	 * @param answer the answer
	 * @param time from when the message came until it was answered
	 */
	void answered(String namespace, UplinkAnswer answer, Duration time);

	/**
	 * A request was repeated, and was not handled again.
	 * @param namespace the namespace, or {@link #UNKNOWN}
	 */
	default void repeated(String namespace) {
	}

}
