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

import java.util.Base64;

import io.pushgate.message.Names;
import io.pushgate.message.Payload;
import io.pushgate.message.PayloadProblem;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.BinaryNode;

/**
 * Turns the tree of a frame, whatever encoding it came in, into a {@link ClientFrame}.
 * Unknown fields are ignored, known ones must have the right type.
 */
final class FrameReader {

	private static final int MAX_REQUEST_ID = 128;

	private final JsonMapper mapper;

	FrameReader(JsonMapper mapper) {
		this.mapper = mapper;
	}

	ClientFrame read(JsonNode frame) {
		if (!frame.isObject()) {
			throw new FrameException("A frame is one object");
		}
		String id = optionalText(frame, "id", MAX_REQUEST_ID, null);
		String type = requiredText(frame, "type", Integer.MAX_VALUE, id);
		return switch (type) {
			case "hello" -> new ClientFrame.Hello(optionalText(frame, "token", Integer.MAX_VALUE, id),
					optionalId(frame, "device", id), resume(frame, id));
			case "token" -> new ClientFrame.Token(id, requiredText(frame, "token", Integer.MAX_VALUE, id));
			case "ping" -> new ClientFrame.Ping();
			case "ack" -> new ClientFrame.Ack(requiredNumber(frame, "seq", id));
			case "send" ->
				new ClientFrame.Send(id, namespace(frame, id), requiredId(frame, "event", id), data(frame, id));
			case "join" -> new ClientFrame.Join(id, group(frame, "group", id));
			case "leave" -> new ClientFrame.Leave(id, group(frame, "group", id));
			case "read" -> new ClientFrame.Read(namespace(frame, id), group(frame, "conversation", id),
					requiredNumber(frame, "time", id));
			default -> new ClientFrame.Unknown(id, type);
		};
	}

	private @Nullable Position resume(JsonNode frame, @Nullable String id) {
		JsonNode resume = present(frame, "resume");
		if (resume == null) {
			return null;
		}
		if (!resume.isObject()) {
			throw wrongType("resume", "an object", id);
		}
		if (present(resume, "epoch") == null && present(resume, "seq") == null) {
			return null;
		}
		return new Position(requiredText(resume, "epoch", MAX_REQUEST_ID, id), requiredNumber(resume, "seq", id));
	}

	private Payload data(JsonNode frame, @Nullable String id) {
		JsonNode base64 = present(frame, "dataBase64");
		JsonNode data = frame.get("data");
		if (base64 != null) {
			if (data != null) {
				throw new FrameException("'data' and 'dataBase64' exclude each other", id);
			}
			if (!base64.isString()) {
				throw wrongType("dataBase64", "a string", id);
			}
			try {
				return Payload.binary(Base64.getDecoder().decode(base64.stringValue()));
			}
			catch (IllegalArgumentException ex) {
				throw new FrameException("'dataBase64' must be Base64", id);
			}
		}
		if (data == null) {
			return Payload.none();
		}
		if (data instanceof BinaryNode binary) {
			return Payload.binary(binary.binaryValue());
		}
		Payload payload = Payload.json(this.mapper.writeValueAsBytes(data));
		PayloadProblem problem = payload.problem();
		if (problem != null) {
			throw new FrameException("'data' " + problem, id);
		}
		return payload;
	}

	private String namespace(JsonNode frame, @Nullable String id) {
		String namespace = optionalText(frame, "namespace", Integer.MAX_VALUE, id);
		if (namespace == null) {
			return Names.DEFAULT_NAMESPACE;
		}
		if (!Names.isToken(namespace)) {
			throw new FrameException("'namespace' must match [A-Za-z0-9._-]{1,64}", id);
		}
		return namespace;
	}

	private String group(JsonNode frame, String name, @Nullable String id) {
		String value = requiredText(frame, name, Integer.MAX_VALUE, id);
		if (!Names.isGroup(value)) {
			throw new FrameException("'" + name + "' must have 1 to 256 characters and no control character", id);
		}
		return value;
	}

	private String requiredId(JsonNode frame, String name, @Nullable String id) {
		String value = optionalId(frame, name, id);
		if (value == null) {
			throw missing(name, id);
		}
		return value;
	}

	private @Nullable String optionalId(JsonNode frame, String name, @Nullable String id) {
		String value = optionalText(frame, name, Integer.MAX_VALUE, id);
		if (value != null && !Names.isId(value)) {
			throw new FrameException("'" + name + "' must have 1 to 128 characters and no control character", id);
		}
		return value;
	}

	private String requiredText(JsonNode frame, String name, int max, @Nullable String id) {
		String value = optionalText(frame, name, max, id);
		if (value == null) {
			throw missing(name, id);
		}
		return value;
	}

	private @Nullable String optionalText(JsonNode frame, String name, int max, @Nullable String id) {
		JsonNode node = present(frame, name);
		if (node == null) {
			return null;
		}
		if (!node.isString()) {
			throw wrongType(name, "a string", id);
		}
		String value = node.stringValue();
		if (value.isEmpty()) {
			throw new FrameException("'" + name + "' must not be empty", id);
		}
		if (!Names.isUnicode(value)) {
			throw new FrameException("'" + name + "' " + Names.HALF_A_PAIR, id);
		}
		if (value.length() > max) {
			throw new FrameException("'" + name + "' must have at most " + max + " characters", id);
		}
		return value;
	}

	private long requiredNumber(JsonNode frame, String name, @Nullable String id) {
		JsonNode node = present(frame, name);
		if (node == null) {
			throw missing(name, id);
		}
		if (!node.isNumber() || !node.canConvertToExactIntegral() || !node.canConvertToLong() || node.longValue() < 0) {
			throw wrongType(name, "a whole number", id);
		}
		return node.longValue();
	}

	private static @Nullable JsonNode present(JsonNode frame, String name) {
		JsonNode node = frame.get(name);
		return (node != null && !node.isNull()) ? node : null;
	}

	private static FrameException missing(String name, @Nullable String id) {
		return new FrameException("'" + name + "' is missing", id);
	}

	private static FrameException wrongType(String name, String type, @Nullable String id) {
		return new FrameException("'" + name + "' must be " + type, id);
	}

}
