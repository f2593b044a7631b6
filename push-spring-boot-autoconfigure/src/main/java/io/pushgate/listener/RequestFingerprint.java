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

import java.nio.ByteBuffer;

import io.pushgate.message.Fingerprint;

/**
 * Tells a repeated request from another one that has the same id by mistake, such as that
 * of a second tab that counts its requests from one as well.
 *
 * @since 0.1.0
 */
public final class RequestFingerprint {

	private RequestFingerprint() {
	}

	/**
	 * Return what tells a request from any other.
	 * @param request the request
	 * @return the fingerprint
	 */
	public static byte[] of(PushRequest request) {
		return new Fingerprint().add(request.namespace()).add(request.event()).add(request.payload()).end();
	}

	/**
	 * Return a part of it that is short enough to be remembered by the process.
	 */
	static long shortOf(PushRequest request) {
		return ByteBuffer.wrap(of(request)).getLong(1);
	}

}
