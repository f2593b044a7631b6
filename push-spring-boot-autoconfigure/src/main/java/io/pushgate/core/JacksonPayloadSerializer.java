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

import io.pushgate.message.JsonPayloadWriter;
import io.pushgate.message.Payload;
import io.pushgate.message.UnwritablePayloadException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes JSON with Jackson, the way the application has configured it. A {@code byte[]}
 * is sent as it is. Numbers that are not finite are left as they are, for the push to be
 * refused.
 *
 * @since 0.1.0
 */
public final class JacksonPayloadSerializer implements PayloadSerializer {

	private final JsonPayloadWriter writer;

	/**
	 * Create a serializer.
	 * @param mapper writes the JSON
	 */
	public JacksonPayloadSerializer(JsonMapper mapper) {
		this.writer = new JsonPayloadWriter(mapper);
	}

	@Override
	public Payload serialize(@Nullable Object data) {
		try {
			return this.writer.write(data);
		}
		catch (UnwritablePayloadException ex) {
			throw new PayloadSerializationException(
					ex.getMessage() + ". Push a record, a bean with getters or a map, or configure the JsonMapper bean",
					ex.getCause());
		}
	}

}
