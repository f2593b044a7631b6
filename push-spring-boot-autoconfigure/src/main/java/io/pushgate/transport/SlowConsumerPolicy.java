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
 * What happens to a client that reads slower than it is sent to, once its queue is full.
 *
 * @since 0.1.0
 */
public enum SlowConsumerPolicy {

	/**
	 * The connection is closed with 4101; the client comes back and resumes.
	 */
	CLOSE,

	/**
	 * The oldest frames that may be lost make room for the new one. Where there are none,
	 * the connection is closed with 4101.
	 */
	DROP_OLDEST

}
