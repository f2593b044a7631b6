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

import org.jspecify.annotations.Nullable;

/**
 * A session in a group. Kept small, as there may be many for each session: 24 bytes.
 */
final class Membership {

	private final GroupPart part;

	// Written under the session's monitor, and only once: null from the leave on. Who
	// sends looks twice, before it takes the monitor and under it.
	private @Nullable ChannelSession session;

	// Guarded by the group's monitor.
	private int index;

	Membership(ChannelSession session, GroupPart part, int index) {
		this.session = session;
		this.part = part;
		this.index = index;
	}

	GroupPart part() {
		return this.part;
	}

	String group() {
		return this.part.group();
	}

	@Nullable ChannelSession session() {
		return this.session;
	}

	void leave() {
		this.session = null;
	}

	int index() {
		return this.index;
	}

	void moveTo(int index) {
		this.index = index;
	}

}
