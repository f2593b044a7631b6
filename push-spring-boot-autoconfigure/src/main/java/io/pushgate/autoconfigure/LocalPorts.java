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

import java.util.HashMap;
import java.util.Map;

import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;

/**
 * Publishes ports where Spring Boot publishes those of its servers.
 */
final class LocalPorts {

	private static final String SOURCE = "server.ports";

	private LocalPorts() {
	}

	static void publish(String property, int port, MutablePropertySources sources) {
		Map<String, Object> ports = new HashMap<>();
		if (sources.get(SOURCE) instanceof MapPropertySource existing) {
			ports.putAll(existing.getSource());
			sources.remove(SOURCE);
		}
		ports.put(property, port);
		sources.addFirst(new MapPropertySource(SOURCE, ports));
	}

}
