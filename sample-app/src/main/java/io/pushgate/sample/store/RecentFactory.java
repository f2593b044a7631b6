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

/**
 * Makes {@link Recent}s.
 */
public interface RecentFactory {

	/**
	 * Make one.
	 * @param <T> the type of the items
	 * @param name what to call it: no other has this name
	 * @param type the type of the items
	 * @return something without items, or with those of before
	 */
	<T> Recent<T> create(String name, Class<T> type);

}
