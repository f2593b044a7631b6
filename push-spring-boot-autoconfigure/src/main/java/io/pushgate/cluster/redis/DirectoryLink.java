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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.codec.StringCodec;
import org.jspecify.annotations.Nullable;

/**
 * The directory's connections: one that writes and one that reads, so that neither waits
 * behind the other. Thread-safe. Knows which server holds which shard: every new
 * connection may lead to another one, be it after a restart or a failover, so after each
 * of them {@link #verified()} has to be awaited before an answer is believed.
 */
final class DirectoryLink implements AutoCloseable {

	private final RedisClients clients;

	private final ServerIdentities identities;

	private final Connections connections = new Connections();

	private @Nullable StatefulConnection<String, String> writer;

	private @Nullable RedisClusterAsyncCommands<String, String> writing;

	private @Nullable RedisClusterAsyncCommands<String, String> reading;

	private DirectoryLink(RedisClients clients, DirectoryKeys keys, Executor executor, Runnable listener) {
		this.clients = clients;
		this.identities = new ServerIdentities(keys, executor, listener);
	}

	/**
	 * Connect. Blocks.
	 * @param clients by which to connect, which stay open when the link is closed
	 * @param keys the names of keys
	 * @param executor where to look after servers, which may block
	 * @param listener is told that a shard has come to another server, or is with none
	 */
	static DirectoryLink open(RedisClients clients, DirectoryKeys keys, Executor executor, Runnable listener) {
		DirectoryLink link = new DirectoryLink(clients, keys, executor, listener);
		try {
			link.open();
			return link;
		}
		catch (RuntimeException ex) {
			link.abandon();
			throw ex;
		}
	}

	private void open() {
		AbstractRedisClient client = this.clients.client();
		client.addListener(this.connections);
		if (client instanceof RedisClusterClient cluster) {
			StatefulRedisClusterConnection<String, String> writer = cluster.connect(StringCodec.UTF8);
			this.writer = writer;
			this.writing = writer.async();
			StatefulRedisClusterConnection<String, String> reader = cluster.connect(StringCodec.UTF8);
			this.reading = reader.async();
			this.identities.watch(reader);
		}
		else {
			RedisClient single = this.clients.singleClient();
			StatefulRedisConnection<String, String> writer = single.connect(StringCodec.UTF8);
			this.writer = writer;
			this.writing = writer.async();
			StatefulRedisConnection<String, String> reader = single.connect(StringCodec.UTF8);
			this.reading = reader.async();
			this.identities.watch(reader);
		}
	}

	/**
	 * Let go of what was opened, but for the client.
	 */
	private void abandon() {
		this.identities.close();
		this.clients.client().removeListener(this.connections);
		if (this.writer != null) {
			this.writer.closeAsync();
		}
	}

	/**
	 * Return which servers hold the shards, as far as is known.
	 * @return the identities; another object after any change
	 */
	ServerIdentities.Snapshot servers() {
		return this.identities.snapshot();
	}

	/**
	 * Look again which servers hold the shards.
	 */
	void verify() {
		this.identities.suspect();
	}

	/**
	 * Wait until {@link #servers()} is right for all that has been answered before.
	 */
	CompletableFuture<Void> verified() {
		return this.identities.verified();
	}

	/**
	 * Run a script that writes.
	 */
	CompletionStage<List<String>> run(LuaScript script, List<String> keys, List<String> arguments) {
		RedisClusterAsyncCommands<String, String> commands = this.writing;
		if (commands == null) {
			return CompletableFuture.failedFuture(new IllegalStateException("Closed"));
		}
		return script.run(commands, keys.toArray(String[]::new), arguments.toArray(String[]::new));
	}

	CompletionStage<Map<String, String>> fields(String key) {
		RedisClusterAsyncCommands<String, String> commands = this.reading;
		return (commands != null) ? commands.hgetall(key) : closed();
	}

	CompletionStage<@Nullable String> field(String key, String field) {
		RedisClusterAsyncCommands<String, String> commands = this.reading;
		return (commands != null) ? commands.hget(key, field) : closed();
	}

	CompletionStage<Set<String>> members(String key) {
		RedisClusterAsyncCommands<String, String> commands = this.reading;
		return (commands != null) ? commands.smembers(key) : closed();
	}

	private static <T> CompletionStage<T> closed() {
		return CompletableFuture.failedFuture(new IllegalStateException("Closed"));
	}

	@Override
	public void close() {
		this.identities.close();
	}

	/**
	 * Hears of each new connection, before any answer comes over it.
	 */
	private final class Connections implements RedisConnectionStateListener {

		@Override
		public void onRedisConnected(RedisChannelHandler<?, ?> connection, SocketAddress address) {
			DirectoryLink.this.identities.suspect();
		}

	}

}
