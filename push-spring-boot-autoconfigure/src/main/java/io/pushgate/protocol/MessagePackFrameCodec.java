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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Map;

import io.pushgate.message.Payload;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePackException;
import org.msgpack.core.MessagePacker;
import org.msgpack.core.MessageUnpacker;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The codec of {@code push.v1.msgpack}: binary frames with the same fields as
 * {@code push.v1.json}. Bytes are {@code bin}; JSON data becomes the equal MessagePack
 * value, and the other way round. See the
 * <a href="https://github.com/msgpack/msgpack/blob/master/spec.md">MessagePack
 * specification</a>.
 *
 * <p>
 * Nothing is allocated by a length that a client merely claims: sizes are checked against
 * the bytes that are there.
 */
final class MessagePackFrameCodec implements FrameCodec {

	static final String SUBPROTOCOL = "push.v1.msgpack";

	private static final int MAX_DEPTH = 100;

	private static final BigInteger MAX_UNSIGNED = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

	private static final BigInteger MIN_SIGNED = BigInteger.valueOf(Long.MIN_VALUE);

	private final JsonMapper mapper = JsonFrameCodec.mapper();

	/**
	 * Reads what the application has written: that has no limits but those of the writer.
	 */
	private final JsonMapper payloadMapper = JsonFrameCodec.mapper(StreamReadConstraints.builder()
		.maxNestingDepth(Integer.MAX_VALUE)
		.maxNumberLength(Integer.MAX_VALUE)
		.maxStringLength(Integer.MAX_VALUE)
		.build());

	private final FrameReader reader = new FrameReader(this.mapper);

	private final JsonNodeFactory nodes = JsonNodeFactory.instance;

	@Override
	public String subprotocol() {
		return SUBPROTOCOL;
	}

	@Override
	public boolean isText() {
		return false;
	}

	@Override
	public byte[] encode(ServerFrame frame) {
		try (MessageBufferPacker packer = MessagePack.newDefaultBufferPacker()) {
			pack(frame.fields(), packer);
			return packer.toByteArray();
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Packing into memory failed", ex);
		}
	}

	private void pack(Map<?, ?> fields, MessagePacker packer) throws IOException {
		packer.packMapHeader(fields.size());
		for (Map.Entry<?, ?> field : fields.entrySet()) {
			packer.packString((String) field.getKey());
			Object value = field.getValue();
			if (value instanceof String text) {
				packer.packString(text);
			}
			else if (value instanceof Long number) {
				packer.packLong(number);
			}
			else if (value instanceof Boolean bool) {
				packer.packBoolean(bool);
			}
			else if (value instanceof Payload payload) {
				pack(payload, packer);
			}
			else {
				pack((Map<?, ?>) value, packer);
			}
		}
	}

	private void pack(Payload payload, MessagePacker packer) throws IOException {
		if (payload.isBinary()) {
			packer.packBinaryHeader(payload.bytes().length);
			packer.writePayload(payload.bytes());
			return;
		}
		try {
			pack(this.payloadMapper.readTree(payload.bytes()), packer);
		}
		catch (JacksonException ex) {
			throw new IllegalArgumentException("The payload is not one JSON value", ex);
		}
	}

	private void pack(JsonNode node, MessagePacker packer) throws IOException {
		switch (node.getNodeType()) {
			case OBJECT -> {
				packer.packMapHeader(node.size());
				for (Map.Entry<String, JsonNode> property : node.properties()) {
					packer.packString(property.getKey());
					pack(property.getValue(), packer);
				}
			}
			case ARRAY -> {
				packer.packArrayHeader(node.size());
				for (JsonNode element : node) {
					pack(element, packer);
				}
			}
			case STRING -> packer.packString(node.stringValue());
			case BOOLEAN -> packer.packBoolean(node.booleanValue());
			case NUMBER -> packNumber(node, packer);
			default -> packer.packNil();
		}
	}

	private void packNumber(JsonNode node, MessagePacker packer) throws IOException {
		if (node.isIntegralNumber()) {
			BigInteger value = node.bigIntegerValue();
			if (value.compareTo(MIN_SIGNED) >= 0 && value.compareTo(MAX_UNSIGNED) <= 0) {
				packer.packBigInteger(value);
				return;
			}
		}
		packer.packDouble(node.decimalValue().doubleValue());
	}

	@Override
	public ClientFrame decode(String text) {
		throw new FrameException(SUBPROTOCOL + " has binary frames only");
	}

	@Override
	public ClientFrame decode(ByteBuffer bytes) {
		// A buffer outside of the heap could only be read by unsafe means.
		byte[] content = new byte[bytes.remaining()];
		bytes.get(content);
		try (MessageUnpacker unpacker = MessagePack.newDefaultUnpacker(content)) {
			JsonNode frame = unpack(unpacker, content.length, 0);
			if (unpacker.hasNext()) {
				throw notOneObject();
			}
			return this.reader.read(frame);
		}
		catch (IOException | MessagePackException ex) {
			throw notOneObject();
		}
	}

	private JsonNode unpack(MessageUnpacker unpacker, int limit, int depth) throws IOException {
		if (depth > MAX_DEPTH) {
			throw new FrameException("A frame nests no deeper than " + MAX_DEPTH);
		}
		return switch (unpacker.getNextFormat().getValueType()) {
			case NIL -> {
				unpacker.unpackNil();
				yield this.nodes.nullNode();
			}
			case BOOLEAN -> this.nodes.booleanNode(unpacker.unpackBoolean());
			case INTEGER -> integer(unpacker.unpackBigInteger());
			case FLOAT -> this.nodes.numberNode(finite(unpacker.unpackDouble()));
			case STRING -> {
				byte[] utf8 = bytes(unpacker, unpacker.unpackRawStringHeader(), limit);
				yield this.nodes.stringNode(Utf8.decode(utf8));
			}
			case BINARY -> this.nodes.binaryNode(bytes(unpacker, unpacker.unpackBinaryHeader(), limit));
			case ARRAY -> {
				int size = unpacker.unpackArrayHeader();
				ArrayNode array = this.nodes.arrayNode();
				for (int i = 0; i < size; i++) {
					array.add(unpack(unpacker, limit, depth + 1));
				}
				yield array;
			}
			case MAP -> {
				int size = unpacker.unpackMapHeader();
				ObjectNode object = this.nodes.objectNode();
				for (int i = 0; i < size; i++) {
					JsonNode key = unpack(unpacker, limit, depth + 1);
					if (!key.isString()) {
						throw new FrameException("The keys of a map are strings");
					}
					object.set(key.stringValue(), unpack(unpacker, limit, depth + 1));
				}
				yield object;
			}
			case EXTENSION -> throw new FrameException("Extension types are not part of the protocol");
		};
	}

	/**
	 * JSON has no other numbers, and Jackson would make texts of them.
	 */
	private static double finite(double value) {
		if (!Double.isFinite(value)) {
			throw new FrameException("A number is finite");
		}
		return value;
	}

	private JsonNode integer(BigInteger value) {
		return (value.bitLength() < Long.SIZE) ? this.nodes.numberNode(value.longValue())
				: this.nodes.numberNode(value);
	}

	private static byte[] bytes(MessageUnpacker unpacker, int length, int limit) throws IOException {
		if (length > limit - unpacker.getTotalReadBytes()) {
			throw notOneObject();
		}
		return unpacker.readPayload(length);
	}

	private static FrameException notOneObject() {
		return new FrameException("A frame of " + SUBPROTOCOL + " is one MessagePack map");
	}

}
