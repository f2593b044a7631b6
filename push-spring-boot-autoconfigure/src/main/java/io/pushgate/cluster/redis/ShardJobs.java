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

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import io.pushgate.message.UserKey;

/**
 * What is done shard by shard, a few shards at a time, so that logins never wait behind
 * all of it: telling all that this node has, and clearing away what a dead one had. On
 * the directory's thread only.
 */
final class ShardJobs {

	private static final int PARALLEL = 16;

	// What was entered this long ago and is not there was never opened, or has left
	// without a word.
	private static final long SETTLED = TimeUnit.SECONDS.toNanos(60);

	private final DirectoryNode directory;

	private final WriteQueue queue;

	private final LocalUsers users;

	private final Deque<Runnable> waiting = new ArrayDeque<>();

	private final BitSet syncing = new BitSet();

	// Where all that this node has was there, and is unless Redis has lost it.
	private final BitSet stamped = new BitSet();

	private final Set<NodeKey> reaping = new HashSet<>();

	private final Map<String, GroupWork> groups = new HashMap<>();

	private int running;

	ShardJobs(DirectoryNode directory, WriteQueue queue, LocalUsers users) {
		this.directory = directory;
		this.queue = queue;
		this.users = users;
	}

	/**
	 * Say whether this node has members of a group, as it will be when that is written.
	 */
	void addGroup(String member) {
		NodeKey node = this.directory.node();
		if (node == null) {
			// All groups are told once it has begun its life.
			return;
		}
		GroupWork work = this.groups.get(member);
		if (work == null) {
			work = new GroupWork(this.directory, node, member, () -> this.directory.hasGroup(member),
					() -> removeGroup(member));
			this.groups.put(member, work);
		}
		this.queue.add(work);
	}

	private void removeGroup(String member) {
		GroupWork work = this.groups.get(member);
		if (work != null && !work.isWanted()) {
			this.groups.remove(member);
		}
	}

	/**
	 * Begin another life.
	 */
	void clear() {
		this.groups.clear();
		this.syncing.clear();
		this.stamped.clear();
	}

	/**
	 * Return the shards that this node has stamped, and not begun to stamp again.
	 */
	BitSet stamped() {
		return (BitSet) this.stamped.clone();
	}

	/**
	 * Tell all that this node has of some shards, and stamp them.
	 */
	void sync(BitSet shards) {
		BitSet missing = (BitSet) shards.clone();
		missing.andNot(this.syncing);
		if (missing.isEmpty()) {
			return;
		}
		this.syncing.or(missing);
		this.stamped.andNot(missing);
		groupsByShard(missing, (occupied) -> missing.stream()
			.forEach((shard) -> submit(() -> sync(shard, occupied.getOrDefault(shard, Set.of())))));
	}

	private void groupsByShard(BitSet shards, Consumer<Map<Integer, Set<String>>> consumer) {
		this.directory.help(() -> {
			Map<Integer, Set<String>> groups = new HashMap<>();
			this.directory.source().groups((tenant, group) -> {
				int shard = DirectoryKeys.shard(tenant, group);
				if (shards.get(shard)) {
					groups.computeIfAbsent(shard, (key) -> new HashSet<>()).add(DirectoryKeys.member(tenant, group));
				}
			});
			this.directory.loop().execute(() -> consumer.accept(groups));
		});
	}

	boolean isSyncing() {
		return !this.syncing.isEmpty();
	}

	private void sync(int shard, Collection<String> occupied) {
		NodeKey node = this.directory.node();
		DirectoryLink link = this.directory.link();
		String identity = (link != null) ? link.servers().of(shard) : null;
		if (node == null || link == null || identity == null) {
			this.syncing.clear(shard);
			finished();
			return;
		}
		DirectoryKeys keys = this.directory.keys();
		link.members(keys.usersOf(shard, node.text()))
			.thenCombine(link.members(keys.groupsOf(shard, node.text())), Members::new)
			.whenComplete((members, failure) -> this.directory.loop().execute(() -> {
				if (failure != null || !node.equals(this.directory.node())) {
					this.syncing.clear(shard);
					finished();
					return;
				}
				for (String member : members.users()) {
					this.users.get(new UserKey(DirectoryKeys.tenant(member), DirectoryKeys.name(member)), true);
				}
				this.users.in(shard).forEach(this.queue::add);
				members.groups().forEach(this::addGroup);
				occupied.forEach(this::addGroup);
				this.queue.then(() -> stamp(shard, node, identity));
			}));
	}

	private void stamp(int shard, NodeKey node, String identity) {
		DirectoryKeys keys = this.directory.keys();
		String version = node.text() + '-' + Long.toString(ThreadLocalRandom.current().nextLong(), 36);
		this.queue
			.add(new ScriptWork(this.directory, DirectoryScripts.STAMP, List.of(keys.stamps(shard), keys.counts(shard)),
					List.of(node.text(), identity, version, LocalUsers.TTL), (reply) -> {
						this.syncing.clear(shard);
						this.stamped.set(shard);
						finished();
						this.directory.evaluate(shard);
					}));
	}

	/**
	 * Write all that this node has of a shard once more.
	 */
	void refresh(int shard) {
		submit(() -> {
			NodeKey node = this.directory.node();
			DirectoryLink link = this.directory.link();
			String identity = (link != null) ? link.servers().of(shard) : null;
			for (LocalUser user : this.users.in(shard)) {
				user.removeIf((session) -> session.age() > SETTLED
						&& !this.directory.hasSession(Long.toString(session.id())));
				user.ask();
			}
			this.queue.then(() -> {
				if (node != null && identity != null && !this.syncing.get(shard)) {
					DirectoryKeys keys = this.directory.keys();
					// Renews the time to live of the rest.
					this.queue.add(new ScriptWork(this.directory, DirectoryScripts.STAMP,
							List.of(keys.stamps(shard), keys.counts(shard)),
							List.of(node.text(), identity, node.text() + "-r" + System.nanoTime(), LocalUsers.TTL),
							(reply) -> {
							}));
				}
				finished();
			});
		});
	}

	/**
	 * Clear away what dead nodes have left.
	 * @param dead the nodes that this one has claimed
	 */
	void reap(Set<NodeKey> dead) {
		for (NodeKey node : dead) {
			if (this.reaping.add(node)) {
				int[] left = { DirectoryKeys.SHARDS };
				for (int i = 0; i < DirectoryKeys.SHARDS; i++) {
					int shard = i;
					submit(() -> reap(node, shard, left));
				}
			}
		}
	}

	private void reap(NodeKey dead, int shard, int[] left) {
		NodeKey node = this.directory.node();
		DirectoryLink link = this.directory.link();
		BooleanSupplier stopped = () -> node == null || !node.equals(this.directory.node());
		if (link == null || stopped.getAsBoolean()) {
			this.reaping.remove(dead);
			finished();
			return;
		}
		DirectoryKeys keys = this.directory.keys();
		link.members(keys.usersOf(shard, dead.text()))
			.thenCombine(link.members(keys.groupsOf(shard, dead.text())), Members::new)
			.whenComplete((members, failure) -> this.directory.loop().execute(() -> {
				if (failure != null || node == null || stopped.getAsBoolean()) {
					// Begun again at the next beat.
					this.reaping.remove(dead);
					finished();
					return;
				}
				for (String member : members.users()) {
					this.queue.add(bury(dead, node, shard, member));
				}
				for (String member : members.groups()) {
					this.queue.add(new GroupWork(this.directory, dead, member, () -> false, () -> {
					}));
				}
				this.queue.then(() -> this.queue.add(new ScriptWork(
						this.directory, DirectoryScripts.CLEAR, List.of(keys.stamps(shard),
								keys.usersOf(shard, dead.text()), keys.groupsOf(shard, dead.text())),
						List.of(dead.text()), (reply) -> {
							finished();
							if (--left[0] == 0) {
								remove(dead);
							}
						})));
			}));
	}

	private Work bury(NodeKey dead, NodeKey node, int shard, String member) {
		DirectoryKeys keys = this.directory.keys();
		List<String> arguments = List.of(dead.text(), node.text(), member, DirectoryKeys.tenant(member),
				this.users.limit(), "0", "", "0", LocalUsers.TTL, "0", "-", "0", "0", "0");
		return new ScriptWork(this.directory, DirectoryScripts.USER,
				List.of(keys.user(shard, member), keys.usersOf(shard, dead.text()), keys.counts(shard),
						keys.stamps(shard), keys.usersOf(shard, node.text())),
				arguments, (reply) -> {
					if (reply.get(2).startsWith(node.text() + ' ') || reply.get(3).startsWith(node.text() + ' ')) {
						// The departure is for this node to tell: the next reply says so.
						LocalUser user = this.users
							.get(new UserKey(DirectoryKeys.tenant(member), DirectoryKeys.name(member)));
						user.adopt();
						this.queue.add(user);
					}
				});
	}

	private void remove(NodeKey dead) {
		DirectoryKeys keys = this.directory.keys();
		this.queue.add(new ScriptWork(this.directory, DirectoryScripts.REMOVE,
				List.of(keys.nodes(), keys.claims(), keys.gone(), keys.statistics(dead.text())), List.of(dead.text()),
				(reply) -> this.reaping.remove(dead)));
	}

	/**
	 * Take this node itself out, where nobody else is there who would. What it still has
	 * is for whoever comes next.
	 */
	void leave(NodeKey node, CompletableFuture<Void> done) {
		boolean[] left = new boolean[1];
		this.users.forEach((user) -> left[0] = left[0] || user.hasSessions() || user.isDeparting());
		if (left[0]) {
			done.complete(null);
			return;
		}
		DirectoryKeys keys = this.directory.keys();
		for (int shard = 0; shard < DirectoryKeys.SHARDS; shard++) {
			this.queue.add(new ScriptWork(this.directory, DirectoryScripts.CLEAR,
					List.of(keys.stamps(shard), keys.usersOf(shard, node.text()), keys.groupsOf(shard, node.text())),
					List.of(node.text()), (reply) -> {
					}));
		}
		this.queue.then(() -> {
			remove(node);
			this.queue.then(() -> done.complete(null));
		});
	}

	private void submit(Runnable job) {
		this.waiting.add(job);
		next();
	}

	private void next() {
		while (this.running < PARALLEL && !this.waiting.isEmpty()) {
			this.running++;
			Runnable job = this.waiting.poll();
			this.directory.loop().execute(job);
		}
	}

	private void finished() {
		this.running--;
		next();
	}

	/**
	 * What an index names.
	 *
	 * @param users the users
	 * @param groups the groups
	 */
	private record Members(Set<String> users, Set<String> groups) {

	}

}
