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

/**
 * Messages that a node has published and this one has not got.
 *
 * @param publisher the node that has published them
 * @param incarnation which life of that node
 * @param destination all nodes, or this one
 * @param first the first sequence that is missing
 * @param count how many are missing from there on
 * @since 0.1.0
 */
public record BusGap(NodeId publisher, long incarnation, ClusterDestination destination, long first, long count) {

}
