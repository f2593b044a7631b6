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

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Who handles what is not for the listeners of this application.
 */
final class Forwarders {

	private final Map<String, UplinkForwarder> byNamespace = new LinkedHashMap<>();

	/**
	 * Put forwarders together.
	 * @throws InvalidPushListenerException if two want the same namespace
	 */
	Forwarders(List<UplinkForwarder> forwarders) {
		for (UplinkForwarder forwarder : forwarders) {
			for (String namespace : forwarder.namespaces()) {
				UplinkForwarder other = this.byNamespace.put(namespace, forwarder);
				if (other != null) {
					throw new InvalidPushListenerException(
							"What clients send in namespace '" + namespace + "' is forwarded twice: by "
									+ other.describe(namespace) + " and by " + forwarder.describe(namespace) + ".",
							"Leave one of the two.");
				}
			}
		}
	}

	@Nullable UplinkForwarder find(String namespace) {
		return this.byNamespace.get(namespace);
	}

	/**
	 * Require that what is forwarded is not for listeners as well.
	 * @throws InvalidPushListenerException if it is
	 */
	void requireNoListener(PushListenerRegistry registry) {
		this.byNamespace.forEach((namespace, forwarder) -> {
			PushListenerEndpoint listener = registry.findAny(namespace);
			if (listener != null) {
				throw new InvalidPushListenerException(
						"What clients send in namespace '" + namespace + "' is forwarded by "
								+ forwarder.describe(namespace) + ", but the @PushListener " + listener
								+ " of this application is for it as well.",
						"Remove one of the two, or give the listener another namespace.");
			}
		});
	}

	/**
	 * Return the namespaces of forwarders and listeners.
	 */
	Set<String> namespaces(PushListenerRegistry registry) {
		if (this.byNamespace.isEmpty()) {
			return registry.namespaces();
		}
		Set<String> namespaces = new HashSet<>(this.byNamespace.keySet());
		namespaces.addAll(registry.namespaces());
		return namespaces;
	}

}
