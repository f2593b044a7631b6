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

package io.pushgate.sample.store;

import java.util.List;

/**
 * The latest items under each key, for a tab that opens or comes back later. Thread-safe.
 *
 * @param <T> the type of the items, which are records
 */
public interface Recent<T> {

	/**
	 * How many items are kept under a key.
	 */
	int MAX = 50;

	/**
	 * Add an item. Over {@value #MAX}, the earliest goes.
	 * @param key the key
	 * @param item the item
	 */
	void add(String key, T item);

	/**
	 * Return the items under a key.
	 * @param key the key
	 * @return the items, the earliest first
	 */
	List<T> list(String key);

}
