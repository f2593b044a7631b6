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

package io.pushgate.protocol;

import io.pushgate.message.Payload;
import org.jspecify.annotations.Nullable;

/**
 * A frame from a client to the server.
 *
 * @since 0.1.0
 */
public sealed interface ClientFrame {

	/**
	 * The first frame of a connection whose handshake told no identity.
	 *
	 * @param token the token or {@code null}
	 * @param device the device's id or {@code null}
	 * @param resume the position to resume from or {@code null}
	 */
	record Hello(@Nullable String token, @Nullable String device, @Nullable Position resume) implements ClientFrame {

	}

	/**
	 * A fresh token.
	 *
	 * @param id the request's id or {@code null}
	 * @param token the token
	 */
	record Token(@Nullable String id, String token) implements ClientFrame {

	}

	/**
	 * A heartbeat.
	 */
	record Ping() implements ClientFrame {

	}

	/**
	 * Everything up to a number has arrived.
	 *
	 * @param seq the number
	 */
	record Ack(long seq) implements ClientFrame {

	}

	/**
	 * A message to the business.
	 *
	 * @param id the request's id, or {@code null} where no answer is wanted
	 * @param namespace the namespace
	 * @param event the event
	 * @param data the data
	 */
	record Send(@Nullable String id, String namespace, String event, Payload data) implements ClientFrame {

	}

	/**
	 * The wish to join a group.
	 *
	 * @param id the request's id or {@code null}
	 * @param group the group
	 */
	record Join(@Nullable String id, String group) implements ClientFrame {

	}

	/**
	 * The wish to leave a group.
	 *
	 * @param id the request's id or {@code null}
	 * @param group the group
	 */
	record Leave(@Nullable String id, String group) implements ClientFrame {

	}

	/**
	 * The user has read up to a time.
	 *
	 * @param namespace the namespace
	 * @param conversation the conversation
	 * @param time up to when
	 */
	record Read(String namespace, String conversation, long time) implements ClientFrame {

	}

	/**
	 * A frame of a type that this server does not know.
	 *
	 * @param id the request's id or {@code null}
	 * @param type the type
	 */
	record Unknown(@Nullable String id, String type) implements ClientFrame {

	}

}
