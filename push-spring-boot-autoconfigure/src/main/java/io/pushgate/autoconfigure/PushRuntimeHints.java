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

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/**
 * What a native image has to keep: the files of the JavaScript client, the protocol that
 * Tomcat creates by its name, and the methods that Jetty calls by reflection.
 */
class PushRuntimeHints implements RuntimeHintsRegistrar {

	/**
	 * The name only: where there is no Jetty, the class cannot be loaded.
	 */
	private static final String JETTY_CONNECTION = "io.pushgate.transport.websocket.jetty.JettyConnection";

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		hints.resources().registerPattern("io/pushgate/client/*").registerPattern("io/pushgate/api/*.json");
		hints.reflection()
			.registerTypeIfPresent(classLoader, TomcatProtocolCustomizer.PROTOCOL,
					MemberCategory.INVOKE_PUBLIC_CONSTRUCTORS)
			.registerTypeIfPresent(classLoader, JETTY_CONNECTION, MemberCategory.INVOKE_PUBLIC_METHODS);
	}

}
