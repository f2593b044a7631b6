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

import io.pushgate.message.PushTarget;

/**
 * The kinds of targets, for counting.
 *
 * @since 0.1.0
 */
public enum TargetKind {

	/** Users. */
	USERS,

	/** One device or several. */
	DEVICE,

	/** One session or several. */
	SESSION,

	/** One group or several. */
	GROUP,

	/** Everyone. */
	ALL;

	/**
	 * Return the kind of a target.
	 * @param target the target
	 * @return the kind
	 */
	public static TargetKind of(PushTarget target) {
		if (target instanceof PushTarget.Users) {
			return USERS;
		}
		if (target instanceof PushTarget.Device || target instanceof PushTarget.Devices) {
			return DEVICE;
		}
		if (target instanceof PushTarget.Groups) {
			return GROUP;
		}
		return (target instanceof PushTarget.Session || target instanceof PushTarget.Sessions) ? SESSION : ALL;
	}

}
