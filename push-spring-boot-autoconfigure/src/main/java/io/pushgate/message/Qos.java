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

package io.pushgate.message;

/**
 * The promise that a push is made with.
 *
 * @since 0.1.0
 */
public enum Qos {

	/**
	 * Sent to every session that matches the target and is connected when the node gets
	 * the message. Nothing is stored.
	 */
	AT_MOST_ONCE,

	/**
	 * Stored before the caller's future completes and repeated to every device of the
	 * user until that device has acknowledged it or its time to live has ended.
	 */
	AT_LEAST_ONCE

}
