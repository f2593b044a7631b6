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

package io.pushgate.cluster;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import io.pushgate.message.PushResult;

/**
 * Remembers which pushes have been made under an id that the caller gave, so that a
 * repeated one is not sent again: a retry after an answer that was lost, most of all.
 * Replace the bean to remember elsewhere than in this process. Thread-safe.
 *
 * <p>
 * Guarantee: of the pushes of one tenant with one id and the same content, at most one is
 * made within the window, and all get its outcome, also those that come while it is under
 * way. A push that failed is forgotten, so that it can be tried again.
 *
 * @since 0.1.0
 */
public interface IdempotencyStore {

	/**
	 * Make a push unless that has been done.
	 * @param tenant the tenant
	 * @param id the id that the caller gave
	 * @param fingerprint what tells the content of this push from any other
	 * @param push makes the push; called at most once, and before this method returns
	 * where the store need not ask anyone
	 * @return the outcome of the push, or of the one that was made before; fails with
	 * {@link IdempotencyConflictException} where that one had other content
	 */
	CompletableFuture<PushResult> once(String tenant, String id, byte[] fingerprint,
			Supplier<CompletableFuture<PushResult>> push);

}
