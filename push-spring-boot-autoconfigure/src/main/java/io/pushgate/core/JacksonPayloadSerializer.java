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
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes JSON with Jackson, the way the application has configured it. A {@code byte[]}
 * is sent as it is.
 *
 * @since 0.1.0
 */
public final class JacksonPayloadSerializer implements PayloadSerializer {

	private final JsonMapper mapper;

	/**
	 * Create a serializer.
	 * @param mapper writes the JSON
	 */
	public JacksonPayloadSerializer(JsonMapper mapper) {
		this.mapper = mapper;
	}

	@Override
	public Payload serialize(@Nullable Object data) {
		if (data == null) {
			return Payload.none();
		}
		if (data instanceof byte[] bytes) {
			return Payload.binary(bytes.clone());
		}
		if (data instanceof Payload payload) {
			return payload;
		}
		try {
			return Payload.json(this.mapper.writeValueAsBytes(data));
		}
		catch (JacksonException ex) {
			throw new PayloadSerializationException(
					"Jackson cannot write " + data.getClass().getName()
							+ " as JSON. Push a record, a bean with getters or a map, or configure the JsonMapper bean",
					ex);
		}
	}

}
