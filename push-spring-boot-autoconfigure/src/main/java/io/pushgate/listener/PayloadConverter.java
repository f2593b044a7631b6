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

import java.lang.reflect.Type;

import io.pushgate.message.Payload;
import org.jspecify.annotations.Nullable;

/**
 * Turns what clients send into what a {@link PushListener} takes, and what it returns
 * into what is sent. Replace the bean to read and write JSON in another way. Thread-safe.
 *
 * @since 0.1.0
 */
public interface PayloadConverter {

	/**
	 * Read a payload.
	 * @param payload the payload
	 * @param type the type to make of it
	 * @return the object, {@code null} where the payload is JSON's {@code null}
	 * @throws PushRequestException with {@link UplinkError#MALFORMED} if the payload does
	 * not fit, and a message that may cross the wire
	 */
	@Nullable Object read(Payload payload, Type type);

	/**
	 * Write a reply.
	 * @param data any object or {@code null}
	 * @return the payload; a {@code byte[]} becomes a binary one
	 * @throws io.pushgate.message.UnwritablePayloadException if the data cannot be
	 * written
	 */
	Payload write(@Nullable Object data);

}
