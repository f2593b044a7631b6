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

import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnNotWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;

/**
 * Matches where {@code push.endpoint.transport} is Netty: because it says so, or because
 * it is automatic, and an application that holds connections is no servlet application.
 */
class OnNettyTransportCondition extends AnyNestedCondition {

	OnNettyTransportCondition() {
		super(ConfigurationPhase.PARSE_CONFIGURATION);
	}

	@ConditionalOnProperty(name = "push.endpoint.transport", havingValue = "netty")
	static class Chosen {

	}

	@ConditionalOnProperty(name = "push.endpoint.transport", havingValue = "auto", matchIfMissing = true)
	@ConditionalOnPushMode({ PushProperties.Mode.EMBEDDED, PushProperties.Mode.GATEWAY })
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
	static class ReactiveApplication {

	}

	@ConditionalOnProperty(name = "push.endpoint.transport", havingValue = "auto", matchIfMissing = true)
	@ConditionalOnPushMode({ PushProperties.Mode.EMBEDDED, PushProperties.Mode.GATEWAY })
	@ConditionalOnNotWebApplication
	static class NoWebApplication {

	}

}
