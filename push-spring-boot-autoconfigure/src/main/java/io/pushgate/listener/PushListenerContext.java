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

import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;
import org.jspecify.annotations.Nullable;

/**
 * {@link ReceiverContext} of what a client has sent to a {@link PushListener} method. A
 * trace starts here: frames of clients carry none.
 *
 * @since 0.1.0
 */
public final class PushListenerContext extends ReceiverContext<PushRequest> {

	private volatile @Nullable UplinkAnswer answer;

	PushListenerContext(PushRequest request) {
		super((carrier, key) -> null, request.isAnswerWanted() ? Kind.SERVER : Kind.CONSUMER);
		setCarrier(request);
	}

	/**
	 * Return what is answered.
	 * @return the answer, or {@code null} as long as there is none
	 */
	public @Nullable UplinkAnswer answer() {
		return this.answer;
	}

	void answered(UplinkAnswer answer) {
		this.answer = answer;
	}

}
