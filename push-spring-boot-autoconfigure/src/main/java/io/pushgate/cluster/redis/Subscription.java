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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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
 * by itself, and confirmations of what hung on a connection come again then. Thread-safe.
 */
final class Subscription extends RedisPubSubAdapter<byte[], byte[]> {

	private final RedisLink.Listener listener;

	private final Connections connections = new Connections();

	// Under the lock of this, as all below.
	private final Map<Object, Set<ByteBuffer>> watched = new HashMap<>();

	private final Set<Object> down = new HashSet<>();

	private final Set<ByteBuffer> confirmed = new HashSet<>();

	private boolean connected;

	private boolean closed;

	Subscription(RedisLink.Listener listener) {
		this.listener = listener;
	}

	/**
	 * Watch a connection that publishes, which is there.
	 */
	void watch(StatefulConnection<?, ?> connection) {
		watch(connection, List.of());
	}

	/**
	 * Listen to a connection, which is there, on which channels are about to be
	 * subscribed to. May be called again, for further channels.
	 */
	void listenTo(StatefulRedisPubSubConnection<byte[], byte[]> connection, List<byte[]> channels) {
		if (watch(connection, channels)) {
			RedisPubSubListener<byte[], byte[]> listener = this;
			connection.addListener(listener);
		}
	}

	private boolean watch(StatefulConnection<?, ?> connection, List<byte[]> channels) {
		synchronized (this) {
			Set<ByteBuffer> known = this.watched.get(connection);
			Set<ByteBuffer> wanted = (known != null) ? known : new HashSet<>();
			channels.forEach((channel) -> wanted.add(ByteBuffer.wrap(channel)));
			this.connected = this.connected && channels.isEmpty();
			if (known != null) {
				return false;
			}
			this.watched.put(connection, wanted);
		}
		connection.addListener(this.connections);
		return true;
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
		change(null, false, ByteBuffer.wrap(channel));
	}

	private void confirm(byte[] channel) {
		change(null, true, ByteBuffer.wrap(channel));
	}

	private synchronized void change(@Nullable Object connection, boolean up, @Nullable ByteBuffer channel) {
		if (this.closed) {
			return;
		}
		Set<ByteBuffer> hanging = (connection != null) ? this.watched.get(connection) : null;
		if (hanging != null) {
			if (up) {
				this.down.remove(connection);
			}
			else {
				this.down.add(connection);
				this.confirmed.removeAll(hanging);
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
		this.connected = this.down.isEmpty() && this.watched.values().stream().allMatch(this.confirmed::containsAll);
		// Told under the lock, as the order of the two matters.
		if (this.connected && !before) {
			this.listener.connected();
		}
		else if (before && !this.connected) {
			this.listener.disconnected();
		}
	}

	/**
	 * Listens to the connections.
	 */
	private final class Connections implements RedisConnectionStateListener {

		@Override
		public void onRedisConnected(RedisChannelHandler<?, ?> connection, SocketAddress address) {
			change(connection, true, null);
		}

		@Override
		public void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
			change(connection, false, null);
		}

	}

}
