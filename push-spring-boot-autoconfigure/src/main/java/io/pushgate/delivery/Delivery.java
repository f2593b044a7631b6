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

package io.pushgate.delivery;

import java.util.concurrent.CompletableFuture;

import io.pushgate.PushException;
import io.pushgate.message.PushMessage;
import io.pushgate.message.PushResult;

/**
 * The one way down: takes a message for those whom it is for, wherever they are.
 * Thread-safe; never waits for a client.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface Delivery {

	/**
	 * Deliver a message.
	 * @param message the message
	 * @return a future that completes when the message is accepted, or fails with a
	 * {@link PushException}
	 */
	CompletableFuture<PushResult> deliver(PushMessage message);

	/**
	 * Refuse a message that asks for what this way cannot do, as its sender has made it:
	 * before those who trace it add to its headers.
	 * @param message the message
	 * @throws PushException if it cannot be delivered as it is
	 */
	default void check(PushMessage message) {
	}

}
