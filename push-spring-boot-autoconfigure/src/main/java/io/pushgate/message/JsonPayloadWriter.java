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

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes objects as payloads, with Jackson and the way the application has configured it,
 * but for numbers that are not finite: by default Jackson makes texts of them, and
 * receivers would get another type than they expect. A {@code byte[]} becomes a binary
 * payload, and a {@link Payload} stays what it is. Thread-safe.
 *
 * @since 0.1.0
 */
public final class JsonPayloadWriter {

	private static final String TOO_DEEP = "it refers to itself, or nests too deep";

	private final ObjectWriter writer;

	/**
	 * Create a writer.
	 * @param mapper writes the JSON
	 */
	public JsonPayloadWriter(JsonMapper mapper) {
		// Without quotes they are no JSON, and so are found by who checks the payload.
		this.writer = mapper.writer().without(JsonWriteFeature.WRITE_NAN_AS_STRINGS);
	}

	/**
	 * Write data.
	 * @param data any object or {@code null}
	 * @return the payload, which may have a {@linkplain Payload#problem() problem}
	 * @throws UnwritablePayloadException if Jackson cannot write the data
	 */
	public Payload write(@Nullable Object data) {
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
			return Payload.json(this.writer.writeValueAsBytes(data));
		}
		catch (StreamConstraintsException | StackOverflowError ex) {
			// Without the cause, whose stack trace has hundreds of lines that say this.
			throw new UnwritablePayloadException(data, TOO_DEEP, null);
		}
		catch (JacksonException ex) {
			Throwable cause = ex.getCause();
			if (cause instanceof StackOverflowError) {
				throw new UnwritablePayloadException(data, TOO_DEEP, null);
			}
			// Jackson's own words; what an application's getter has thrown says it
			// itself.
			throw new UnwritablePayloadException(data,
					(cause != null) ? "a part of it has thrown an exception" : firstLine(ex.getOriginalMessage()),
					cause);
		}
	}

	private static String firstLine(@Nullable String message) {
		return (message != null) ? message.lines().findFirst().orElse("") : "";
	}

}
