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

package io.pushgate.cluster;

import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;

/**
 * Finds another process that says that it is this node, and was started before: it is on
 * this one to give way. Thread-safe.
 */
final class CollisionDetector {

	private final NodeId node;

	private final long incarnation;

	private final Instant startedAt = Instant.now();

	private final LongConsumer listener;

	private final Set<Long> others = ConcurrentHashMap.newKeySet();

	CollisionDetector(NodeId node, long incarnation, LongConsumer listener) {
		this.node = node;
		this.incarnation = incarnation;
		this.listener = listener;
	}

	void heard(ClusterEnvelope probe) {
		// What an earlier life of this node has said last is from before this one.
		if (probe.publisher().equals(this.node) && probe.incarnation() < this.incarnation
				&& probe.publishedAt().isAfter(this.startedAt) && this.others.add(probe.incarnation())) {
			this.listener.accept(probe.incarnation());
		}
	}

}
