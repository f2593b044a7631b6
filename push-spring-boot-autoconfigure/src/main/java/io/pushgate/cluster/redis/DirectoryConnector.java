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

import java.util.function.Consumer;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * Connects the directory to Redis, and tries until that succeeds: by one client, with
 * pauses that grow, with one line in the log when it fails and one when it succeeds after
 * all. Thread-safe.
 */
final class DirectoryConnector {

	private static final Log logger = LogFactory.getLog(DirectoryConnector.class);

	private static final long FIRST_PAUSE_MILLIS = 500;

	private static final long LONGEST_PAUSE_MILLIS = 5000;

	private final RedisConnectionFactory factory;

	private final DirectoryKeys keys;

	private final DirectoryThreads threads;

	private final Runnable serversChanged;

	private final Consumer<DirectoryLink> connected;

	private final RedisClientsHolder clients;

	/**
	 * Create a connector.
	 * @param factory what to connect like
	 * @param keys the names of keys
	 * @param threads where to connect
	 * @param serversChanged run on the loop when a shard has come to another server
	 * @param connected told of the link, on the loop
	 */
	DirectoryConnector(RedisConnectionFactory factory, DirectoryKeys keys, DirectoryThreads threads,
			Runnable serversChanged, Consumer<DirectoryLink> connected) {
		this.factory = factory;
		this.clients = new RedisClientsHolder(factory);
		this.keys = keys;
		this.threads = threads;
		this.serversChanged = serversChanged;
		this.connected = connected;
	}

	void connect() {
		connect(FIRST_PAUSE_MILLIS);
	}

	private void connect(long pause) {
		this.threads.help(() -> {
			boolean first = pause == FIRST_PAUSE_MILLIS;
			try {
				DirectoryLink link = open();
				if (!first) {
					logger.info("The directory reaches Redis now");
				}
				this.threads.loop().execute(() -> this.connected.accept(link));
			}
			catch (RuntimeException ex) {
				if (this.clients.isClosed()) {
					return;
				}
				if (first) {
					logger.warn("The directory cannot reach Redis at " + RedisAddress.of(this.factory)
							+ ", and tries until it can; messages go to all nodes meanwhile: "
							+ RedisFailures.reason(ex));
				}
				logger.debug("The directory cannot reach Redis", ex);
				this.threads.loop().schedule(() -> connect(Math.min(2 * pause, LONGEST_PAUSE_MILLIS)), pause);
			}
		});
	}

	private DirectoryLink open() {
		DirectoryLink link = DirectoryLink.open(this.clients.get(), this.keys, this.threads::help,
				() -> this.threads.loop().execute(this.serversChanged));
		if (this.clients.isClosed()) {
			link.close();
			throw new IllegalStateException("Closed");
		}
		return link;
	}

	/**
	 * End the attempts, and the connections of the link. Blocks for a moment.
	 */
	void close() {
		this.clients.close();
	}

}
