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

import java.time.Instant;

/**
 * What is known of one session; a snapshot.
 *
 * @param session the session's id
 * @param user the user's id
 * @param device the device's id
 * @param node the node that holds the connection
 * @param transport the transport, such as {@code websocket}
 * @param connectedAt when the session was opened
 * @param lastSeenAt when its client was last heard of
 * @since 0.1.0
 */
public record SessionDetails(String session, String user, String device, String node, String transport,
		Instant connectedAt, Instant lastSeenAt) implements SessionReference {

	@Override
	public String id() {
		return this.session;
	}

}
