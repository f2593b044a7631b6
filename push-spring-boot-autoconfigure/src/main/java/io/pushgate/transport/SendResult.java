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
 * What became of a frame that was handed to a {@link Connection}.
 *
 * @since 0.1.0
 */
public enum SendResult {

	/**
	 * It is queued, or already on its way.
	 */
	QUEUED,

	/**
	 * The connection is closing or closed; the frame was not taken.
	 */
	CLOSED,

	/**
	 * The queue is full and nothing in it may be dropped; the frame was not taken.
	 */
	OVERFLOW;

	static SendResult of(Offer offer) {
		return switch (offer) {
			case WRITE, QUEUED -> QUEUED;
			case CLOSED -> CLOSED;
			case OVERFLOW -> OVERFLOW;
		};
	}

}
