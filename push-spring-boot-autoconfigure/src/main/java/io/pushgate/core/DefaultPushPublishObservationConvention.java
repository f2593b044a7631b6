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

import java.util.Locale;

import io.micrometer.common.KeyValues;
import io.pushgate.core.PushPublishObservation.HighCardinalityKeys;
import io.pushgate.core.PushPublishObservation.LowCardinalityKeys;
import io.pushgate.delivery.TargetKind;
import io.pushgate.message.BoundedNames;

/**
 * Default {@link PushPublishObservationConvention}. Names neither users nor anybody else
 * a message is for. Thread-safe.
 *
 * @since 0.1.0
 */
public class DefaultPushPublishObservationConvention implements PushPublishObservationConvention {

	private static final int MAX_NAMESPACES = 20;

	private final BoundedNames namespaces = new BoundedNames(MAX_NAMESPACES);

	@Override
	public String getName() {
		return "push.publish";
	}

	@Override
	public String getContextualName(PushPublishContext context) {
		return "push to " + target(context);
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(PushPublishContext context) {
		return KeyValues.of(LowCardinalityKeys.TARGET.withValue(target(context)),
				LowCardinalityKeys.QOS.withValue(context.message().options().qos().name()),
				LowCardinalityKeys.NAMESPACE.withValue(this.namespaces.of(context.message().options().namespace())),
				LowCardinalityKeys.OUTCOME.withValue(outcome(context)));
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(PushPublishContext context) {
		return KeyValues.of(HighCardinalityKeys.EVENT.withValue(context.message().event()),
				HighCardinalityKeys.MESSAGE_ID.withValue(context.message().id()));
	}

	private static String target(PushPublishContext context) {
		return TargetKind.of(context.message().target()).name().toLowerCase(Locale.ROOT);
	}

	private static String outcome(PushPublishContext context) {
		if (context.getError() != null) {
			return "refused";
		}
		return context.isCompleted() ? "accepted" : "unknown";
	}

}
