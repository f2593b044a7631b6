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

package io.pushgate.message;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * One message on its way: immutable, its payload already serialized, so that it can be
 * handed from thread to thread and node to node.
 *
 * @param id the id, unique in the cluster
 * @param target whom it is for
 * @param event what it is, within its namespace
 * @param payload the data
 * @param options how it is sent
 * @param time when it was accepted, by the clock of the node that accepted it
 * @since 0.1.0
 */
public record PushMessage(String id, PushTarget target, String event, Payload payload, PushOptions options,
		Instant time) {

	// Beyond it, times overflow.
	private static final Duration FOREVER = Duration.ofDays(365_000);

	/**
	 * Create a message.
	 */
	public PushMessage {
		Names.requireId("id", id);
		Assert.notNull(target, "'target' must not be null");
		Names.requireId("event", event);
	}

	/**
	 * Return the same message for another target.
	 * @param target the target
	 * @return the message
	 */
	public PushMessage withTarget(PushTarget target) {
		return new PushMessage(this.id, target, this.event, this.payload, this.options, this.time);
	}

	/**
	 * Return when the message expires.
	 * @return the instant from which on it is not sent any more, or {@code null}
	 */
	public @Nullable Instant expiresAt() {
		Duration ttl = this.options.ttl();
		return (ttl != null && ttl.compareTo(FOREVER) < 0) ? this.time.plus(ttl) : null;
	}

}
