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

import java.util.Map;
import java.util.OptionalInt;

import io.pushgate.message.PushTarget;

/**
 * Where a target is, as the {@link Directory} knows it.
 *
 * @param nodes the nodes that hold it and, for each, what of the target it holds, in the
 * order of the target; empty if no node holds any of it
 * @param sessions how many sessions it has on all nodes together; empty where the
 * directory finds the nodes without looking at sessions, as for groups
 * @since 0.1.0
 */
public record Location(Map<NodeId, PushTarget> nodes, OptionalInt sessions) {

}
