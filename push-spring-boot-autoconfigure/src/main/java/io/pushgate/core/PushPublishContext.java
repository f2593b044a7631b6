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

import java.util.HashMap;
import java.util.Map;

import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;
import io.pushgate.message.PushMessage;

/**
 * {@link SenderContext} of a message that is published. What tracing writes into its
 * carrier becomes headers of the message, which go with it to other nodes and never to
 * clients.
 *
 * @since 0.1.0
 */
public final class PushPublishContext extends SenderContext<Map<String, String>> {

	private final PushMessage message;

	private boolean completed;

	PushPublishContext(PushMessage message) {
		super((headers, name, value) -> {
			if (headers != null) {
				headers.put(name, value);
			}
		}, Kind.PRODUCER);
		this.message = message;
		setCarrier(new HashMap<>(message.options().headers()));
	}

	/**
	 * Return the message.
	 * @return the message
	 */
	public PushMessage message() {
		return this.message;
	}

	/**
	 * Return whether it is known what became of the message: it failed if there is an
	 * {@link #getError() error}, and was accepted otherwise.
	 * @return {@code false} at the start
	 */
	public boolean isCompleted() {
		return this.completed;
	}

	void completed() {
		this.completed = true;
	}

}
