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

package io.pushgate.listener;

import io.pushgate.listener.UplinkAnswer.Failure;
import io.pushgate.listener.UplinkAnswer.Reply;

/**
 * The answer to a request, kept for the request being repeated.
 *
 * @param fingerprint what the request was, see {@link RequestFingerprint}
 * @param answer the answer
 * @param answeredAt when it was answered, by the clock that never goes back
 */
record Remembered(long fingerprint, UplinkAnswer answer, long answeredAt) {

	// This record, the answer, the payload, the key and the entry of the map.
	private static final int OVERHEAD = 240;

	/**
	 * Return about how many bytes of heap this takes under an id.
	 */
	int weight(String id) {
		return OVERHEAD + id.length()
				+ ((this.answer instanceof Failure failure)
						? failure.code().length() + failure.message().length() + failure.data().bytes().length
						: ((Reply) this.answer).data().bytes().length);
	}

}
