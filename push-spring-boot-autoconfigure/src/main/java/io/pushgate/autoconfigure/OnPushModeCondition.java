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

package io.pushgate.autoconfigure;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Looks at {@code push.mode}.
 */
class OnPushModeCondition extends SpringBootCondition {

	private static final String PROPERTY = "push.mode";

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		PushProperties.Mode[] wanted = (PushProperties.Mode[]) Objects.requireNonNull(
				Objects.requireNonNull(metadata.getAnnotationAttributes(ConditionalOnPushMode.class.getName()))
					.get("value"));
		PushProperties.Mode mode = mode(context);
		ConditionMessage.Builder message = ConditionMessage.forCondition(ConditionalOnPushMode.class,
				Arrays.toString(wanted));
		return new ConditionOutcome(List.of(wanted).contains(mode), message.because("'" + PROPERTY + "' is " + mode));
	}

	private static PushProperties.Mode mode(ConditionContext context) {
		try {
			return Binder.get(context.getEnvironment())
				.bind(PROPERTY, PushProperties.Mode.class)
				.orElse(PushProperties.Mode.EMBEDDED);
		}
		catch (BindException ex) {
			// Binding the properties stops the start with what would be right.
			return PushProperties.Mode.EMBEDDED;
		}
	}

}
