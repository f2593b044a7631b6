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

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import io.pushgate.cluster.ClusterMessage;
import io.pushgate.cluster.DirectoryUnavailableException;
import io.pushgate.delivery.GroupControl;
import io.pushgate.delivery.LocalGroupControl;
import io.pushgate.message.GroupDetails;
import io.pushgate.message.Names;
import io.pushgate.message.PushTarget;
import io.pushgate.session.SessionDirectory;

/**
 * Lets the application put sessions of the whole cluster into groups and take them out
 * again. Thread-safe.
 *
 * <p>
 * What is pushed to a group after a join has completed reaches the sessions that have
 * joined, whichever node it is pushed on, as long as no node takes more than a second to
 * answer. The count of users is exact as long as no node has more than
 * {@value Answers#MAX_USERS} of them in the group; beyond, a user with sessions on two
 * nodes counts twice.
 *
 * @since 0.1.0
 */
public final class ClusterGroupControl implements GroupControl {

	private final LocalGroupControl local;

	private final ClusterCalls calls;

	private final SessionDirectory directory;

	/**
	 * Create a control.
	 * @param local the groups of this node
	 * @param calls asks the other nodes
	 * @param directory has to know of a group before anyone relies on it
	 */
	public ClusterGroupControl(LocalGroupControl local, ClusterCalls calls, SessionDirectory directory) {
		this.local = local;
		this.calls = calls;
		this.directory = directory;
	}

	@Override
	public CompletableFuture<Void> join(String tenant, String group, PushTarget target) {
		return change(Operation.JOIN, tenant, group, target, () -> this.local.join(tenant, group, target));
	}

	@Override
	public CompletableFuture<Void> leave(String tenant, String group, PushTarget target) {
		return change(Operation.LEAVE, tenant, group, target, () -> this.local.leave(tenant, group, target));
	}

	private CompletableFuture<Void> change(String operation, String tenant, String group, PushTarget target,
			Change mine) {
		Names.requireGroup(group);
		LocalGroupControl.requireSome(target);
		ClusterMessage question = ClusterMessage.of(operation)
			.tenant(tenant)
			.target(target)
			.headers(Map.of(ClusterReceiver.GROUP, group))
			.build();
		return this.calls.askHolders(question)
			.thenCompose(
					(answers) -> mine.make().thenCompose((done) -> this.directory.settled()).thenAccept((settled) -> {
						if (operation.equals(Operation.JOIN) && !(settled && Answers.areSettled(answers))) {
							throw new DirectoryUnavailableException("The directory cannot be written now, so who has "
									+ "joined '" + group + "' may not be found before it can. Try again later", null);
						}
					}));
	}

	@Override
	public GroupDetails details(String tenant, String group) {
		GroupDetails mine = this.local.details(tenant, group);
		Set<String> users = this.local.users(tenant, group);
		ClusterMessage question = ClusterMessage.of(Operation.GROUP)
			.tenant(tenant)
			.target(PushTarget.group(group))
			.build();
		List<ClusterMessage> answers = ClusterCalls.await(this.calls.askHolders(question));
		return new GroupDetails(group, mine.sessions() + Answers.sessions(answers), Answers.users(users, answers));
	}

	private interface Change {

		CompletableFuture<Void> make();

	}

}
