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

import java.util.Map;
import java.util.Objects;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Tells whether {@code management.server.port} is the endpoint's own port, another one,
 * or none.
 */
class OnManagementPortCondition extends SpringBootCondition {

	private static final String PROPERTY = "management.server.port";

	private static final String DEFAULT_PORT = "9090";

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		Map<String, Object> attributes = Objects
			.requireNonNull(metadata.getAnnotationAttributes(ConditionalOnPushManagementPort.class.getName()));
		boolean ownPort = (Boolean) Objects.requireNonNull(attributes.get("ownPort"));
		Port port = port(context.getEnvironment());
		ConditionMessage.Builder message = ConditionMessage.forCondition(ConditionalOnPushManagementPort.class);
		boolean match = port == (ownPort ? Port.OTHER : Port.SAME);
		return new ConditionOutcome(match, message.because("'" + PROPERTY + "' names " + switch (port) {
			case SAME -> "the endpoint's port";
			case OTHER -> "a port of its own";
			case NONE -> "no port";
		}));
	}

	private static Port port(Environment environment) {
		String management = environment.getProperty(PROPERTY, "").trim();
		String endpoint = environment.getProperty("push.endpoint.port", DEFAULT_PORT).trim();
		if (management.isEmpty() || (management.equals(endpoint) && !management.equals("0"))) {
			return Port.SAME;
		}
		return management.startsWith("-") ? Port.NONE : Port.OTHER;
	}

	private enum Port {

		SAME, OTHER, NONE

	}

}
