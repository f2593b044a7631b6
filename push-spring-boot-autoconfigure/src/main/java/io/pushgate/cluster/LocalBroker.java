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

package io.pushgate.cluster;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * What stands for a broker between nodes of one process: those that have the same one
 * hear each other. Thread-safe.
 *
 * @since 0.1.0
 */
public final class LocalBroker {

	private final Map<LocalBusEngine, Consumer<ClusterEnvelope>> receivers = new ConcurrentHashMap<>();

	void join(LocalBusEngine engine, Consumer<ClusterEnvelope> receiver) {
		this.receivers.put(engine, receiver);
	}

	void leave(LocalBusEngine engine) {
		this.receivers.remove(engine);
	}

	void send(ClusterEnvelope envelope) {
		// Everyone's order is the same.
		synchronized (this.receivers) {
			this.receivers.values().forEach((receiver) -> receiver.accept(envelope));
		}
	}

}
