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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * A connection that runs scripts on bytes, and is opened when the first one is to be run.
 * Thread-safe.
 */
final class ScriptLink implements AutoCloseable {

	private static final RedisCodec<String, byte[]> CODEC = RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);

	private final RedisClientsHolder clients;

	private volatile @Nullable RedisClusterAsyncCommands<String, byte[]> commands;

	// Guarded by this object's monitor.
	private @Nullable CompletableFuture<RedisClusterAsyncCommands<String, byte[]>> opening;

	ScriptLink(RedisConnectionFactory factory) {
		this.clients = new RedisClientsHolder(factory);
	}

	/**
	 * Run a script on one key.
	 */
	CompletionStage<List<byte[]>> run(LuaScript script, String key, byte[]... arguments) {
		RedisClusterAsyncCommands<String, byte[]> open = this.commands;
		return (open != null) ? script.run(open, new String[] { key }, arguments)
				: open().thenCompose((commands) -> script.run(commands, new String[] { key }, arguments));
	}

	private synchronized CompletableFuture<RedisClusterAsyncCommands<String, byte[]>> open() {
		if (this.clients.isClosed()) {
			return CompletableFuture.failedFuture(new IllegalStateException("Closed"));
		}
		if (this.opening == null || this.opening.isCompletedExceptionally()) {
			CompletableFuture<RedisClusterAsyncCommands<String, byte[]>> opening = new CompletableFuture<>();
			this.opening = opening;
			Thread thread = new Thread(() -> connect(opening), "push-claims-connect");
			thread.setDaemon(true);
			thread.start();
		}
		return this.opening;
	}

	private void connect(CompletableFuture<RedisClusterAsyncCommands<String, byte[]>> opening) {
		try {
			RedisClients clients = this.clients.get();
			AbstractRedisClient client = clients.client();
			RedisClusterAsyncCommands<String, byte[]> commands = (client instanceof RedisClusterClient cluster)
					? cluster.connect(CODEC).async() : clients.singleClient().connect(CODEC).async();
			this.commands = commands;
			opening.complete(commands);
		}
		catch (RuntimeException ex) {
			// The client stays for the next attempt.
			opening.completeExceptionally(ex);
		}
	}

	@Override
	public void close() {
		this.clients.close();
	}

}
