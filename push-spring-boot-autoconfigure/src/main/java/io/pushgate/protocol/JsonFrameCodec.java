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
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

import io.pushgate.message.Payload;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.io.JsonStringEncoder;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The codec of {@code push.v1.json}: text frames.
 */
final class JsonFrameCodec implements FrameCodec {

	static final String SUBPROTOCOL = "push.v1.json";

	private static final int MAX_DEPTH = 100;

	private static final int INITIAL_SIZE = 512;

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
		ByteArrayOutputStream out = new ByteArrayOutputStream(INITIAL_SIZE);
		write(frame.fields(), out);
		return out.toByteArray();
	}

	private static void write(Map<?, ?> fields, ByteArrayOutputStream out) {
		char separator = '{';
		for (Map.Entry<?, ?> field : fields.entrySet()) {
			out.write(separator);
			separator = ',';
			String name = (String) field.getKey();
			if (field.getValue() instanceof Payload payload && payload.isBinary()) {
				write(name + "Base64", out);
				out.write(':');
				out.write('"');
				out.writeBytes(Base64.getEncoder().encode(payload.bytes()));
				out.write('"');
			}
			else {
				write(name, out);
				out.write(':');
				writeValue(field.getValue(), out);
			}
		}
		if (fields.isEmpty()) {
			out.write('{');
		}
		out.write('}');
	}

	private static void writeValue(Object value, ByteArrayOutputStream out) {
		if (value instanceof String text) {
			write(text, out);
		}
		else if (value instanceof Payload payload) {
			out.writeBytes(payload.bytes());
		}
		else if (value instanceof Map<?, ?> fields) {
			write(fields, out);
		}
		else {
			// A Long or a Boolean.
			out.writeBytes(value.toString().getBytes(StandardCharsets.ISO_8859_1));
		}
	}

	private static void write(String text, ByteArrayOutputStream out) {
		out.write('"');
		// Half a surrogate pair, which may come of a text that was cut, becomes a '?'.
		String quoted = String.valueOf(JsonStringEncoder.getInstance().quoteAsCharArray(text));
		out.writeBytes(quoted.getBytes(StandardCharsets.UTF_8));
		out.write('"');
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
