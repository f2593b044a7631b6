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

package io.pushgate.message;

import java.time.Duration;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * How a message is sent: everything about it but its target, event and payload.
 *
 * @param tenant the tenant whose sessions may get it
 * @param namespace the business line it belongs to
 * @param qos the promise
 * @param ttl how long it may wait for a receiver, or {@code null} for as long as the
 * receiver's queue keeps it
 * @param id the message's id, or {@code null} to have one made
 * @param except ids of the sessions that shall not get it
 * @param latestKey a name of which only the latest pending message is kept for a slow
 * receiver, or {@code null} to keep all
 * @param headers facts for interceptors and for other nodes; never sent to clients
 * @since 0.1.0
 */
public record PushOptions(String tenant, String namespace, Qos qos, @Nullable Duration ttl, @Nullable String id,
		Set<String> except, @Nullable String latestKey, Map<String, String> headers) {

	/**
	 * The options of a push that says nothing about them.
	 */
	public static final PushOptions DEFAULTS = new PushOptions(Names.DEFAULT_TENANT, Names.DEFAULT_NAMESPACE,
			Qos.AT_MOST_ONCE, null, null, Set.of(), null, Map.of());

	/**
	 * Create options.
	 */
	public PushOptions {
		Names.requireTenant(tenant);
		Names.requireNamespace(namespace);
		Assert.notNull(qos, "'qos' must not be null");
		Assert.isTrue(ttl == null || (!ttl.isNegative() && !ttl.isZero()), "'ttl' must be positive");
		if (id != null) {
			Names.requireId("id", id);
		}
		if (latestKey != null) {
			Names.requireId("latestKey", latestKey);
		}
		except = Set.copyOf(except);
		headers = Map.copyOf(headers);
		headers.forEach((name, value) -> {
			Names.requireUnicode("headers", name);
			Names.requireUnicode("headers", value);
		});
	}

}
