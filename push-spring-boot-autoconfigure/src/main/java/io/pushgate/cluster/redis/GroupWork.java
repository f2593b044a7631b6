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
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

/**
 * Says whether a node has members of a group, as it is when this is written.
 */
final class GroupWork extends Work {

	private final DirectoryNode directory;

	private final NodeKey node;

	private final String member;

	private final BooleanSupplier present;

	private final Runnable done;

	GroupWork(DirectoryNode directory, NodeKey node, String member, BooleanSupplier present, Runnable done) {
		this.directory = directory;
		this.node = node;
		this.member = member;
		this.present = present;
		this.done = done;
	}

	@Override
	@Nullable CompletionStage<List<String>> write() {
		DirectoryKeys keys = this.directory.keys();
		String tenant = DirectoryKeys.tenant(this.member);
		int shard = DirectoryKeys.shard(tenant, DirectoryKeys.name(this.member));
		String node = this.node.text();
		return this.directory.requireLink()
			.run(DirectoryScripts.GROUP,
					List.of(keys.group(shard, this.member), keys.groupsOf(shard, node), keys.counts(shard)),
					List.of(node, this.member, tenant, this.present.getAsBoolean() ? "1" : "0", LocalUsers.TTL));
	}

	@Override
	void written(List<String> reply) {
		this.done.run();
	}

}
