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

package io.pushgate.message;

import java.time.Instant;
import java.util.OptionalInt;

/**
 * What came of a push that was accepted.
 *
 * @param id the message's id; a client sees the same one
 * @param time when the message was accepted
 * @param localSessions how many sessions on this node the message was queued for. Zero
 * says that nobody was connected here; it is no failure of an {@link Qos#AT_MOST_ONCE}
 * message. For everyone and for groups, how many there were, those included that are left
 * out; a session in two of the groups counts twice
 * @param sessions how many sessions there were on all nodes, where that is known: on a
 * node without others always; in a cluster with a directory for users and devices, as the
 * directory knew them when the message was accepted, and for whatever is on this node
 * alone. Empty else. Zero says that no session was there. It counts sessions, not
 * deliveries
 * @since 0.1.0
 */
public record PushResult(String id, Instant time, int localSessions, OptionalInt sessions) {

}
