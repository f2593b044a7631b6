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

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.pushgate.cluster.BusConfigurationException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Knows which server holds which shard, and whether it is still the same one.
 * Thread-safe.
 *
 * <p>
 * A server that was started anew, or a replica that was promoted, is another one: it may
 * lack what was written last. Its {@code run_id} tells the one, its {@code master_replid}
 * the other. While both are as they were, nothing can have been lost, however often
 * connections were.
 */
final class ServerIdentities {

	private static final Log logger = LogFactory.getLog(ServerIdentities.class);

	private static final long PATIENCE = 5;

	private static final Pattern RUN = Pattern.compile("run_id:(\\S+)");

	private static final Pattern REPLICATION = Pattern.compile("master_replid:(\\S+)");

	private static final Snapshot NONE = new Snapshot(new @Nullable String[DirectoryKeys.SHARDS]);

	private final DirectoryKeys keys;

	private final Executor executor;

	private final Runnable listener;

	private final Object lock = new Object();

	private volatile Snapshot snapshot = NONE;

	// Completed while there is nothing to look after. Replaced under the lock.
	private volatile CompletableFuture<Void> verified = new CompletableFuture<>();

	private volatile @Nullable StatefulConnection<String, String> connection;

	private volatile boolean closed;

	// Of the one who looks.
	private boolean told;

	// Under the lock, as all below.
	private long suspicions;

	private boolean looking;

	ServerIdentities(DirectoryKeys keys, Executor executor, Runnable listener) {
		this.keys = keys;
		this.executor = executor;
		this.listener = listener;
	}

	void watch(StatefulConnection<String, String> connection) {
		this.connection = connection;
		suspect();
	}

	Snapshot snapshot() {
		return this.snapshot;
	}

	CompletableFuture<Void> verified() {
		return this.verified;
	}

	/**
	 * There is a new connection, or another reason to look again.
	 */
	void suspect() {
		synchronized (this.lock) {
			this.suspicions++;
			if (this.verified.isDone()) {
				this.verified = new CompletableFuture<>();
			}
			if (this.looking || this.closed || this.connection == null) {
				return;
			}
			this.looking = true;
		}
		try {
			this.executor.execute(this::look);
		}
		catch (RejectedExecutionException ex) {
			close();
		}
	}

	private void look() {
		while (true) {
			long before;
			synchronized (this.lock) {
				before = this.suspicions;
			}
			Snapshot found = find();
			Snapshot known = this.snapshot;
			boolean changed = !found.equals(known);
			if (changed) {
				this.snapshot = found;
			}
			CompletableFuture<Void> done = null;
			synchronized (this.lock) {
				if (before == this.suspicions || this.closed) {
					this.looking = false;
					done = this.verified;
				}
			}
			if (changed) {
				this.listener.run();
			}
			if (done != null) {
				done.complete(null);
				return;
			}
		}
	}

	private Snapshot find() {
		@Nullable String[] shards = new @Nullable String[DirectoryKeys.SHARDS];
		StatefulConnection<String, String> connection = this.connection;
		if (connection instanceof StatefulRedisConnection<String, String> single) {
			Arrays.fill(shards, identify(single));
		}
		else if (connection instanceof StatefulRedisClusterConnection<String, String> cluster) {
			Map<String, @Nullable String> found = new HashMap<>();
			for (int shard = 0; shard < shards.length; shard++) {
				RedisClusterNode master = cluster.getPartitions()
					.getMasterBySlot(SlotHash.getSlot(this.keys.stamps(shard)));
				if (master != null) {
					if (!found.containsKey(master.getNodeId())) {
						found.put(master.getNodeId(), identify(cluster, master.getNodeId()));
					}
					shards[shard] = found.get(master.getNodeId());
				}
			}
		}
		return new Snapshot(shards);
	}

	private @Nullable String identify(StatefulRedisClusterConnection<String, String> cluster, String id) {
		try {
			return identify(cluster.getConnectionAsync(id).get(PATIENCE, TimeUnit.SECONDS));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return null;
		}
		catch (Exception ex) {
			logger.debug("A server of the cluster does not answer", ex);
			return null;
		}
	}

	private @Nullable String identify(StatefulRedisConnection<String, String> connection) {
		try {
			String replication = connection.async().info("replication").get(PATIENCE, TimeUnit.SECONDS);
			String server = connection.async().info("server").get(PATIENCE, TimeUnit.SECONDS);
			Matcher run = RUN.matcher(server);
			Matcher history = REPLICATION.matcher(replication);
			if (!replication.contains("role:master") || !run.find() || !history.find()) {
				return null;
			}
			return run.group(1) + '-' + history.group(1);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return null;
		}
		catch (Exception ex) {
			unknown(ex);
			return null;
		}
	}

	private void unknown(Exception cause) {
		BusConfigurationException wrong = RedisFailures.configuration(cause);
		if (wrong != null && !this.told) {
			this.told = true;
			logger.error("The directory cannot tell whether Redis has lost its data, so messages go to all nodes: "
					+ wrong.getMessage() + ". " + wrong.remedy());
		}
		logger.debug("Redis does not say who it is", cause);
	}

	void close() {
		this.closed = true;
		this.snapshot = NONE;
		this.verified.complete(null);
	}

	/**
	 * Which servers hold the shards at some moment.
	 */
	static final class Snapshot {

		private final @Nullable String[] shards;

		Snapshot(@Nullable String[] shards) {
			this.shards = shards;
		}

		/**
		 * Return which server holds a shard.
		 * @return its identity, or {@code null} if nobody knows
		 */
		@Nullable String of(int shard) {
			return this.shards[shard];
		}

		boolean hasGaps() {
			return Arrays.stream(this.shards).anyMatch(Objects::isNull);
		}

		@Override
		public boolean equals(@Nullable Object other) {
			return other instanceof Snapshot that && Arrays.equals(this.shards, that.shards);
		}

		@Override
		public int hashCode() {
			return Arrays.hashCode(this.shards);
		}

	}

}
