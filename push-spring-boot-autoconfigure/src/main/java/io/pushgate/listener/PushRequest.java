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

import java.time.Instant;

import io.pushgate.message.Payload;
import io.pushgate.session.PushSession;
import org.jspecify.annotations.Nullable;

/**
 * What a client has sent to the application, with everything that is known about it. A
 * {@link PushListener} method may take it as a parameter.
 *
 * @param session the session that it came by
 * @param id the id that the client gave it, or {@code null} where it wants no answer
 * @param namespace the namespace
 * @param event the event
 * @param payload the data, as it came
 * @param time when it came, by the clock of the node that took it
 * @since 0.1.0
 */
public record PushRequest(PushSession session, @Nullable String id, String namespace, String event, Payload payload,
		Instant time) {

	/**
	 * Return whether the client waits for an answer.
	 * @return whether there is an id
	 */
	public boolean isAnswerWanted() {
		return this.id != null;
	}

}
