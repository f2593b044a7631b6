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

package io.pushgate.listener.cluster;

import io.pushgate.listener.PushRequest;
import io.pushgate.listener.RequestFingerprint;
import io.pushgate.session.PushSession;

/**
 * A request as a claim names it: by its user and id, on whatever connection it comes.
 *
 * @param name what it is claimed by
 * @param fingerprint what tells it from another one that has the same id by mistake
 */
record ClaimedRequest(String name, byte[] fingerprint) {

	static ClaimedRequest of(PushRequest request) {
		PushSession session = request.session();
		// A tenant has no colon, but a user may.
		String name = "request:" + session.tenant() + ":" + session.user().length() + ":" + session.user() + ":"
				+ request.id();
		return new ClaimedRequest(name, RequestFingerprint.of(request));
	}

}
