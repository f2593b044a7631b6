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

package io.pushgate.sample.security;

import io.pushgate.session.GroupAuthorizer;
import io.pushgate.session.PushSession;

import org.springframework.stereotype.Component;

/**
 * Says which groups a tab may join by itself: those of the rooms that its user may enter,
 * and the one of the stats page. Without this bean it could join none.
 */
@Component
public final class GroupRules implements GroupAuthorizer {

	/** The group of those who look at the stats page. */
	public static final String STATS = "stats";

	private final DemoUsers users;

	private final Rooms rooms;

	GroupRules(DemoUsers users, Rooms rooms) {
		this.users = users;
		this.rooms = rooms;
	}

	@Override
	public boolean mayJoin(PushSession session, String group) {
		if (group.equals(STATS)) {
			return this.users.exists(session.user());
		}
		return this.rooms.of(session.user()).stream().map(Rooms::group).anyMatch(group::equals);
	}

}
