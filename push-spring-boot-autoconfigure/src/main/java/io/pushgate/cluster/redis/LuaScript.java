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
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;

/**
 * A script, and the name by which Redis knows it once it has seen it.
 *
 * @param text the script
 * @param sha its name
 */
record LuaScript(String text, String sha) {

	static LuaScript of(String text) {
		try {
			byte[] digest = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
			return new LuaScript(text, HexFormat.of().formatHex(digest));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Run the script, without sending its text where the server knows it.
	 */
	<V> CompletionStage<List<V>> run(RedisClusterAsyncCommands<String, V> commands, String[] keys, V[] arguments) {
		CompletionStage<List<V>> result = commands.evalsha(this.sha, ScriptOutputType.MULTI, keys, arguments);
		return result.handle((reply, failure) -> {
			if (failure instanceof RedisNoScriptException || (failure instanceof CompletionException
					&& failure.getCause() instanceof RedisNoScriptException)) {
				return (CompletionStage<List<V>>) commands.<List<V>>eval(this.text, ScriptOutputType.MULTI, keys,
						arguments);
			}
			return (failure != null) ? CompletableFuture.<List<V>>failedFuture(failure)
					: CompletableFuture.completedFuture(reply);
		}).thenCompose((stage) -> stage);
	}

}
