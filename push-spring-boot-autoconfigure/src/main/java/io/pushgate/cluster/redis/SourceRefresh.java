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

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

import io.pushgate.cluster.DirectorySource;
import io.pushgate.message.SessionDetails;
import io.pushgate.message.UserKey;

/**
 * Compares from time to time what the directory has with what there is, and writes all of
 * it once more, spread over half of the time between two rounds. On the directory's
 * thread only.
 */
final class SourceRefresh {

	private static final int CHUNK = 500;

	private final DirectoryThreads threads;

	private final DirectorySource source;

	private final LocalUsers users;

	private final ShardJobs jobs;

	private final long interval;

	SourceRefresh(DirectoryThreads threads, DirectorySource source, LocalUsers users, ShardJobs jobs,
			DirectoryTimes times) {
		this.threads = threads;
		this.source = source;
		this.users = users;
		this.jobs = jobs;
		this.interval = times.refresh().toMillis();
	}

	void start() {
		// Nodes that were started together need not do it together.
		long half = this.interval / 2;
		this.threads.loop().schedule(this::refresh, half + ThreadLocalRandom.current().nextLong(half + 1));
	}

	private void refresh() {
		DirectoryLoop loop = this.threads.loop();
		loop.schedule(this::refresh, this.interval);
		this.threads.help(() -> {
			List<Runnable> chunk = new ArrayList<>();
			this.source.sessions((tenant, details) -> {
				chunk.add(() -> seen(tenant, details));
				if (chunk.size() == CHUNK) {
					List<Runnable> full = List.copyOf(chunk);
					chunk.clear();
					loop.execute(() -> full.forEach(Runnable::run));
				}
			});
			loop.execute(() -> {
				chunk.forEach(Runnable::run);
				for (int i = 0; i < DirectoryKeys.SHARDS; i++) {
					int shard = i;
					loop.schedule(() -> this.jobs.refresh(shard), i * this.interval / 2 / DirectoryKeys.SHARDS);
				}
			});
		});
	}

	private void seen(String tenant, SessionDetails details) {
		UserKey key = new UserKey(tenant, details.user());
		long id = Long.parseLong(details.session());
		LocalUser user = this.users.find(key);
		boolean known = user != null && user.find(id) != null;
		// It may have left since it was walked over.
		if (known || this.source.hasSession(details.session())) {
			LocalUser present = this.users.get(key);
			present.enter(details, id, null);
			if (!known) {
				this.users.add(present);
			}
		}
	}

}
