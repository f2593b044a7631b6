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

import org.springframework.util.Assert;

/**
 * A message with what its publisher has stamped on it.
 *
 * @param publisher the node that has published it
 * @param incarnation which life of that node: another number after each start
 * @param destination which nodes it is for
 * @param lane the way that it took: messages of one lane arrive in the order in which
 * they were published
 * @param sequence the number among all that this incarnation has published to this
 * destination on this lane: from 1 on, without a hole
 * @param publishedAt when, by the clock of the publisher
 * @param message the message
 * @since 0.1.0
 */
public record ClusterEnvelope(NodeId publisher, long incarnation, ClusterDestination destination, int lane,
		long sequence, Instant publishedAt, ClusterMessage message) {

	private static final int MAX_LANE = 4095;

	/**
	 * Create an envelope.
	 */
	public ClusterEnvelope {
		Assert.isTrue(lane >= 0 && lane <= MAX_LANE, () -> "'lane' must be in [0..4095]: " + lane);
		Assert.isTrue(sequence >= 0, () -> "'sequence' must not be negative: " + sequence);
	}

}
