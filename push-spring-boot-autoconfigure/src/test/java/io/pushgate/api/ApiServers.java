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

package io.pushgate.api;

import java.util.EnumMap;
import java.util.Map;

import io.pushgate.testsupport.ApiClient;
import io.pushgate.testsupport.Container;
import io.pushgate.testsupport.PushServer;

/**
 * A server on each container, for tests that leave nothing behind.
 */
final class ApiServers implements AutoCloseable {

	private final Map<Container, PushServer> servers = new EnumMap<>(Container.class);

	PushServer on(Container container) {
		return this.servers.computeIfAbsent(container, (key) -> ApiClient.server(key).start());
	}

	ApiClient api(Container container) {
		return ApiClient.of(on(container));
	}

	@Override
	public void close() {
		this.servers.values().forEach(PushServer::close);
	}

}
