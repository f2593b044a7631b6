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

import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * Holds the clients by which a part of this node connects: creates them for its first
 * attempt, and keeps them for the next one where that fails. Thread-safe.
 */
final class RedisClientsHolder implements AutoCloseable {

	private final RedisConnectionFactory factory;

	// Guarded by this object's monitor, as below. Clients are closed outside of it.
	private @Nullable RedisClients clients;

	private boolean closed;

	/**
	 * Create a holder.
	 * @param factory what to connect like
	 */
	RedisClientsHolder(RedisConnectionFactory factory) {
		this.factory = factory;
	}

	/**
	 * Return the clients, and create them where there are none.
	 * @throws IllegalStateException if this holder is closed
	 */
	synchronized RedisClients get() {
		if (this.closed) {
			throw new IllegalStateException("Closed");
		}
		RedisClients clients = this.clients;
		if (clients == null) {
			clients = RedisClients.like(this.factory);
			this.clients = clients;
		}
		return clients;
	}

	synchronized boolean isClosed() {
		return this.closed;
	}

	/**
	 * Close the clients. The next call of {@link #get()} creates others.
	 */
	void release() {
		RedisClients clients;
		synchronized (this) {
			clients = this.clients;
			this.clients = null;
		}
		if (clients != null) {
			clients.close();
		}
	}

	/**
	 * Close the clients, and create none from now on. Blocks for a moment.
	 */
	@Override
	public void close() {
		synchronized (this) {
			this.closed = true;
		}
		release();
	}

}
