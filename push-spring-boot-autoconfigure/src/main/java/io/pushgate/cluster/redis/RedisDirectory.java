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

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import io.pushgate.cluster.Directory;
import io.pushgate.cluster.DirectoryListener;
import io.pushgate.cluster.DirectorySource;
import io.pushgate.cluster.DirectoryUnavailableException;
import io.pushgate.cluster.Location;
import io.pushgate.cluster.NodeId;
import io.pushgate.message.PushStatistics;
import io.pushgate.message.PushTarget;
import io.pushgate.message.SessionDetails;
import io.pushgate.message.UserKey;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.util.Assert;

/**
 * A directory in Redis: standalone, Sentinel or Cluster, with the settings of the
 * application's own {@code RedisConnectionFactory}, which must be one of Lettuce.
 *
 * <h2>What holds at any time</h2>
 * <ol>
 * <li>What a node has in Redis is what it has in memory, or will be: each writing says
 * how things are, not what has changed, so it may be late, come twice, or be repeated.
 * Nobody but the node itself writes what it has, until its lease has ended.</li>
 * <li>A user's number of sessions is never above the limit after a writing. Whoever had
 * to go stays out, and is named again until its node has let it go.</li>
 * <li>A user has a generation from its first session on until its departure is confirmed,
 * which one node does, once, and only while nobody has a session. Generations grow. The
 * arrival of a generation is told before its departure is confirmed, and the departure
 * before the next arrival is told.</li>
 * <li>No answer is given out of a shard that may lack something. Each node stamps a shard
 * once all it has is there, with the identity of the server; an answer counts if all
 * nodes that live have stamped it under the identity that the server has now.</li>
 * </ol>
 *
 * <h2>Keys</h2> A user or a group belongs to one of 256 shards, by the hash of its tenant
 * and name. All keys of a shard are in one slot, so that each step is one script, and a
 * cluster spreads the shards. A node is written {@code number:incarnation}; a restarted
 * one, and one that was taken for dead, has another incarnation, larger than the former.
 * <table>
 * <caption>Keys, where {@code push} is the topic and 17 a shard</caption>
 * <tr>
 * <th>key</th>
 * <th>type</th>
 * <th>content</th>
 * </tr>
 * <tr>
 * <td>{@code push:{17}:u:tenant:user}</td>
 * <td>hash</td>
 * <td>session → {@link SessionEntry}; {@code g} generation; {@code w} node and session of
 * the arrival, until it is told; {@code p} node and session of the departure that is
 * waited for; {@code o} node, generation and session of a departure that is confirmed,
 * until it is told; {@code x} and a session → node, for one that has to go</td>
 * </tr>
 * <tr>
 * <td>{@code push:{17}:n:node}</td>
 * <td>set</td>
 * <td>users of whom a node has a session or tells something</td>
 * </tr>
 * <tr>
 * <td>{@code push:{17}:g:tenant:group}</td>
 * <td>set</td>
 * <td>nodes with members</td>
 * </tr>
 * <tr>
 * <td>{@code push:{17}:i:node}</td>
 * <td>set</td>
 * <td>groups of which a node has members</td>
 * </tr>
 * <tr>
 * <td>{@code push:{17}:c}</td>
 * <td>hash</td>
 * <td>{@code u:tenant} → users with a session, {@code r:tenant} → groups with a member,
 * {@code g} the latest generation</td>
 * </tr>
 * <tr>
 * <td>{@code push:{17}:y}</td>
 * <td>hash</td>
 * <td>node → identity of the server under which all it has was written; {@code v} another
 * text after each stamp</td>
 * </tr>
 * <tr>
 * <td>{@code push:{nodes}:alive}</td>
 * <td>sorted set</td>
 * <td>node → end of its lease, in milliseconds by the clock of Redis; 0 once it has
 * left</td>
 * </tr>
 * <tr>
 * <td>{@code push:{nodes}:claims}</td>
 * <td>hash</td>
 * <td>dead node → who clears it away, and until when another does not</td>
 * </tr>
 * <tr>
 * <td>{@code push:{nodes}:gone}</td>
 * <td>sorted set</td>
 * <td>node that was cleared away → when; for a day</td>
 * </tr>
 * <tr>
 * <td>{@code push:{nodes}:incarnation}</td>
 * <td>string</td>
 * <td>the latest incarnation: microseconds by the clock of Redis</td>
 * </tr>
 * <tr>
 * <td>{@code push:{nodes}:s:node}</td>
 * <td>hash</td>
 * <td>tenant → sessions, users and groups of a node, for a minute</td>
 * </tr>
 * </table>
 *
 * Keys of shards expire after a day without writing: a last resort for when all nodes are
 * dead. Those of {@code {nodes}} are small, and stay. Redis must evict none of them:
 * {@code maxmemory-policy} has to be {@code noeviction}.
 *
 * <h2>Who does what</h2> One thread writes, in batches of up to 1000 scripts with one
 * round trip; while a batch is under way, the next one grows, in which each user and each
 * group is at most once. {@link DirectoryScripts} has the scripts, which use
 * {@code HGETALL}, {@code HGET}, {@code HSET}, {@code HDEL}, {@code HINCRBY},
 * {@code HEXISTS}, {@code SADD}, {@code SREM}, {@code ZADD}, {@code ZREM},
 * {@code ZSCORE}, {@code ZRANGE}, {@code ZCOUNT}, {@code ZREMRANGEBYSCORE}, {@code GET},
 * {@code SET}, {@code DEL}, {@code EXISTS}, {@code EXPIRE} and {@code TIME}. Besides,
 * {@code EVALSHA}, {@code EVAL}, {@code HGETALL}, {@code HGET}, {@code SMEMBERS} and
 * {@code INFO} are used.
 * <ul>
 * <li>Every 2 seconds a node renews its lease of 15 seconds, says how much it has, and
 * claims the nodes whose leases have ended. Who claims one clears it away shard by shard,
 * and waits for the departures of its users. A claim is a lease as well, so another takes
 * over from a claimant that dies.</li>
 * <li>In the same beat it looks at the stamps of all shards. Where its own is missing, or
 * is of another server, it writes all it has, and stamps.</li>
 * <li>Every 5 minutes it writes all it has once more, with the times at which clients
 * were last heard.</li>
 * <li>A question reads what it asks for, then the version of the stamps; both from the
 * master. After any new connection, {@code run_id} and {@code master_replid} of the
 * server are looked at before an answer is believed. So the loss of a connection alone
 * costs nothing, and after a restart, a failover or {@code FLUSHALL} the directory fails
 * what it is asked until every node has filled it again, and for 3 seconds at least: a
 * node that had come since the last beat is not known, and has to be heard first.</li>
 * </ul>
 *
 * <h2>Known races</h2>
 * <ul>
 * <li>A session that is entered while its own node cannot reach Redis, and the others
 * can, is not found by them until it can again, or its lease has ended: from then on the
 * others hear it on the bus, miss it in the directory, and say that they cannot
 * tell.</li>
 * <li>A node that crashes between telling a departure and saying so leaves it to another
 * to tell it again. A node that crashes before it has told an arrival never tells
 * it.</li>
 * <li>Where Redis loses its data and a node dies at the same time, nobody knows which
 * users it had, so their departures are not told.</li>
 * <li>A writing of a node that was paused for longer than its lease may still come to
 * Redis. Its next life writes over it, or lets it expire.</li>
 * <li>An arrival waits for the shard to be complete, for 15 seconds at most: where a node
 * that has the user comes back later than that, an arrival is told twice.</li>
 * <li>After a failover in a cluster, Lettuce may need 15 seconds to learn of it, for
 * which the shards concerned are not believed.</li>
 * </ul>
 *
 * @since 0.1.0
 */
public final class RedisDirectory implements Directory {

	private static final Log logger = LogFactory.getLog(RedisDirectory.class);

	private static final long START_SECONDS = 5;

	private static final long STOP_SECONDS = 3;

	private final RedisConnectionFactory connectionFactory;

	private final DirectoryKeys keys;

	private final NodeId node;

	private final int maxPerUser;

	private final Duration offlineDelay;

	private final Supplier<Set<NodeId>> heard;

	private final DirectoryTimes times;

	private final Object lock = new Object();

	private @Nullable DirectoryListener listener;

	private @Nullable DirectorySource source;

	private volatile @Nullable Running running;

	/**
	 * Create a directory.
	 * @param connectionFactory the application's, whose settings are used
	 * @param topic what the names of keys start with
	 * @param node this node
	 * @param maxPerUser how many sessions a user may have in the cluster
	 * @param offlineDelay after which time without a session a user is offline
	 * @param heard which nodes are there, as the bus hears them
	 */
	public RedisDirectory(RedisConnectionFactory connectionFactory, String topic, NodeId node, int maxPerUser,
			Duration offlineDelay, Supplier<Set<NodeId>> heard) {
		this(connectionFactory, topic, node, maxPerUser, offlineDelay, heard, DirectoryTimes.DEFAULTS);
	}

	RedisDirectory(RedisConnectionFactory connectionFactory, String topic, NodeId node, int maxPerUser,
			Duration offlineDelay, Supplier<Set<NodeId>> heard, DirectoryTimes times) {
		this.connectionFactory = connectionFactory;
		this.keys = new DirectoryKeys(topic);
		this.node = node;
		this.maxPerUser = maxPerUser;
		this.offlineDelay = offlineDelay;
		this.heard = heard;
		this.times = times;
	}

	@Override
	public String name() {
		return "redis";
	}

	@Override
	public void setListener(DirectoryListener listener) {
		this.listener = listener;
	}

	@Override
	public void setSource(DirectorySource source) {
		this.source = source;
	}

	@Override
	public void start() {
		synchronized (this.lock) {
			if (this.running != null) {
				return;
			}
			DirectoryListener listener = this.listener;
			DirectorySource source = this.source;
			Assert.state(listener != null, "Set a listener before the directory is started");
			Assert.state(source != null, "Set a source before the directory is started");
			DirectoryNode part = new DirectoryNode(this.connectionFactory, this.keys, this.node, this.maxPerUser,
					this.offlineDelay.toNanos(), this.times, this.heard, listener, source);
			this.running = new Running(part, new DirectoryReader(part));
			if (!await(part.start(), START_SECONDS)) {
				// Why, has been said where it is known.
				logger.info("The directory is not there yet. Messages go to all nodes until it is");
			}
		}
	}

	@Override
	public void stop() {
		synchronized (this.lock) {
			Running running = this.running;
			if (running == null) {
				return;
			}
			if (!await(running.node().stop(), STOP_SECONDS)) {
				logger.debug("The directory could not be left in time");
			}
			kill();
		}
	}

	/**
	 * Stop without a word, as a process does that is killed.
	 */
	void kill() {
		Running running = this.running;
		this.running = null;
		if (running != null) {
			running.node().close(STOP_SECONDS);
		}
	}

	private static boolean await(CompletableFuture<Void> future, long seconds) {
		try {
			future.get(seconds, TimeUnit.SECONDS);
			return true;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
		catch (ExecutionException | TimeoutException ex) {
			return false;
		}
	}

	@Override
	public boolean isRunning() {
		return this.running != null;
	}

	@Override
	public CompletableFuture<Void> enter(String tenant, SessionDetails session) {
		UserKey user = new UserKey(tenant, session.user());
		long id = Long.parseLong(session.session());
		Running running = this.running;
		return (running != null) ? running.node().enter(user, id, session) : CompletableFuture.completedFuture(null);
	}

	@Override
	public void leave(UserKey user, String session) {
		Running running = this.running;
		if (running != null) {
			running.node().leave(user, Long.parseLong(session));
		}
	}

	@Override
	public void groupEntered(String tenant, String group) {
		groupChanged(tenant, group);
	}

	@Override
	public void groupLeft(String tenant, String group) {
		groupChanged(tenant, group);
	}

	// The order of the two calls says little where threads race: the source is asked.
	private void groupChanged(String tenant, String group) {
		Running running = this.running;
		if (running != null) {
			running.node().groupChanged(DirectoryKeys.member(tenant, group));
		}
	}

	@Override
	public CompletableFuture<Boolean> settled() {
		Running running = this.running;
		return (running != null) ? running.node().settled() : CompletableFuture.completedFuture(true);
	}

	@Override
	public CompletableFuture<Location> locate(String tenant, PushTarget target) {
		Running running = this.running;
		return (running != null) ? running.reader().locate(tenant, target) : stopped();
	}

	@Override
	public CompletableFuture<List<SessionDetails>> sessions(UserKey user) {
		Running running = this.running;
		return (running != null) ? running.reader().sessions(user) : stopped();
	}

	@Override
	public CompletableFuture<PushStatistics> statistics(String tenant) {
		Running running = this.running;
		return (running != null) ? running.reader().statistics(tenant) : stopped();
	}

	private static <T> CompletableFuture<T> stopped() {
		return CompletableFuture.failedFuture(new DirectoryUnavailableException("The directory is not running"));
	}

	@Override
	public boolean isAvailable() {
		Running running = this.running;
		return running != null && running.node().registry().problem() == null && running.node().trust().isComplete();
	}

	/**
	 * What there is between start and stop.
	 *
	 * @param node writes
	 * @param reader reads
	 */
	private record Running(DirectoryNode node, DirectoryReader reader) {

	}

}
