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

package io.pushgate.cluster.redis;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.pushgate.cluster.BusConfigurationException;
import io.pushgate.cluster.NodeId;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Which nodes take part in the directory. Writes on the directory's thread only; what is
 * asked is thread-safe.
 */
final class NodeRegistry {

	private static final Log logger = LogFactory.getLog(NodeRegistry.class);

	private static final long REMEMBER_GONE_MILLIS = TimeUnit.DAYS.toMillis(1);

	private final DirectoryNode directory;

	private final DirectoryTimes times;

	private final Supplier<Set<NodeId>> heard;

	private volatile NodeView view = NodeView.EMPTY;

	private volatile boolean joined;

	private volatile long beatAt;

	// Something was lost, so nodes may have yet to come back: some of which this one has
	// never seen, as they had come since its last beat.
	private volatile boolean unsettled;

	private long settledAt;

	private volatile boolean strangers;

	private Set<NodeKey> remembered = Set.of();

	private long rememberedTill;

	private boolean beating;

	private boolean warned;

	// Redis answers, and refuses to write.
	private volatile boolean refused;

	NodeRegistry(DirectoryNode directory, DirectoryTimes times, Supplier<Set<NodeId>> heard) {
		this.directory = directory;
		this.times = times;
		this.heard = heard;
	}

	NodeView view() {
		return this.view;
	}

	boolean isJoined() {
		return this.joined;
	}

	/**
	 * Return why the directory cannot be asked.
	 * @return a sentence, or {@code null} if it can
	 */
	@Nullable String problem() {
		long now = System.nanoTime();
		if (!this.joined || now - this.beatAt > this.times.lease().toNanos() / 2) {
			return "The directory cannot reach Redis";
		}
		if (this.refused) {
			return "Redis refuses to write the directory";
		}
		if (this.unsettled) {
			return "The directory was lost, and is being filled again";
		}
		return this.strangers ? "A node of the cluster is not in the directory" : null;
	}

	boolean isRefused() {
		return this.refused;
	}

	/**
	 * Redis has written something of this node's, or not. While it refuses to, it may
	 * lack what the other nodes have to tell, and for as long afterwards as they may need
	 * to tell it.
	 */
	void told(@Nullable Throwable failure) {
		if (failure == null) {
			if (this.refused) {
				logger.info("Redis writes the directory again");
				unsettle();
				this.refused = false;
			}
		}
		else if (RedisFailures.isReply(failure) && !this.refused) {
			BusConfigurationException wrong = RedisFailures.configuration(failure);
			String what = "Redis refuses to write the directory, so messages go to all nodes, and clients who want to "
					+ "join groups are told 'unavailable': ";
			if (wrong != null) {
				logger.error(what + wrong.getMessage() + ". " + wrong.remedy());
			}
			else {
				logger.warn(what + failure.getMessage());
			}
			this.refused = true;
		}
	}

	void join(DirectoryLink link) {
		send(link, false);
	}

	void beat(DirectoryLink link) {
		send(link, this.joined);
	}

	private void send(DirectoryLink link, boolean expected) {
		NodeKey node = this.directory.node();
		if (node == null || this.beating) {
			return;
		}
		this.beating = true;
		DirectoryKeys keys = this.directory.keys();
		long lease = this.times.lease().toMillis();
		link.run(DirectoryScripts.BEAT, List.of(keys.nodes(), keys.claims(), keys.gone()),
				List.of(node.text(), Long.toString(lease), expected ? "1" : "0", Long.toString(lease),
						Long.toString(REMEMBER_GONE_MILLIS), node.number() + ":"))
			.whenComplete((reply, failure) -> this.directory.loop().execute(() -> {
				this.beating = false;
				told(failure);
				if (failure != null) {
					logger.debug("A beat was not heard", failure);
				}
				else if (node.equals(this.directory.node())) {
					beaten(link, node, reply);
				}
			}));
	}

	private void beaten(DirectoryLink link, NodeKey node, List<String> reply) {
		switch (reply.get(0)) {
			case "gone" -> {
				this.joined = false;
				this.directory.buried();
			}
			case "lost" -> {
				logger.warn("Redis has lost what it had of the directory, which is filled again");
				this.joined = false;
				remember();
				unsettle();
				send(link, false);
			}
			default -> {
				int claims = Integer.parseInt(reply.get(1));
				Set<NodeKey> dead = new HashSet<>();
				reply.subList(2, 2 + claims).forEach((text) -> dead.add(NodeKey.parse(text)));
				see(reply.subList(2 + claims, reply.size()));
				this.beatAt = System.nanoTime();
				this.joined = true;
				tellStatistics(link, node);
				this.directory.scan();
				this.directory.jobs().reap(dead);
			}
		}
	}

	private void see(List<String> nodes) {
		Set<NodeKey> live = new HashSet<>();
		for (int i = 0; i < nodes.size(); i += 2) {
			if (nodes.get(i + 1).equals("1")) {
				live.add(NodeKey.parse(nodes.get(i)));
			}
		}
		NodeView view = NodeView.of(live);
		if (!this.remembered.isEmpty()) {
			view = (System.nanoTime() - this.rememberedTill < 0) ? view.with(this.remembered) : view;
		}
		if (!view.equals(this.view)) {
			this.view = view;
		}
		boolean strangers = false;
		for (NodeId number : this.heard.get()) {
			if (!view.hasNumber(number.number())) {
				strangers = true;
				if (this.strangers && !this.warned) {
					this.warned = true;
					logger.warn("Node " + number.name()
							+ " is on the bus but not in the directory, so messages go to all "
							+ "nodes. Let it reach Redis, and set 'push.cluster.directory' to redis on all nodes");
				}
			}
		}
		this.strangers = strangers;
		this.warned = this.warned && strangers;
		if (this.unsettled && System.nanoTime() - this.settledAt >= 0) {
			this.unsettled = false;
		}
	}

	/**
	 * Believe nothing until the other nodes have had the time to come back, and those who
	 * are only heard on the bus have been looked for.
	 */
	void unsettle() {
		this.settledAt = System.nanoTime() + this.times.beat().multipliedBy(3).dividedBy(2).toNanos();
		this.unsettled = true;
	}

	/**
	 * Servers have changed: the registry may lack nodes that live.
	 */
	void remember() {
		this.remembered = this.view.live();
		this.rememberedTill = System.nanoTime() + this.times.lease().toNanos();
	}

	private void tellStatistics(DirectoryLink link, NodeKey node) {
		this.directory.help(() -> {
			List<String> arguments = new ArrayList<>();
			arguments.add(Long.toString(this.times.lease().toSeconds() * 4));
			this.directory.source().statistics((tenant, statistics) -> {
				arguments.add(tenant);
				arguments.add(statistics.connections() + " " + statistics.users() + " " + statistics.groups());
			});
			link.run(DirectoryScripts.STATISTICS, List.of(this.directory.keys().statistics(node.text())), arguments)
				.whenComplete((reply, failure) -> {
					if (failure != null) {
						logger.debug("Statistics were not written", failure);
					}
				});
		});
	}

	/**
	 * Leave the directory. The others clear away what is left; if there is nobody, this
	 * node does, as far as it may: what it still holds is for whoever comes next.
	 */
	void resign(LocalUsers users, ShardJobs jobs, CompletableFuture<Void> done) {
		NodeKey node = this.directory.node();
		DirectoryLink link = this.directory.link();
		if (node == null || link == null) {
			done.complete(null);
			return;
		}
		CompletionStage<List<String>> resigned = link.run(DirectoryScripts.RESIGN,
				List.of(this.directory.keys().nodes()), List.of(node.text()));
		resigned.whenComplete((reply, failure) -> this.directory.loop().execute(() -> {
			if (failure != null || !reply.get(0).equals("0")) {
				done.complete(null);
				return;
			}
			users.forEach((user) -> {
				if (user.isDeparting()) {
					user.hurry();
					users.add(user);
				}
			});
			this.directory.queue().then(() -> this.directory.queue().then(() -> jobs.leave(node, done)));
		}));
	}

}
