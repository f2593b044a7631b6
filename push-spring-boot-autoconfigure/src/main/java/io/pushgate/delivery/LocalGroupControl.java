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

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.pushgate.message.GroupDetails;
import io.pushgate.message.Names;
import io.pushgate.message.PushTarget;
import io.pushgate.session.ChannelSession;
import io.pushgate.session.GroupRegistry;

/**
 * Lets the application put sessions into groups and take them out again, those of this
 * node. Thread-safe.
 *
 * @since 0.1.0
 */
public final class LocalGroupControl implements GroupControl {

	private final GroupRegistry groups;

	private final LocalSessionControl sessions;

	/**
	 * Create a control.
	 * @param groups the groups of this node
	 * @param sessions finds the sessions of a target
	 */
	public LocalGroupControl(GroupRegistry groups, LocalSessionControl sessions) {
		this.groups = groups;
		this.sessions = sessions;
	}

	@Override
	public CompletableFuture<Void> join(String tenant, String group, PushTarget target) {
		return change(tenant, group, target, (session) -> this.groups.join(session, group, Integer.MAX_VALUE));
	}

	@Override
	public CompletableFuture<Void> leave(String tenant, String group, PushTarget target) {
		return change(tenant, group, target, (session) -> this.groups.leave(session, group));
	}

	private CompletableFuture<Void> change(String tenant, String group, PushTarget target,
			Consumer<ChannelSession> change) {
		Names.requireGroup(group);
		requireSome(target);
		this.sessions.find(tenant, target).forEach(change);
		return CompletableFuture.completedFuture(null);
	}

	/**
	 * Refuse what cannot be put into a group.
	 * @param target the target
	 * @throws IllegalArgumentException if everyone is meant
	 */
	public static void requireSome(PushTarget target) {
		if (target instanceof PushTarget.All) {
			throw new IllegalArgumentException("Not everyone can join or leave a group: name users, devices or "
					+ "sessions, or push to everyone with toAll()");
		}
	}

	/**
	 * Return the users who have a session in a group on this node.
	 * @param tenant the tenant
	 * @param group the group
	 * @return the users' ids
	 */
	public Set<String> users(String tenant, String group) {
		return this.groups.users(tenant, Names.requireGroup(group));
	}

	@Override
	public GroupDetails details(String tenant, String group) {
		return this.groups.details(tenant, Names.requireGroup(group));
	}

}
