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

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.pushgate.cluster.ClusterMessage;
import io.pushgate.cluster.Directory;
import io.pushgate.cluster.SessionDetailsCodec;
import io.pushgate.delivery.LocalSessionControl;
import io.pushgate.delivery.SessionControl;
import io.pushgate.message.PushStatistics;
import io.pushgate.message.PushTarget;
import io.pushgate.message.SessionDetails;
import io.pushgate.message.UserKey;
import org.jspecify.annotations.Nullable;

/**
 * Tells who is online in the cluster, and disconnects everywhere. Asks the directory, or
 * all nodes where there is none or it cannot tell. Thread-safe.
 *
 * <p>
 * Without a directory, a user with sessions on two nodes counts twice in the statistics,
 * and so does a group.
 *
 * @since 0.1.0
 */
public final class ClusterSessionControl implements SessionControl {

	private static final Comparator<SessionDetails> EARLIEST_FIRST = Comparator
		.<SessionDetails>comparingInt((session) -> session.session().length())
		.thenComparing(SessionDetails::session);

	private final LocalSessionControl local;

	private final ClusterCalls calls;

	private final @Nullable Directory directory;

	/**
	 * Create a control.
	 * @param local the sessions of this node
	 * @param calls asks the other nodes
	 * @param directory knows the sessions of all nodes, or {@code null}
	 */
	public ClusterSessionControl(LocalSessionControl local, ClusterCalls calls, @Nullable Directory directory) {
		this.local = local;
		this.calls = calls;
		this.directory = directory;
	}

	@Override
	public boolean isOnline(UserKey user) {
		return this.local.isOnline(user) || !sessions(user).isEmpty();
	}

	@Override
	public List<SessionDetails> sessions(UserKey user) {
		Directory directory = this.directory;
		CompletableFuture<List<SessionDetails>> found = (directory != null) ? directory.sessions(user)
			.handle((sessions, failure) -> (failure != null) ? askForSessions(user)
					: CompletableFuture.completedFuture(sessions))
			.thenCompose((result) -> result) : askForSessions(user);
		return ClusterCalls.await(found);
	}

	private CompletableFuture<List<SessionDetails>> askForSessions(UserKey user) {
		ClusterMessage question = ClusterMessage.of(Operation.SESSIONS)
			.tenant(user.tenant())
			.target(PushTarget.user(user.user()))
			.build();
		return this.calls.askAll(question).thenApply((answers) -> {
			List<SessionDetails> sessions = new ArrayList<>(this.local.sessions(user));
			answers.forEach((answer) -> sessions.addAll(SessionDetailsCodec.decode(answer)));
			sessions.sort(EARLIEST_FIRST);
			return List.copyOf(sessions);
		});
	}

	@Override
	public PushStatistics statistics(String tenant) {
		Directory directory = this.directory;
		if (directory == null) {
			return ClusterCalls.await(askForStatistics(tenant));
		}
		// The nodes know best how much they have, the directory what of it is the same.
		CompletableFuture<PushStatistics> known = directory.statistics(tenant);
		CompletableFuture<PushStatistics> told = askForStatistics(tenant);
		return ClusterCalls.await(told
			.handle((fresh, failure) -> (failure != null) ? known
					: known.handle((distinct, problem) -> (problem != null) ? fresh : merge(fresh, distinct)))
			.thenCompose((result) -> result));
	}

	private static PushStatistics merge(PushStatistics fresh, PushStatistics distinct) {
		return new PushStatistics(fresh.connections(), distinct.users(), distinct.groups(), fresh.nodes());
	}

	private CompletableFuture<PushStatistics> askForStatistics(String tenant) {
		ClusterMessage question = ClusterMessage.of(Operation.STATISTICS).tenant(tenant).build();
		return this.calls.askAll(question).thenApply((answers) -> {
			List<PushStatistics.Node> nodes = new ArrayList<>(this.local.statistics(tenant).nodes());
			answers.forEach((answer) -> nodes.add(Answers.statistics(answer)));
			nodes.sort(Comparator.comparing((node) -> node.node()));
			return new PushStatistics(nodes.stream().mapToLong(PushStatistics.Node::connections).sum(),
					nodes.stream().mapToLong(PushStatistics.Node::users).sum(),
					nodes.stream().mapToLong(PushStatistics.Node::groups).sum(), nodes);
		});
	}

	@Override
	public int disconnect(String tenant, PushTarget target) {
		// First, and whether or not others can be asked: who connects after this call is
		// let in.
		int here = this.local.disconnect(tenant, target);
		ClusterMessage question = ClusterMessage.of(Operation.CLOSE).tenant(tenant).target(target).build();
		return here + Answers.count(ClusterCalls
			.await(mayBeAboutToConnect(target) ? this.calls.askAll(question) : this.calls.askHolders(question)));
	}

	/**
	 * Return whether all nodes are to be asked: a client that is about to connect is not
	 * in the directory yet.
	 */
	private static boolean mayBeAboutToConnect(PushTarget target) {
		return target instanceof PushTarget.Users || target instanceof PushTarget.Device
				|| target instanceof PushTarget.Devices || target instanceof PushTarget.All;
	}

}
