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

import org.jspecify.annotations.Nullable;

/**
 * What the live panel shows of a node; data of the event {@code live.stats}.
 *
 * @param node the node, or {@code null} where tabs of every node are to show it
 * @param connections open connections
 * @param users users with at least one connection
 * @param messages messages pushed since the start, those with numbers not counted
 */
record LiveStats(@Nullable String node, long connections, long users, long messages) {

}
