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

import java.util.Arrays;

/**
 * Tells a repeated request from another one that has the same id by mistake, such as that
 * of a second tab that counts its requests from one as well.
 */
final class Fingerprint {

	private Fingerprint() {
	}

	static long of(PushRequest request) {
		long content = Arrays.hashCode(request.payload().bytes());
		long name = 31L * request.namespace().hashCode() + request.event().hashCode();
		return (content << 32) ^ (name * 0x9E3779B97F4A7C15L) ^ (request.payload().isBinary() ? 1 : 0);
	}

}
