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

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/**
 * The {@link PushListener} methods of the application, by namespace and event.
 * Thread-safe.
 *
 * @since 0.1.0
 */
public final class PushListenerRegistry {

	private final Map<String, Map<String, PushListenerEndpoint>> namespaces = new ConcurrentHashMap<>();

	/**
	 * Add a listener.
	 * @throws InvalidPushListenerException if there is one for the event already
	 */
	void register(PushListenerEndpoint endpoint) {
		PushListenerEndpoint other = this.namespaces
			.computeIfAbsent(endpoint.namespace(), (namespace) -> new ConcurrentHashMap<>())
			.putIfAbsent(endpoint.event(), endpoint);
		if (other != null) {
			throw new InvalidPushListenerException(
					"Two methods handle the event '" + endpoint.event() + "' of namespace '" + endpoint.namespace()
							+ "': " + other + " and " + endpoint + ".",
					"Leave @PushListener on one of them, or give them different events.");
		}
	}

	@Nullable PushListenerEndpoint find(String namespace, String event) {
		Map<String, PushListenerEndpoint> events = this.namespaces.get(namespace);
		return (events != null) ? events.get(event) : null;
	}

	@Nullable PushListenerEndpoint findAny(String namespace) {
		return this.namespaces.getOrDefault(namespace, Map.of()).values().stream().findAny().orElse(null);
	}

	/**
	 * Return the namespaces in which there is a listener.
	 * @return the namespaces, a live view
	 */
	public Set<String> namespaces() {
		return Collections.unmodifiableSet(this.namespaces.keySet());
	}

	/**
	 * Return how many listeners there are.
	 * @return the number
	 */
	public int size() {
		return this.namespaces.values().stream().mapToInt(Map::size).sum();
	}

	/**
	 * Return the events of a namespace for which there is a listener.
	 * @param namespace the namespace
	 * @return the events, a live view
	 */
	public Set<String> events(String namespace) {
		return Collections.unmodifiableSet(this.namespaces.getOrDefault(namespace, Map.of()).keySet());
	}

}
