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

package io.pushgate.protocol;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Map;

import io.pushgate.message.Payload;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The codec of {@code push.v1.json}: text frames.
 */
final class JsonFrameCodec implements FrameCodec {

	static final String SUBPROTOCOL = "push.v1.json";

	private static final int MAX_DEPTH = 100;

	private final JsonMapper mapper = mapper();

	private final FrameReader reader = new FrameReader(this.mapper);

	static JsonMapper mapper() {
		return mapper(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build());
	}

	static JsonMapper mapper(StreamReadConstraints constraints) {
		JsonFactory factory = JsonFactory.builder().streamReadConstraints(constraints).build();
		return JsonMapper.builder(factory)
			.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
			.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
			.build();
	}

	@Override
	public String subprotocol() {
		return SUBPROTOCOL;
	}

	@Override
	public boolean isText() {
		return true;
	}

	@Override
	public byte[] encode(ServerFrame frame) {
		ByteArrayOutputStream out = new ByteArrayOutputStream(256);
		try (JsonGenerator json = this.mapper.createGenerator(out)) {
			write(frame.fields(), json, out);
		}
		return out.toByteArray();
	}

	private void write(Map<?, ?> fields, JsonGenerator json, ByteArrayOutputStream out) {
		json.writeStartObject();
		fields.forEach((name, value) -> {
			if (value instanceof Payload payload) {
				write((String) name, payload, json, out);
				return;
			}
			json.writeName((String) name);
			if (value instanceof String text) {
				json.writeString(text);
			}
			else if (value instanceof Long number) {
				json.writeNumber(number);
			}
			else if (value instanceof Boolean bool) {
				json.writeBoolean(bool);
			}
			else {
				write((Map<?, ?>) value, json, out);
			}
		});
		json.writeEndObject();
	}

	private void write(String name, Payload payload, JsonGenerator json, ByteArrayOutputStream out) {
		if (payload.isBinary()) {
			json.writeName(name + "Base64");
			json.writeString(Base64.getEncoder().encodeToString(payload.bytes()));
			return;
		}
		json.writeName(name);
		// The payload is JSON already: the generator only writes what stands around it.
		json.writeRawValue("");
		json.flush();
		out.writeBytes(payload.bytes());
	}

	@Override
	public ClientFrame decode(String text) {
		try {
			return this.reader.read(this.mapper.readTree(text));
		}
		catch (JacksonException | ArithmeticException | NumberFormatException ex) {
			// Jackson lets what BigDecimal throws through for an exponent out of range.
			throw new FrameException("A frame of " + SUBPROTOCOL + " is one JSON object");
		}
	}

	@Override
	public ClientFrame decode(ByteBuffer bytes) {
		throw new FrameException(SUBPROTOCOL + " has text frames only");
	}

}
