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

package io.pushgate.sample.live;

import java.util.SortedMap;

import org.jspecify.annotations.Nullable;

/**
 * Reads the meters of whoever holds the connections.
 */
interface PushMeters {

	/**
	 * Return the node that the meters are of.
	 * @return the node, or {@code null} where they are for tabs of every node
	 */
	@Nullable String node();

	/**
	 * Return a meter. Meters differ in kind and tags; the page wants one number.
	 * @param name the name of the meter
	 * @return the sum over its tags
	 */
	long sum(String name);

	/**
	 * Return how long deliveries took.
	 * @return how many there were, by the seconds that none of them exceeded
	 */
	SortedMap<Double, Double> deliveries();

	/**
	 * Return what the stats page shows.
	 * @return the numbers
	 */
	default Stats stats() {
		return new Stats(node(), sum("push.connections"), sum("push.users"), sum("push.groups"), sum("push.published"),
				sum("push.delivered"), sum("push.dropped"), deliveredWithin(0.5), deliveredWithin(0.99));
	}

	/**
	 * Return the bound of the bucket that a share of the deliveries falls into.
	 * @param share the share of the deliveries
	 * @return the bound in milliseconds, if there are deliveries and it has one
	 */
	private @Nullable Double deliveredWithin(double share) {
		SortedMap<Double, Double> deliveries = deliveries();
		double all = deliveries.isEmpty() ? 0 : deliveries.get(deliveries.lastKey());
		return (all == 0) ? null
				: deliveries.entrySet()
					.stream()
					.filter((bucket) -> bucket.getValue() >= share * all && !bucket.getKey().isInfinite())
					.map((bucket) -> bucket.getKey() * 1000)
					.findFirst()
					.orElse(null);
	}

}
