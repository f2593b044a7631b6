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

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Matches unless {@code push.enabled} is {@code false}. What is neither that nor
 * {@code true} stops the start: Spring Boot's own condition would take it for
 * {@code false}, and an application would be left without a word.
 */
class OnPushEnabledCondition extends SpringBootCondition {

	private static final String PROPERTY = "push.enabled";

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		String value = context.getEnvironment().getProperty(PROPERTY, "true").trim();
		ConditionMessage.Builder message = ConditionMessage.forCondition("Push enabled");
		if ("true".equalsIgnoreCase(value)) {
			return ConditionOutcome.match(message.because("'" + PROPERTY + "' is true"));
		}
		if ("false".equalsIgnoreCase(value)) {
			return ConditionOutcome.noMatch(message.because("'" + PROPERTY + "' is false"));
		}
		throw new InvalidPushPropertyException(PROPERTY, value, "must be true or false",
				"Set it to true or false, or remove it for the default, true.");
	}

}
