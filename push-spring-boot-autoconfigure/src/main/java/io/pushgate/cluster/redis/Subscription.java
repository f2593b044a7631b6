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

import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.RedisPubSubListener;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import org.jspecify.annotations.Nullable;

/**
 * Knows whether connections and subscriptions are there: the link is connected once Redis
 * has confirmed all of them, and disconnected as soon as one is gone. Lettuce renews both
 * by itself, and confirmations come again then. Thread-safe.
 */
final class Subscription extends RedisPubSubAdapter<byte[], byte[]> {

	private final RedisLink.Listener listener;

	private final Connections connections = new Connections();

	// Under the lock of this, as all below.
	private final Set<Object> watched = new HashSet<>();

	private final Set<Object> down = new HashSet<>();

	private final Set<ByteBuffer> wanted = new HashSet<>();

	private final Set<ByteBuffer> confirmed = new HashSet<>();

	private boolean connected;

	private boolean closed;

	Subscription(List<byte[]> channels, RedisLink.Listener listener) {
		channels.forEach((channel) -> this.wanted.add(ByteBuffer.wrap(channel)));
		this.listener = listener;
	}

	/**
	 * Watch a connection, which is there.
	 */
	void watch(StatefulConnection<?, ?> connection) {
		synchronized (this) {
			if (!this.watched.add(connection)) {
				return;
			}
		}
		connection.addListener(this.connections);
	}

	/**
	 * Listen to what a connection receives; once, even if asked twice.
	 */
	void listenTo(StatefulRedisPubSubConnection<byte[], byte[]> connection) {
		RedisPubSubListener<byte[], byte[]> listener = this;
		connection.removeListener(listener);
		connection.addListener(listener);
	}

	/**
	 * Tell nobody anything any more.
	 */
	synchronized void close() {
		this.closed = true;
	}

	@Override
	public void message(byte[] channel, byte[] message) {
		this.listener.received(message);
	}

	@Override
	public void smessage(byte[] channel, byte[] message) {
		this.listener.received(message);
	}

	@Override
	public void subscribed(byte[] channel, long count) {
		confirm(channel);
	}

	@Override
	public void ssubscribed(byte[] channel, long count) {
		confirm(channel);
	}

	@Override
	public void sunsubscribed(byte[] channel, long count) {
		// The slot of the channel has moved to another node.
		if (change(null, false, ByteBuffer.wrap(channel))) {
			this.listener.disconnected();
		}
	}

	private void confirm(byte[] channel) {
		if (change(null, true, ByteBuffer.wrap(channel))) {
			this.listener.connected();
		}
	}

	private synchronized boolean change(@Nullable Object connection, boolean up, @Nullable ByteBuffer channel) {
		if (this.closed) {
			return false;
		}
		if (connection != null && this.watched.contains(connection)) {
			if (up) {
				this.down.remove(connection);
			}
			else {
				this.down.add(connection);
				// Which of them hung on this one does not matter: all are confirmed anew.
				this.confirmed.clear();
			}
		}
		if (channel != null) {
			if (up) {
				this.confirmed.add(channel);
			}
			else {
				this.confirmed.remove(channel);
			}
		}
		boolean before = this.connected;
		this.connected = this.down.isEmpty() && this.confirmed.containsAll(this.wanted);
		return before != this.connected;
	}

	/**
	 * Listens to the connections.
	 */
	private final class Connections implements RedisConnectionStateListener {

		@Override
		public void onRedisConnected(RedisChannelHandler<?, ?> connection, SocketAddress address) {
			if (change(connection, true, null)) {
				Subscription.this.listener.connected();
			}
		}

		@Override
		public void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
			if (change(connection, false, null)) {
				Subscription.this.listener.disconnected();
			}
		}

	}

}
