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

package io.pushgate.delivery;

import io.pushgate.message.UserKey;
import io.pushgate.protocol.ServerFrame;
import io.pushgate.session.ChannelSession;
import io.pushgate.session.SessionManager;

/**
 * Tells the devices that are connected to this node. Thread-safe.
 *
 * @since 0.1.0
 */
public final class LocalReadPositions implements ReadPositions {

	private final SessionManager sessions;

	/**
	 * Create positions.
	 * @param sessions the sessions of this node
	 */
	public LocalReadPositions(SessionManager sessions) {
		this.sessions = sessions;
	}

	@Override
	public void tellOthers(UserKey user, String device, ServerFrame.Read position) {
		for (ChannelSession session : this.sessions.sessions(user)) {
			if (!session.device().equals(device)) {
				session.send(position);
			}
		}
	}

}
