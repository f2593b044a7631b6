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

package io.pushgate.cluster;

/**
 * Gets what arrives over a {@link ClusterBus}.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface ClusterMessageHandler {

	/**
	 * Handle a message. Called in order for messages of one publisher, destination and
	 * key, and on a thread of the bus, which must not be blocked: whatever waits behind
	 * waits for this. Messages that have expired, or have been handed over before, do not
	 * get here. Those that this node has published itself do.
	 * @param envelope the message and where it comes from
	 */
	void handle(ClusterEnvelope envelope);

}
