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

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Map;

import io.pushgate.message.Payload;
import tools.jackson.core.JacksonException;
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

	/**
	 * Write a frame. Without a generator of Jackson's: what is to be written is flat and
	 * small, but frequent, and payloads are JSON already.
	 */
	@Override
	public byte[] encode(ServerFrame frame) {
		JsonOutput out = new JsonOutput();
		write(frame.fields(), out);
		return out.toByteArray();
	}

	private static void write(Map<?, ?> fields, JsonOutput out) {
		char separator = '{';
		for (Map.Entry<?, ?> field : fields.entrySet()) {
			out.ascii(separator);
			separator = ',';
			String name = (String) field.getKey();
			Object value = field.getValue();
			if (value instanceof Payload payload && payload.isBinary()) {
				out.string(name + "Base64");
				out.ascii(':');
				out.ascii('"');
				out.bytes(Base64.getEncoder().encode(payload.bytes()));
				out.ascii('"');
			}
			else {
				out.string(name);
				out.ascii(':');
				write(value, out);
			}
		}
		if (separator == '{') {
			out.ascii('{');
		}
		out.ascii('}');
	}

	private static void write(Object value, JsonOutput out) {
		if (value instanceof String text) {
			out.string(text);
		}
		else if (value instanceof Payload payload) {
			out.bytes(payload.bytes());
		}
		else if (value instanceof Map<?, ?> fields) {
			write(fields, out);
		}
		else {
			// A Long or a Boolean.
			out.ascii(value.toString());
		}
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
