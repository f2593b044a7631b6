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

import java.nio.charset.StandardCharsets;
import java.time.Instant;

import io.pushgate.message.Payload;
import io.pushgate.session.PushSession;
import io.pushgate.session.TestSessions;
import io.pushgate.transport.RecordingConnection;
import org.jspecify.annotations.Nullable;

/**
 * Requests without a client.
 */
final class Requests {

	private Requests() {
	}

	static PushSession session(String user) {
		return TestSessions.open(TestSessions.manager(1), user, new RecordingConnection());
	}

	static PushRequest of(PushSession session, @Nullable String id, String event, String json) {
		return of(session, id, "default", event, json);
	}

	static PushRequest of(PushSession session, @Nullable String id, String namespace, String event, String json) {
		return new PushRequest(session, id, namespace, event, Payload.json(json.getBytes(StandardCharsets.UTF_8)),
				Instant.now());
	}

	/**
	 * Return the data of a reply, or the code of an error.
	 */
	static String text(UplinkAnswer answer) {
		return (answer instanceof UplinkAnswer.Reply reply) ? reply.data().asJson()
				: ((UplinkAnswer.Failure) answer).error() + ": " + ((UplinkAnswer.Failure) answer).message();
	}

}
