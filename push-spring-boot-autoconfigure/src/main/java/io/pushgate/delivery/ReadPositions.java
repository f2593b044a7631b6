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

package io.pushgate.delivery;

import io.pushgate.message.UserKey;
import io.pushgate.protocol.ServerFrame;

/**
 * Tells the other devices of a user how far one of them has read. Thread-safe; never
 * blocks. A device that is not connected at that moment is not told.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface ReadPositions {

	/**
	 * Tell the other devices.
	 * @param user the user
	 * @param device the device that has read
	 * @param position how far
	 */
	void tellOthers(UserKey user, String device, ServerFrame.Read position);

}
