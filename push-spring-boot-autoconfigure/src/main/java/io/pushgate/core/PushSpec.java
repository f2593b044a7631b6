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

package io.pushgate.core;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.pushgate.message.PushResult;
import io.pushgate.message.Qos;
import io.pushgate.message.SessionReference;
import org.jspecify.annotations.Nullable;

/**
 * One push that is being put together. Not thread-safe; the last call is {@link #send}.
 *
 * @since 0.1.0
 */
public interface PushSpec {

	/**
	 * Set the namespace, where it is not {@code default}.
	 * @param namespace {@code [A-Za-z0-9._-]{1,64}}
	 * @return this push
	 */
	PushSpec namespace(String namespace);

	/**
	 * Set the promise, where it is not {@link Qos#AT_MOST_ONCE}.
	 * @param qos the promise
	 * @return this push
	 */
	PushSpec qos(Qos qos);

	/**
	 * Set how long the message may wait for a slow receiver. Past it, it is not sent.
	 * @param ttl the time to live, positive
	 * @return this push
	 */
	PushSpec ttl(Duration ttl);

	/**
	 * Set the id of the message. A client hands the same id to its application only once.
	 * Pushes of the same id and content within {@code push.api.idempotency-window} are
	 * one push; other content fails with
	 * {@link io.pushgate.cluster.IdempotencyConflictException}.
	 * @param id 1 to 128 characters
	 * @return this push
	 */
	PushSpec id(String id);

	/**
	 * Leave sessions out, such as the one that caused the message.
	 * @param sessions ids of sessions
	 * @return this push
	 */
	PushSpec except(String... sessions);

	/**
	 * Leave sessions out, such as the one that caused the message.
	 * @param session a session
	 * @param others more of them
	 * @return this push
	 */
	default PushSpec except(SessionReference session, SessionReference... others) {
		PushSpec spec = except(session.id());
		for (SessionReference other : others) {
			spec = spec.except(other.id());
		}
		return spec;
	}

	/**
	 * Keep only the latest message of this key that waits for a slow receiver: progress,
	 * a price, a counter.
	 * @param key 1 to 128 characters
	 * @return this push
	 */
	PushSpec keepLatest(String key);

	/**
	 * Add a header, which is never sent to clients. Of them, a bus carries to other nodes
	 * those of tracing: {@code traceparent}, {@code tracestate}, {@code baggage} and
	 * {@code b3}.
	 * @param name the name
	 * @param value the value
	 * @return this push
	 */
	PushSpec header(String name, String value);

	/**
	 * Send after the surrounding transaction has committed, and not at all if it rolls
	 * back: then the future fails with {@link PushRolledBackException}. Without a
	 * transaction, the message is sent at once.
	 * @return this push
	 */
	PushSpec afterCommit();

	/**
	 * Send the message.
	 * @param event what it is: 1 to 128 characters, such as {@code cover.ready}
	 * @param data any object that Jackson can write, {@code null}, or a {@code byte[]},
	 * which is sent as it is. It is serialized before this method returns and may be
	 * changed afterwards. Numbers are finite, and texts have no half of a surrogate pair
	 * @return a future that completes when the message is accepted, or fails with a
	 * {@link io.pushgate.PushException} that says why not. A failure is logged at WARN as
	 * well, each kind once a minute with a count
	 * @throws IllegalArgumentException if a name is outside its limits
	 * @throws PayloadSerializationException if the data cannot be written as JSON, or not
	 * every client could read it
	 */
	CompletableFuture<PushResult> send(String event, @Nullable Object data);

}
