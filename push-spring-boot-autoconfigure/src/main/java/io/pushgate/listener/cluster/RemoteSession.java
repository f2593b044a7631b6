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

package io.pushgate.listener.cluster;

import java.time.Instant;
import java.util.Map;

import io.pushgate.session.PushSession;

/**
 * A session of another node, as it was when that node told of it.
 *
 * @param id the id
 * @param tenant the tenant
 * @param user the user
 * @param device the device
 * @param transport the transport
 * @param connectedAt when it was opened
 * @param lastSeenAt when its client was last heard of
 * @param claims what the session keeps of the user's identity, immutable
 */
record RemoteSession(String id, String tenant, String user, String device, String transport, Instant connectedAt,
		Instant lastSeenAt, Map<String, Object> claims) implements PushSession {

	/**
	 * Describe the session without the values of the claims, which belong in no log.
	 */
	@Override
	public String toString() {
		return "RemoteSession[" + this.id + ", tenant=" + this.tenant + ", user=" + this.user + ", device="
				+ this.device + "]";
	}

}
