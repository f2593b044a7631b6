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

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisException;
import io.lettuce.core.cluster.RedisClusterClient;
import io.pushgate.cluster.BusConfigurationException;
import io.pushgate.cluster.BusEngine;
import io.pushgate.cluster.BusReceiver;
import io.pushgate.cluster.BusUnavailableException;
import io.pushgate.cluster.ClusterEnvelope;
import io.pushgate.cluster.EnvelopeCodec;
import io.pushgate.cluster.EnvelopeException;
import io.pushgate.cluster.NodeId;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * A bus over Redis pub/sub: standalone, Sentinel or Cluster, with the settings of the
 * application's own {@code RedisConnectionFactory}, which must be one of Lettuce.
 *
 * <table>
 * <caption>Channels, where {@code push} is the topic</caption>
 * <tr>
 * <th>channel</th>
 * <th>subscribed to by</th>
 * <th>commands</th>
 * </tr>
 * <tr>
 * <td>{@code push:all}</td>
 * <td>every node</td>
 * <td rowspan="2">{@code SUBSCRIBE} and {@code PUBLISH}; on a cluster whose servers are
 * 7.0 or newer {@code SSUBSCRIBE} and {@code SPUBLISH}, so that a message stays on the
 * shard of its channel</td>
 * </tr>
 * <tr>
 * <td>{@code push:node:7}</td>
 * <td>node 7</td>
 * </tr>
 * </table>
 *
 * Messages are written as {@link EnvelopeCodec} says. Nothing is stored, so there are no
 * keys and no times to live; the number of a database means nothing to pub/sub, so
 * deployments that share a Redis need topics of their own. With access control lists, the
 * user needs {@code &push:*} and the commands above.
 *
 * <p>
 * Connections are of its own, and so are their threads: the application's listeners see
 * nothing of it, and its settings are not changed. While Redis is away, messages are
 * refused at once instead of being queued; what is under way is bounded in number and in
 * bytes, and each publish in time.
 *
 * <p>
 * Known races: between the breaking of a subscription and its renewal nothing is
 * received, and Redis drops a subscriber that reads too slowly
 * ({@code client-output-buffer-limit pubsub}); both are found as gaps. A publish that
 * runs into its time limit may have been accepted. After a slot has moved to another node
 * of the cluster, what is published meanwhile is lost until the next probe.
 *
 * @since 0.1.0
 */
public final class RedisBusEngine implements BusEngine {

	private static final long MAX_PENDING_BYTES = 64L * 1024 * 1024;

	private final RedisConnectionFactory connectionFactory;

	private final byte[] allChannel;

	private final String nodeChannelPrefix;

	private final AtomicLong pendingBytes = new AtomicLong();

	private boolean sharded = true;

	private final RedisClientsHolder clients;

	private volatile @Nullable RedisLink link;

	private @Nullable NodeId node;

	private @Nullable BusReceiver receiver;

	/**
	 * Create an engine.
	 * @param connectionFactory the application's, whose settings are used
	 * @param topic what the names of channels start with
	 */
	public RedisBusEngine(RedisConnectionFactory connectionFactory, String topic) {
		this.connectionFactory = connectionFactory;
		this.clients = new RedisClientsHolder(connectionFactory);
		this.allChannel = (topic + ":all").getBytes(StandardCharsets.UTF_8);
		this.nodeChannelPrefix = topic + ":node:";
	}

	/**
	 * Use channels that span a cluster even where sharded ones are there.
	 */
	void spanClusters() {
		this.sharded = false;
	}

	@Override
	public String name() {
		return "redis";
	}

	@Override
	public void open(NodeId node, BusReceiver receiver) {
		this.node = node;
		this.receiver = receiver;
		RedisClients clients = this.clients.get();
		RedisLink link = (clients.client() instanceof RedisClusterClient client)
				? new ClusterLink(client, this.sharded, new Listener(receiver))
				: new SingleLink(clients.singleClient(), new Listener(receiver));
		this.link = link;
		try {
			link.open(List.of(this.allChannel, channel(node)));
		}
		catch (RuntimeException ex) {
			// The client stays for the next attempt.
			closeLink();
			throw (ex instanceof RedisException redis) ? describe(redis) : ex;
		}
	}

	private byte[] channel(@Nullable NodeId node) {
		return (node != null) ? (this.nodeChannelPrefix + node.number()).getBytes(StandardCharsets.UTF_8)
				: this.allChannel;
	}

	@Override
	public CompletableFuture<Void> send(ClusterEnvelope envelope) {
		RedisLink link = this.link;
		if (link == null) {
			return CompletableFuture.failedFuture(new BusUnavailableException("Redis is not connected"));
		}
		byte[] bytes = EnvelopeCodec.encode(envelope);
		if (this.pendingBytes.addAndGet(bytes.length) > MAX_PENDING_BYTES) {
			this.pendingBytes.addAndGet(-bytes.length);
			return CompletableFuture.failedFuture(new BusUnavailableException(
					"More than " + MAX_PENDING_BYTES + " bytes wait for Redis to accept them. Publish more slowly"));
		}
		return link.publish(channel(envelope.destination().node()), bytes)
			.handle((receivers, failure) -> done(bytes.length, failure))
			.toCompletableFuture();
	}

	@SuppressWarnings("NullAway")
	private Void done(int length, @Nullable Throwable failure) {
		this.pendingBytes.addAndGet(-length);
		if (failure instanceof RedisCommandTimeoutException) {
			throw new BusUnavailableException("Redis has not answered in time, and may have accepted a message or not",
					failure);
		}
		if (failure != null) {
			throw new BusUnavailableException(
					"Redis has not accepted a message: " + failure.getMessage() + ". Try again later", failure);
		}
		return null;
	}

	@Override
	public void reconnect() {
		NodeId node = this.node;
		BusReceiver receiver = this.receiver;
		if (this.clients.get().client() instanceof RedisClusterClient) {
			// Which knows the cluster as it was.
			close();
		}
		else {
			closeLink();
		}
		if (node != null && receiver != null) {
			open(node, receiver);
		}
	}

	@Override
	public void close() {
		closeLink();
		// Others are created where it is opened again.
		this.clients.release();
	}

	private void closeLink() {
		RedisLink link = this.link;
		this.link = null;
		if (link != null) {
			link.close();
		}
	}

	private RuntimeException describe(RedisException ex) {
		BusConfigurationException wrong = RedisFailures.configuration(ex);
		return (wrong != null) ? wrong : new BusUnavailableException("Redis cannot be reached at "
				+ RedisAddress.of(this.connectionFactory) + ": " + RedisFailures.reason(ex), ex);
	}

	/**
	 * Reads what arrives.
	 */
	private static final class Listener implements RedisLink.Listener {

		private final BusReceiver receiver;

		Listener(BusReceiver receiver) {
			this.receiver = receiver;
		}

		@Override
		public void received(byte[] bytes) {
			ClusterEnvelope envelope;
			try {
				envelope = EnvelopeCodec.decode(bytes);
			}
			catch (EnvelopeException ex) {
				this.receiver.skipped(ex.reason());
				return;
			}
			this.receiver.received(envelope);
		}

		@Override
		public void connected() {
			this.receiver.connected();
		}

		@Override
		public void disconnected() {
			this.receiver.disconnected(null);
		}

	}

}
