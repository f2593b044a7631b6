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

package io.pushgate.core;

import io.pushgate.message.Payload;
import org.jspecify.annotations.Nullable;

/**
 * Turns what an application pushes into a {@link Payload}. Replace the bean to write JSON
 * in another way.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface PayloadSerializer {

	/**
	 * Serialize data.
	 * @param data any object or {@code null}
	 * @return the payload; a {@code byte[]} becomes a binary one
	 * @throws PayloadSerializationException if the data cannot be written
	 */
	Payload serialize(@Nullable Object data);

}
