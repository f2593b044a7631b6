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

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which nodes live, as the last beat has shown. Does not change.
 *
 * @param live the lives of nodes whose leases have not ended
 * @param newest the latest life of each number among them
 */
record NodeView(Set<NodeKey> live, Map<Integer, Long> newest) {

	static final NodeView EMPTY = of(Set.of());

	static NodeView of(Set<NodeKey> live) {
		Map<Integer, Long> newest = new HashMap<>();
		live.forEach((node) -> newest.merge(node.number(), node.incarnation(), Math::max));
		return new NodeView(Set.copyOf(live), Map.copyOf(newest));
	}

	NodeView with(Set<NodeKey> others) {
		Set<NodeKey> union = new HashSet<>(this.live);
		others.stream().filter((node) -> !this.newest.containsKey(node.number())).forEach(union::add);
		return of(union);
	}

	/**
	 * Return whether an entry is of a former life of its node. A life that is not known
	 * here may be younger than the last beat.
	 */
	boolean isFormer(NodeKey node) {
		Long newest = this.newest.get(node.number());
		return newest != null && newest > node.incarnation();
	}

	boolean hasNumber(int number) {
		return this.newest.containsKey(number);
	}

}
