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

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.cluster.pubsub.StatefulRedisClusterPubSubConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * A link to a cluster. Where channels are sharded, each is subscribed to on the node that
 * has its slot; Lettuce renews a subscription on the same node only, so a slot that moves
 * is found by probes that do not come back, and the link opened anew.
 */
final class ClusterLink implements RedisLink {

	private static final Pattern VERSION = Pattern.compile("redis_version:(\\d+)");

	private static final int FIRST_SHARDED = 7;

	private final RedisClusterClient client;

	private final boolean shardedAllowed;

	private final Listener listener;

	private boolean sharded;

	private @Nullable Subscription subscription;

	private @Nullable StatefulRedisClusterConnection<byte[], byte[]> publisher;

	private @Nullable StatefulRedisClusterPubSubConnection<byte[], byte[]> subscriber;

	ClusterLink(RedisClusterClient client, boolean shardedAllowed, Listener listener) {
		this.client = client;
		this.shardedAllowed = shardedAllowed;
		this.listener = listener;
	}

	@Override
	public void open(List<byte[]> channels) {
		Subscription subscription = new Subscription(this.listener);
		this.subscription = subscription;
		StatefulRedisClusterConnection<byte[], byte[]> publisher = this.client.connect(ByteArrayCodec.INSTANCE);
		this.publisher = publisher;
		StatefulRedisClusterPubSubConnection<byte[], byte[]> subscriber = this.client
			.connectPubSub(ByteArrayCodec.INSTANCE);
		this.subscriber = subscriber;
		Matcher version = VERSION.matcher(publisher.sync().info("server"));
		this.sharded = this.shardedAllowed && version.find() && Integer.parseInt(version.group(1)) >= FIRST_SHARDED;
		if (this.sharded) {
			subscribe(channels, subscriber, subscription);
		}
		else {
			subscription.listenTo(subscriber, channels);
			subscriber.sync().subscribe(channels.toArray(byte[][]::new));
		}
	}

	private void subscribe(List<byte[]> channels, StatefulRedisClusterPubSubConnection<byte[], byte[]> subscriber,
			Subscription subscription) {
		// Two channels may be on one node. The link is not connected before both are
		// known.
		List<StatefulRedisPubSubConnection<byte[], byte[]>> connections = channels.stream()
			.map((channel) -> connectionFor(channel, subscriber))
			.toList();
		for (int i = 0; i < channels.size(); i++) {
			subscription.listenTo(connections.get(i), List.of(channels.get(i)));
		}
		for (int i = 0; i < channels.size(); i++) {
			connections.get(i).sync().ssubscribe(channels.get(i));
		}
	}

	private StatefulRedisPubSubConnection<byte[], byte[]> connectionFor(byte[] channel,
			StatefulRedisClusterPubSubConnection<byte[], byte[]> subscriber) {
		RedisClusterNode node = this.client.getPartitions().getMasterBySlot(SlotHash.getSlot(channel));
		if (node == null) {
			throw new RedisException("No node of the cluster has the slot of a channel");
		}
		RedisURI uri = node.getUri();
		return subscriber.getConnection(uri.getHost(), uri.getPort());
	}

	@Override
	public CompletionStage<Long> publish(byte[] channel, byte[] message) {
		Assert.state(this.publisher != null, "Not open");
		return this.sharded ? this.publisher.async().spublish(channel, message)
				: this.publisher.async().publish(channel, message);
	}

	@Override
	public void close() {
		if (this.subscription != null) {
			this.subscription.close();
		}
		RedisClients.close(this.subscriber, this.publisher);
	}

}
