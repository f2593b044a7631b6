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
import java.util.List;

import io.pushgate.message.JsonPayloadWriter;
import io.pushgate.message.Payload;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads and writes JSON with Jackson, the way the application has configured it.
 *
 * @since 0.1.0
 */
public final class JacksonPayloadConverter implements PayloadConverter {

	private final JsonMapper mapper;

	private final JsonPayloadWriter writer;

	/**
	 * Create a converter.
	 * @param mapper reads and writes the JSON
	 */
	public JacksonPayloadConverter(JsonMapper mapper) {
		this.mapper = mapper;
		this.writer = new JsonPayloadWriter(mapper);
	}

	@Override
	public @Nullable Object read(Payload payload, Type type) {
		if (type == Payload.class) {
			return payload;
		}
		if (payload.isBinary()) {
			if (type == byte[].class) {
				return payload.bytes();
			}
			throw new PushRequestException(UplinkError.MALFORMED, "The data must be JSON, not bytes");
		}
		try {
			return this.mapper.readValue(payload.bytes(), this.mapper.constructType(type));
		}
		catch (JacksonException ex) {
			// Its message names classes and quotes the data.
			String place = place(ex);
			throw new PushRequestException(UplinkError.MALFORMED,
					"The data is not what this event takes" + (place.isEmpty() ? "" : ": look at " + place),
					DataError.data(List.of(new DataError(place, "is not what this event takes"))), ex);
		}
	}

	private static String place(JacksonException ex) {
		StringBuilder place = new StringBuilder();
		for (JacksonException.Reference step : ex.getPath()) {
			String property = step.getPropertyName();
			place.append('/')
				.append((property != null) ? DataError.escape(property) : Integer.toString(step.getIndex()));
		}
		return DataError.shorten(place.toString(), 100);
	}

	@Override
	public Payload write(@Nullable Object data) {
		return this.writer.write(data);
	}

}
