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

package io.pushgate.delivery.cluster;

import java.time.Instant;
import java.util.concurrent.CompletableFuture;

import io.pushgate.cluster.Directory;
import io.pushgate.cluster.NodeId;
import io.pushgate.message.SessionDetails;
import io.pushgate.message.UserKey;
import io.pushgate.session.PushSession;
import io.pushgate.session.SessionDirectory;
import io.pushgate.session.SessionIdGenerator;
import io.pushgate.session.SessionListener;
import io.pushgate.transport.CloseReason;
import io.pushgate.transport.Connection;

/**
 * Tells the directory of this node's sessions and groups. Thread-safe.
 *
 * <p>
 * Invariant: each session that was entered is left again, be it when it ends or as it was
 * not opened; never before it was entered.
 *
 * @since 0.1.0
 */
public final class DirectoryRegistration implements SessionDirectory, SessionListener {

	private final Directory directory;

	private final NodeId node;

	/**
	 * Create a registration.
	 * @param directory the directory
	 * @param node this node
	 */
	public DirectoryRegistration(Directory directory, NodeId node) {
		this.directory = directory;
		this.node = node;
	}

	@Override
	public CompletableFuture<Void> enter(UserKey user, String device, long session, Connection connection) {
		return this.directory.enter(user.tenant(), new SessionDetails(Long.toString(session), user.user(), device,
				this.node.name(), connection.transport(), SessionIdGenerator.timeOf(session), Instant.now()));
	}

	@Override
	public void abandon(UserKey user, long session) {
		this.directory.leave(user, Long.toString(session));
	}

	@Override
	public CompletableFuture<Boolean> settled() {
		return this.directory.settled();
	}

	@Override
	public void opened(PushSession session) {
		// Entered before.
	}

	@Override
	public void closed(PushSession session, CloseReason reason) {
		this.directory.leave(new UserKey(session.tenant(), session.user()), session.id());
	}

	@Override
	public void groupEntered(String tenant, String group) {
		this.directory.groupEntered(tenant, group);
	}

	@Override
	public void groupLeft(String tenant, String group) {
		this.directory.groupLeft(tenant, group);
	}

}
