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

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * A link to one server, which may be the master that Sentinel names.
 */
final class SingleLink implements RedisLink {

	private final RedisClient client;

	private final Listener listener;

	private @Nullable Subscription subscription;

	private @Nullable StatefulRedisConnection<byte[], byte[]> publisher;

	private @Nullable StatefulRedisPubSubConnection<byte[], byte[]> subscriber;

	SingleLink(RedisClient client, Listener listener) {
		this.client = client;
		this.listener = listener;
	}

	@Override
	public void open(List<byte[]> channels) {
		Subscription subscription = new Subscription(this.listener);
		this.subscription = subscription;
		this.publisher = this.client.connect(ByteArrayCodec.INSTANCE);
		this.subscriber = this.client.connectPubSub(ByteArrayCodec.INSTANCE);
		subscription.listenTo(this.subscriber, channels);
		subscription.watch(this.publisher);
		this.subscriber.sync().subscribe(channels.toArray(byte[][]::new));
	}

	@Override
	public CompletionStage<Long> publish(byte[] channel, byte[] message) {
		Assert.state(this.publisher != null, "Not open");
		return this.publisher.async().publish(channel, message);
	}

	@Override
	public void close() {
		if (this.subscription != null) {
			this.subscription.close();
		}
		RedisClients.close(this.subscriber, this.publisher);
	}

}
