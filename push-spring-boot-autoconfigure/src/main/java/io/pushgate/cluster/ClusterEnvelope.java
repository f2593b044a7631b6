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

/**
 * A message with what its publisher has stamped on it.
 *
 * @param publisher the node that has published it
 * @param incarnation which life of that node: another number after each start
 * @param destination which nodes it is for
 * @param sequence the number among all that this incarnation has published to this
 * destination: from 1 on, without a hole
 * @param publishedAt when, by the clock of the publisher
 * @param message the message
 * @since 0.1.0
 */
public record ClusterEnvelope(NodeId publisher, long incarnation, ClusterDestination destination, long sequence,
		Instant publishedAt, ClusterMessage message) {

}
