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

package io.pushgate.session;

import io.pushgate.transport.CloseReason;

/**
 * Hands on everything but who comes online and goes offline, where that is decided for
 * several nodes at once.
 *
 * @param listener who is told
 * @since 0.1.0
 */
public record WithoutPresence(SessionListener listener) implements SessionListener {

	@Override
	public void opened(PushSession session) {
		this.listener.opened(session);
	}

	@Override
	public void closed(PushSession session, CloseReason reason) {
		this.listener.closed(session, reason);
	}

	@Override
	public void groupEntered(String tenant, String group) {
		this.listener.groupEntered(tenant, group);
	}

	@Override
	public void groupLeft(String tenant, String group) {
		this.listener.groupLeft(tenant, group);
	}

}
