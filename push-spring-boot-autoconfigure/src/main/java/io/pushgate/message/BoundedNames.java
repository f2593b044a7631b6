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

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.springframework.util.Assert;

/**
 * Bounds what a monitoring system gets to see of names that others choose, such as
 * tenants and namespaces: the first so many keep their names, and all others are called
 * {@value #OTHER}. A name that was kept is kept for ever. Thread-safe.
 *
 * @since 0.1.0
 */
public final class BoundedNames {

	/**
	 * What the names over the limit are called.
	 */
	public static final String OTHER = "other";

	private final int limit;

	private final Set<String> names = ConcurrentHashMap.newKeySet();

	/**
	 * Create an empty set of names.
	 * @param limit how many names are kept
	 */
	public BoundedNames(int limit) {
		Assert.isTrue(limit > 0, "'limit' must be positive");
		this.limit = limit;
	}

	/**
	 * Return what a name is called.
	 * @param name the name
	 * @return the name, or {@value #OTHER}
	 */
	public String of(String name) {
		if (this.names.contains(name)) {
			return name;
		}
		if (this.names.size() >= this.limit) {
			return OTHER;
		}
		synchronized (this) {
			return (this.names.contains(name) || (this.names.size() < this.limit && this.names.add(name))) ? name
					: OTHER;
		}
	}

}
