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
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.pushgate.cluster.DirectoryListener;
import io.pushgate.cluster.NodeId;
import io.pushgate.message.UserKey;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The users who have sessions on this node, by shard. On the directory's thread only.
 */
final class LocalUsers {

	private static final Log logger = LogFactory.getLog(LocalUsers.class);

	static final String TTL = Long.toString(DirectoryTimes.KEYS.toSeconds());

	static final long RETRY_MILLIS = 100;

	// After which time to look whether who had to go has gone.
	static final long EVICTION_MILLIS = 2000;

	// For how long an arrival waits until every node has told what it has.
	static final long MAX_HOLD_NANOS = TimeUnit.SECONDS.toNanos(15);

	private final DirectoryNode directory;

	private final WriteQueue queue;

	private final String limit;

	private final long delayNanos;

	private final List<Map<String, LocalUser>> shards = new ArrayList<>();

	LocalUsers(DirectoryNode directory, WriteQueue queue, int limit, long delayNanos) {
		this.directory = directory;
		this.queue = queue;
		this.limit = Integer.toString(limit);
		this.delayNanos = delayNanos;
		for (int i = 0; i < DirectoryKeys.SHARDS; i++) {
			this.shards.add(new HashMap<>());
		}
	}

	@Nullable LocalUser find(UserKey key) {
		return shard(DirectoryKeys.shard(key.tenant(), key.user())).get(DirectoryKeys.member(key.tenant(), key.user()));
	}

	LocalUser get(UserKey key) {
		return get(key, false);
	}

	/**
	 * Return a user of whom Redis says that this node has it.
	 */
	LocalUser get(UserKey key, boolean leftover) {
		return shard(DirectoryKeys.shard(key.tenant(), key.user())).computeIfAbsent(
				DirectoryKeys.member(key.tenant(), key.user()), (member) -> new LocalUser(this, key, leftover));
	}

	private Map<String, LocalUser> shard(int shard) {
		return this.shards.get(shard);
	}

	Collection<LocalUser> in(int shard) {
		return shard(shard).values();
	}

	void forEach(Consumer<LocalUser> consumer) {
		this.shards.forEach((shard) -> List.copyOf(shard.values()).forEach(consumer));
	}

	void remove(LocalUser user) {
		UserKey key = user.key();
		shard(user.shard()).remove(DirectoryKeys.member(key.tenant(), key.user()));
	}

	void add(LocalUser user) {
		this.queue.add(user);
	}

	void addLater(LocalUser user, long millis) {
		callLater(user, () -> this.queue.add(user), millis);
	}

	void callLater(LocalUser user, Runnable action, long millis) {
		this.directory.loop().schedule(() -> {
			// It may have gone, and come back as another, who alone knows what there is.
			if (find(user.key()) == user) {
				action.run();
			}
		}, millis);
	}

	boolean isFailing() {
		return this.queue.isFailing();
	}

	NodeKey node() {
		return this.directory.requireNode();
	}

	String limit() {
		return this.limit;
	}

	long delayNanos() {
		return this.delayNanos;
	}

	String identity(int shard) {
		return this.directory.requireIdentity(shard);
	}

	String version(int shard) {
		return this.directory.trust().version(shard);
	}

	boolean isTrusted(int shard, String version) {
		return this.directory.trust().isTrusted(shard, version);
	}

	CompletionStage<List<String>> run(int shard, String member, List<String> arguments) {
		DirectoryKeys keys = this.directory.keys();
		String node = arguments.get(0);
		return this.directory.requireLink()
			.run(DirectoryScripts.USER, List.of(keys.user(shard, member), keys.usersOf(shard, node), keys.counts(shard),
					keys.stamps(shard), keys.usersOf(shard, arguments.get(1))), arguments);
	}

	void replaced(UserKey user, String node, String session) {
		NodeId id = new NodeId(NodeKey.parse(node).number());
		tell((listener) -> listener.replaced(user, id, session));
	}

	void tell(Consumer<DirectoryListener> call) {
		try {
			this.directory.tell(call);
		}
		catch (RuntimeException ex) {
			logger.error("A listener of the directory has failed", ex);
		}
	}

	void complete(CompletableFuture<Void> waiter) {
		this.directory.complete(waiter);
	}

}
