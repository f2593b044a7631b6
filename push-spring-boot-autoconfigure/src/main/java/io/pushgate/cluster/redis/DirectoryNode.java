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
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.pushgate.cluster.DirectoryListener;
import io.pushgate.cluster.DirectorySource;
import io.pushgate.cluster.NodeId;
import io.pushgate.message.SessionDetails;
import io.pushgate.message.UserKey;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * This node's part in the directory: keeps up its lease, tells what it has, and looks
 * after what others leave behind. All of it on the one thread of the loop, but for what
 * is said to be thread-safe.
 */
final class DirectoryNode {

	private static final Log logger = LogFactory.getLog(DirectoryNode.class);

	private static final long SCAN_PAUSE_MILLIS = 200;

	private final DirectoryConnector connector;

	private final DirectoryKeys keys;

	private final NodeId number;

	private final DirectoryTimes times;

	private final DirectoryListener listener;

	private final DirectorySource source;

	private final DirectoryThreads threads = new DirectoryThreads();

	private final DirectoryLoop loop = this.threads.loop();

	private final Acknowledgements acknowledgements = new Acknowledgements(this.loop);

	private final WriteQueue queue;

	private final LocalUsers users;

	private final ShardJobs jobs;

	private final NodeRegistry registry;

	private final ShardTrust trust;

	private final SourceRefresh refresh;

	private final CompletableFuture<Void> ready = new CompletableFuture<>();

	private volatile @Nullable DirectoryLink link;

	private volatile @Nullable NodeKey node;

	private volatile boolean stopped;

	private boolean scanning;

	private boolean scanAgain;

	private boolean incarnating;

	DirectoryNode(RedisConnectionFactory factory, DirectoryKeys keys, NodeId number, int limit, long delayNanos,
			DirectoryTimes times, Supplier<Set<NodeId>> heard, DirectoryListener listener, DirectorySource source) {
		this.keys = keys;
		this.number = number;
		this.times = times;
		this.listener = listener;
		this.source = source;
		this.queue = new WriteQueue(this.loop, this::recovered);
		this.users = new LocalUsers(this, this.queue, limit, delayNanos);
		this.jobs = new ShardJobs(this, this.queue, this.users);
		this.refresh = new SourceRefresh(this.threads, source, this.users, this.jobs, times);
		this.registry = new NodeRegistry(this, times, heard);
		this.trust = new ShardTrust(keys, this.registry::view);
		this.connector = new DirectoryConnector(factory, keys, this.threads, this::serversChanged, this::connected);
	}

	/**
	 * Begin. Thread-safe.
	 * @return completes once this node takes part
	 */
	CompletableFuture<Void> start() {
		this.loop.execute(() -> {
			this.connector.connect();
			beat();
			this.acknowledgements.start();
			this.refresh.start();
		});
		return this.ready;
	}

	private void connected(DirectoryLink link) {
		if (this.stopped) {
			link.close();
			return;
		}
		this.link = link;
		incarnate();
	}

	/**
	 * Begin another life, which others cannot take for the one that has ended.
	 */
	private void incarnate() {
		DirectoryLink link = this.link;
		if (link == null || this.incarnating) {
			return;
		}
		this.incarnating = true;
		link.run(DirectoryScripts.INCARNATE, List.of(this.keys.incarnation()), List.of())
			.whenComplete((reply, failure) -> this.loop.execute(() -> {
				this.incarnating = false;
				this.registry.told(failure);
				if (failure == null) {
					this.node = new NodeKey(this.number.number(), Long.parseLong(reply.get(0)));
					this.jobs.clear();
					this.users.forEach((user) -> {
						user.forget();
						this.queue.add(user);
					});
					this.registry.join(link);
				}
			}));
	}

	/**
	 * The others have taken this node for dead.
	 */
	void buried() {
		logger
			.warn("This node was silent for so long that others have taken it for dead: it tells all that it has anew");
		this.node = null;
		incarnate();
	}

	private void beat() {
		this.loop.schedule(this::beat, this.times.beat().toMillis());
		DirectoryLink link = this.link;
		if (link == null) {
			return;
		}
		if (link.servers().hasGaps()) {
			link.verify();
		}
		if (this.node == null) {
			incarnate();
		}
		else {
			this.registry.beat(link);
		}
	}

	private void serversChanged() {
		this.registry.remember();
		scan();
	}

	/**
	 * Look which shards can be believed, and which of them lack what this node has.
	 */
	void scan() {
		DirectoryLink link = this.link;
		NodeKey node = this.node;
		if (link == null || node == null || this.stopped) {
			return;
		}
		if (this.scanning) {
			this.scanAgain = true;
			return;
		}
		this.scanning = true;
		this.scanAgain = false;
		BitSet stamped = this.jobs.stamped();
		BitSet missing = new BitSet();
		List<CompletableFuture<?>> looks = new ArrayList<>();
		NodeView view = this.registry.view();
		for (int i = 0; i < DirectoryKeys.SHARDS; i++) {
			int shard = i;
			looks.add(link.field(this.keys.stamps(shard), "v").thenCompose((version) -> {
				if (this.trust.isTrusted(shard, version, link.servers(), view)) {
					return CompletableFuture.<@Nullable Map<String, String>>completedFuture(null);
				}
				return this.trust.evaluate(link, shard);
			}).thenAccept((stamps) -> {
				String identity = link.servers().of(shard);
				if (stamps != null && identity != null && !identity.equals(stamps.get(node.text()))) {
					synchronized (missing) {
						missing.set(shard);
					}
				}
			}).toCompletableFuture());
		}
		CompletableFuture.allOf(looks.toArray(CompletableFuture[]::new))
			.whenComplete((done, failure) -> this.loop.execute(() -> scanned(node, stamped, missing, failure)));
	}

	private void scanned(NodeKey node, BitSet stamped, BitSet missing, @Nullable Throwable failure) {
		this.scanning = false;
		if (!node.equals(this.node)) {
			return;
		}
		if (!missing.isEmpty()) {
			if (stamped.intersects(missing)) {
				// Redis has lost something. Before it is stamped again, and so believed.
				this.registry.unsettle();
			}
			this.jobs.sync(missing);
		}
		boolean complete = failure == null && this.trust.isComplete();
		if (complete && this.registry.isJoined()) {
			this.ready.complete(null);
		}
		if (this.scanAgain) {
			scan();
		}
		else if (!complete) {
			this.loop.schedule(this::scan, SCAN_PAUSE_MILLIS);
		}
	}

	void evaluate(int shard) {
		DirectoryLink link = this.link;
		if (link != null) {
			this.trust.evaluate(link, shard).whenComplete((stamps, failure) -> {
				if (failure == null && this.trust.isComplete()) {
					this.loop.execute(this::scan);
				}
			});
		}
	}

	// Writing has failed for a while. What was written may come to Redis late, after
	// newer things, or never.
	private void recovered() {
		BitSet all = new BitSet();
		all.set(0, DirectoryKeys.SHARDS);
		this.jobs.sync(all);
	}

	/**
	 * Enter a session. Thread-safe.
	 */
	CompletableFuture<Void> enter(UserKey key, long id, SessionDetails details) {
		CompletableFuture<Void> entered = new CompletableFuture<>();
		this.loop.execute(() -> {
			LocalUser user = this.users.get(key);
			boolean writable = isWritable();
			user.enter(details, id, writable ? entered : null);
			if (writable) {
				this.acknowledgements.bound(entered, () -> complete(entered));
			}
			else {
				complete(entered);
			}
			this.queue.add(user);
		});
		return entered;
	}

	/**
	 * Take a session out. Thread-safe.
	 */
	void leave(UserKey key, long id) {
		this.loop.execute(() -> {
			LocalUser user = this.users.find(key);
			if (user == null || !user.leave(id)) {
				return;
			}
			if (user.isNews() && this.queue.remove(user)) {
				// Came and went while Redis was away.
				user.waiters(this::complete);
				this.users.remove(user);
				return;
			}
			this.queue.add(user);
		});
	}

	/**
	 * A group has got its first member here, or lost its last one. Thread-safe.
	 */
	void groupChanged(String member) {
		this.loop.execute(() -> this.jobs.addGroup(member));
	}

	/**
	 * Wait for what was told. Thread-safe.
	 * @return completes in a second at the latest, with {@code false} if Redis refuses to
	 * write it, so that others read what lacks it
	 */
	CompletableFuture<Boolean> settled() {
		CompletableFuture<Boolean> settled = new CompletableFuture<>();
		this.loop.execute(() -> {
			if (this.node != null && isWritable()) {
				this.acknowledgements.bound(settled, () -> this.threads.complete(settled, !isRefused()));
				this.queue.then((held) -> this.threads.complete(settled, held));
			}
			else {
				this.threads.complete(settled, !isRefused());
			}
		});
		return settled;
	}

	private boolean isRefused() {
		return this.queue.isRefused() || this.registry.isRefused();
	}

	private boolean isWritable() {
		return !this.stopped && this.link != null && !this.queue.isFailing();
	}

	/**
	 * Complete a future where nobody minds what hangs on it. Thread-safe.
	 */
	void complete(CompletableFuture<@Nullable Void> future) {
		this.threads.complete(future, null);
	}

	/**
	 * Leave: what others can do, they do. Thread-safe.
	 * @return completes once nothing is left to do here, which may be never
	 */
	CompletableFuture<Void> stop() {
		CompletableFuture<Void> done = new CompletableFuture<>();
		this.loop.execute(() -> {
			if (this.link == null || this.node == null || this.queue.isFailing()) {
				done.complete(null);
				return;
			}
			this.queue.then(() -> this.registry.resign(this.users, this.jobs, done));
		});
		return done;
	}

	/**
	 * End, as a process does that is killed, and wait until nothing is told to Redis any
	 * more: its caller may shut down next what the connections share with others.
	 * Thread-safe, but not for the threads of the directory.
	 * @param seconds how long to wait at most
	 */
	void close(long seconds) {
		this.stopped = true;
		this.loop.execute(() -> {
			this.queue.close();
			this.acknowledgements.close();
			this.users.forEach((user) -> user.waiters(this::complete));
			DirectoryLink link = this.link;
			this.link = null;
			help(this.connector::close);
			if (link != null) {
				help(link::close);
			}
			this.threads.close();
		});
		this.threads.awaitEnd(seconds);
	}

	/**
	 * Do something that takes its time. Thread-safe.
	 */
	void help(Runnable task) {
		this.threads.help(task);
	}

	boolean hasGroup(String member) {
		return this.source.hasGroup(DirectoryKeys.tenant(member), DirectoryKeys.name(member));
	}

	boolean hasSession(String session) {
		return this.source.hasSession(session);
	}

	void tell(Consumer<DirectoryListener> call) {
		call.accept(this.listener);
	}

	DirectorySource source() {
		return this.source;
	}

	DirectoryKeys keys() {
		return this.keys;
	}

	DirectoryLoop loop() {
		return this.loop;
	}

	WriteQueue queue() {
		return this.queue;
	}

	Executor answers() {
		return this.threads.answers();
	}

	ShardTrust trust() {
		return this.trust;
	}

	NodeRegistry registry() {
		return this.registry;
	}

	ShardJobs jobs() {
		return this.jobs;
	}

	@Nullable DirectoryLink link() {
		return this.link;
	}

	@Nullable NodeKey node() {
		return this.node;
	}

	NodeId number() {
		return this.number;
	}

	DirectoryLink requireLink() {
		DirectoryLink link = this.link;
		if (link == null) {
			throw new IllegalStateException("Redis is not connected");
		}
		return link;
	}

	NodeKey requireNode() {
		NodeKey node = this.node;
		if (node == null) {
			throw new IllegalStateException("This node has yet to join the directory");
		}
		return node;
	}

	String requireIdentity(int shard) {
		String identity = requireLink().servers().of(shard);
		if (identity == null) {
			throw new IllegalStateException("No server of Redis has shard " + shard + " now");
		}
		return identity;
	}

}
