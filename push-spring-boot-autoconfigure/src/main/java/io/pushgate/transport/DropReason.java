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

/**
 * Why a frame was thrown away instead of being written.
 *
 * @since 0.1.0
 */
public enum DropReason {

	/**
	 * The queue was full and the frame, the oldest one, made room for a newer one, or
	 * there was no room to be made.
	 */
	SLOW_CONSUMER,

	/**
	 * A newer frame of the same key took its place.
	 */
	REPLACED,

	/**
	 * It waited longer than its time to live.
	 */
	EXPIRED,

	/**
	 * The connection was closed before the frame's turn came.
	 */
	CLOSED

}
