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

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/**
 * Keeps items in memory, and nowhere else.
 */
@Component
@Profile("!cluster")
final class InMemoryRecentFactory implements RecentFactory {

	@Override
	public <T> Recent<T> create(String name, Class<T> type) {
		return new InMemoryRecent<>();
	}

	private static final class InMemoryRecent<T> implements Recent<T> {

		private final Map<String, Deque<T>> items = new HashMap<>();

		@Override
		public synchronized void add(String key, T item) {
			Deque<T> ofKey = this.items.computeIfAbsent(key, (absent) -> new ArrayDeque<>());
			ofKey.addLast(item);
			if (ofKey.size() > MAX) {
				ofKey.removeFirst();
			}
		}

		@Override
		public synchronized List<T> list(String key) {
			return new ArrayList<>(this.items.getOrDefault(key, new ArrayDeque<>()));
		}

	}

}
