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

package io.pushgate.delivery.cluster;

import java.util.Map;
import java.util.OptionalInt;

import io.pushgate.cluster.NodeId;
import io.pushgate.message.PushTarget;
import org.jspecify.annotations.Nullable;

/**
 * The way of a message.
 *
 * @param nodes the nodes that it goes to, each with its part of the target; {@code null}
 * for all of them with all of it
 * @param sessions how many sessions the target has on these nodes, where that is known
 */
record Route(@Nullable Map<NodeId, PushTarget> nodes, OptionalInt sessions) {

	static final Route EVERYWHERE = new Route(null, OptionalInt.empty());

}
