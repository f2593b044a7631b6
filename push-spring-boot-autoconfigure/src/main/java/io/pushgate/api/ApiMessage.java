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

package io.pushgate.api;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.pushgate.core.PushOperations;
import io.pushgate.core.PushSpec;
import io.pushgate.message.Payload;
import io.pushgate.message.PushResult;
import io.pushgate.message.PushTarget;
import io.pushgate.message.Qos;
import org.jspecify.annotations.Nullable;

/**
 * A message as a body describes it, with everything checked.
 *
 * @param target whom it is for
 * @param event what it is
 * @param payload the data
 * @param namespace the business line
 * @param qos the promise
 * @param ttl how long it may wait, or {@code null}
 * @param id the id, or {@code null} to have one made
 */
record ApiMessage(PushTarget target, String event, Payload payload, String namespace, Qos qos, @Nullable Duration ttl,
		@Nullable String id) {

	CompletableFuture<PushResult> send(PushOperations operations) {
		PushSpec push = operations.to(this.target).namespace(this.namespace).qos(this.qos);
		if (this.ttl != null) {
			push.ttl(this.ttl);
		}
		if (this.id != null) {
			push.id(this.id);
		}
		return push.send(this.event, this.payload);
	}

}
