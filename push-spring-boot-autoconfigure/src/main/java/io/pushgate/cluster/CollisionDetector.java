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
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;

/**
 * Finds another process that says that it is this node. Told at its second probe, as a
 * single one may be the last word of an earlier life of this node. Thread-safe.
 */
final class CollisionDetector {

	private final NodeId node;

	private final long incarnation;

	private final Instant startedAt = Instant.now();

	private final LongConsumer listener;

	// How often each other incarnation was heard.
	private final Map<Long, Integer> others = new ConcurrentHashMap<>();

	CollisionDetector(NodeId node, long incarnation, LongConsumer listener) {
		this.node = node;
		this.incarnation = incarnation;
		this.listener = listener;
	}

	void heard(ClusterEnvelope probe) {
		if (probe.incarnation() == this.incarnation || !probe.publisher().equals(this.node)
				|| probe.publishedAt().isBefore(this.startedAt)) {
			return;
		}
		if (this.others.merge(probe.incarnation(), 1, Integer::sum) == 2) {
			this.listener.accept(probe.incarnation());
		}
	}

}
