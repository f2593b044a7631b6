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

import java.time.Duration;

/**
 * How often the directory does what it does.
 *
 * @param beat between two signs of life of a node
 * @param lease how long after its last sign of life a node is taken for alive
 * @param refresh within which time all that a node has is written once more
 */
record DirectoryTimes(Duration beat, Duration lease, Duration refresh) {

	static final DirectoryTimes DEFAULTS = new DirectoryTimes(Duration.ofSeconds(2), Duration.ofSeconds(15),
			Duration.ofMinutes(5));

	/**
	 * How long keys live that nobody renews. Longer than any refresh: a last resort for
	 * when all nodes are dead.
	 */
	static final Duration KEYS = Duration.ofDays(1);

}
