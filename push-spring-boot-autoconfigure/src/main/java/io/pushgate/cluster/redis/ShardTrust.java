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

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Knows which shards can be believed: those in which every node that lives has stamped
 * that all it has is there, on the very server that holds the shard now. Thread-safe.
 *
 * <p>
 * Stamps are data of the shard, so they go when its data go. Their version changes with
 * each of them, so whoever reads something and then the version knows whether what it has
 * read was complete: if the version is one that was found to be good before.
 */
final class ShardTrust {

	private final DirectoryKeys keys;

	private final Supplier<NodeView> view;

	private final AtomicReferenceArray<@Nullable Good> shards = new AtomicReferenceArray<>(DirectoryKeys.SHARDS);

	ShardTrust(DirectoryKeys keys, Supplier<NodeView> view) {
		this.keys = keys;
		this.view = view;
	}

	/**
	 * Return the version of the stamps of a shard that can be believed.
	 * @return the version, or a text that is none
	 */
	String version(int shard) {
		Good good = this.shards.get(shard);
		return (good != null) ? good.version : "-";
	}

	/**
	 * Return whether a shard can be believed that has stamps of a version.
	 */
	boolean isTrusted(int shard, @Nullable String version) {
		Good good = this.shards.get(shard);
		return good != null && good.version.equals(version);
	}

	/**
	 * Return whether a shard can be believed that has stamps of a version, on one of the
	 * servers that are there now.
	 */
	boolean isTrusted(int shard, @Nullable String version, ServerIdentities.Snapshot servers) {
		Good good = this.shards.get(shard);
		return good != null && good.version.equals(version) && good.identity.equals(servers.of(shard));
	}

	/**
	 * Return whether a shard can be believed that has stamps of a version, and will be if
	 * these are the nodes.
	 */
	boolean isTrusted(int shard, @Nullable String version, ServerIdentities.Snapshot servers, NodeView view) {
		Good good = this.shards.get(shard);
		return good != null && good.view.equals(view) && isTrusted(shard, version, servers);
	}

	/**
	 * Look at the stamps of a shard.
	 * @param link the connections
	 * @param shard the shard
	 * @return completes with the stamps, each by its node
	 */
	CompletionStage<Map<String, String>> evaluate(DirectoryLink link, int shard) {
		String identity = link.servers().of(shard);
		if (identity == null) {
			this.shards.set(shard, null);
			return CompletableFuture.completedFuture(Map.of());
		}
		return link.fields(this.keys.stamps(shard)).thenApply((stamps) -> {
			String version = stamps.get("v");
			NodeView view = this.view.get();
			boolean complete = version != null
					&& view.live().stream().allMatch((node) -> identity.equals(stamps.get(node.text())));
			this.shards.set(shard, complete ? new Good(version, identity, view) : null);
			return stamps;
		});
	}

	boolean isComplete() {
		for (int i = 0; i < DirectoryKeys.SHARDS; i++) {
			if (this.shards.get(i) == null) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Stamps that were found to be complete.
	 *
	 * @param version their version
	 * @param identity the server
	 * @param view the nodes that have stamped
	 */
	private record Good(String version, String identity, NodeView view) {

	}

}
