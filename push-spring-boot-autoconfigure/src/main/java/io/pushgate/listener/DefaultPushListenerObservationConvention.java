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

import java.util.Objects;

import io.micrometer.common.KeyValues;
import io.pushgate.listener.PushListenerObservation.HighCardinalityKeys;
import io.pushgate.listener.PushListenerObservation.LowCardinalityKeys;

/**
 * Default {@link PushListenerObservationConvention}. Does not name the user. Thread-safe.
 *
 * @since 0.1.0
 */
public class DefaultPushListenerObservationConvention implements PushListenerObservationConvention {

	@Override
	public String getName() {
		return "push.listener";
	}

	@Override
	public String getContextualName(PushListenerContext context) {
		return request(context).namespace() + ' ' + request(context).event();
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(PushListenerContext context) {
		UplinkAnswer answer = context.answer();
		return KeyValues.of(LowCardinalityKeys.NAMESPACE.withValue(request(context).namespace()),
				LowCardinalityKeys.OUTCOME.withValue((answer != null) ? answer.outcome() : "unknown"));
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(PushListenerContext context) {
		return KeyValues.of(HighCardinalityKeys.EVENT.withValue(request(context).event()));
	}

	private static PushRequest request(PushListenerContext context) {
		return Objects.requireNonNull(context.getCarrier());
	}

}
