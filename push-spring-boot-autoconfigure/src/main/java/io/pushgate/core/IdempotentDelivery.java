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

import java.util.concurrent.CompletableFuture;

import io.pushgate.cluster.IdempotencyStore;
import io.pushgate.delivery.Delivery;
import io.pushgate.message.PushMessage;
import io.pushgate.message.PushResult;

/**
 * Hands messages over, those to which the caller gave an id only once.
 */
final class IdempotentDelivery {

	private final Delivery delivery;

	private final IdempotencyStore store;

	IdempotentDelivery(Delivery delivery, IdempotencyStore store) {
		this.delivery = delivery;
		this.store = store;
	}

	void check(PushMessage message) {
		this.delivery.check(message);
	}

	CompletableFuture<PushResult> deliver(PushMessage message) {
		String id = message.options().id();
		if (id == null) {
			return this.delivery.deliver(message);
		}
		return this.store.once(message.options().tenant(), id, MessageFingerprint.of(message),
				() -> this.delivery.deliver(message));
	}

}
