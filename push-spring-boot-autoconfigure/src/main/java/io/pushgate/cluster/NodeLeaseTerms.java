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

import java.time.Duration;

/**
 * What a node wants of a {@link NodeLeaseStore}.
 *
 * @param owner who wants it: another text for each life of each node
 * @param ttl for how long
 * @param now the time by the clock of the node, in milliseconds; the latest one where
 * that was set back
 * @param until up to when ids may be made under this lease, by the same clock
 * @since 0.1.0
 */
public record NodeLeaseTerms(String owner, Duration ttl, long now, long until) {

}
