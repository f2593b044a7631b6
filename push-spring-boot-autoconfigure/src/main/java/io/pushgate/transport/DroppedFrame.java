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

package io.pushgate.transport;

import org.jspecify.annotations.Nullable;

/**
 * A frame that was dropped under a queue's lock, to be reported outside of it; linked to
 * those dropped before.
 *
 * @param frame the frame
 * @param reason why it was dropped
 * @param before the one that was dropped before it, or {@code null}
 */
record DroppedFrame(OutboundFrame frame, DropReason reason, @Nullable DroppedFrame before) {

	static void report(@Nullable DroppedFrame last) {
		for (DroppedFrame dropped = last; dropped != null; dropped = dropped.before()) {
			dropped.frame().dropped(dropped.reason());
		}
	}

}
