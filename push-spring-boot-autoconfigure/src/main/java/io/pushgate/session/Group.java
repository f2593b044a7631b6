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

import java.util.ArrayList;
import java.util.List;

import io.pushgate.transport.Lane;
import org.jspecify.annotations.Nullable;

/**
 * The members of one group, apart by the lane that writes for them. Thread-safe; members
 * come and go under the lock of the group's entry in the {@link GroupRegistry}, and under
 * this monitor, which is all that a snapshot needs.
 */
final class Group {

	// A few, and one for most groups: a list of its own would be more than its content.
	private @Nullable GroupPart first;

	synchronized Membership add(String group, ChannelSession session) {
		Lane lane = session.connection().lane();
		for (GroupPart part = this.first; part != null; part = part.next()) {
			if (part.lane().equals(lane)) {
				return part.add(session);
			}
		}
		this.first = new GroupPart(this, group, lane, this.first);
		return this.first.add(session);
	}

	synchronized void remove(Membership membership) {
		GroupPart part = membership.part();
		if (!part.remove(membership)) {
			return;
		}
		if (this.first == part) {
			this.first = part.next();
			return;
		}
		for (GroupPart other = this.first; other != null; other = other.next()) {
			if (other.next() == part) {
				other.next(part.next());
				return;
			}
		}
	}

	synchronized boolean isEmpty() {
		return this.first == null;
	}

	synchronized List<GroupPart> parts() {
		List<GroupPart> parts = new ArrayList<>(2);
		for (GroupPart part = this.first; part != null; part = part.next()) {
			parts.add(part);
		}
		return parts;
	}

}
