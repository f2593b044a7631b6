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

package io.pushgate.delivery.http;

import java.io.ByteArrayOutputStream;
import java.util.Collection;
import java.util.List;

import io.pushgate.message.Names;
import io.pushgate.message.Payload;
import io.pushgate.message.PushMessage;
import io.pushgate.message.PushOptions;
import io.pushgate.message.PushTarget;
import io.pushgate.message.Qos;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes messages as the HTTP push API takes them. JSON goes as it is, never read.
 */
final class MessageWriter {

	private static final JsonMapper mapper = JsonMapper.builder().build();

	private static final byte[] DATA = { ',', '"', 'd', 'a', 't', 'a', '"', ':' };

	private MessageWriter() {
	}

	/**
	 * Write a message.
	 * @throws IllegalArgumentException if a name cannot be written in UTF-8
	 */
	static byte[] write(PushMessage message) {
		Payload payload = message.payload();
		ByteArrayOutputStream out = new ByteArrayOutputStream(payload.bytes().length + 200);
		try (JsonGenerator json = mapper.createGenerator(out)) {
			json.writeStartObject();
			json.writeName("to");
			write(message.target(), json);
			json.writeStringProperty("event", message.event());
			json.writeStringProperty("id", message.id());
			write(message.options(), json);
			if (payload.isBinary()) {
				json.writeName("dataBase64");
				json.writeBinary(payload.bytes());
			}
			json.flush();
			if (!payload.isBinary()) {
				out.writeBytes(DATA);
				out.writeBytes(payload.bytes());
			}
			json.writeEndObject();
		}
		catch (JacksonException ex) {
			throw new IllegalArgumentException("The message cannot be written in UTF-8: " + ex.getOriginalMessage(),
					ex);
		}
		return out.toByteArray();
	}

	private static void write(PushOptions options, JsonGenerator json) {
		if (!options.namespace().equals(Names.DEFAULT_NAMESPACE)) {
			json.writeStringProperty("namespace", options.namespace());
		}
		if (options.qos() != Qos.AT_MOST_ONCE) {
			json.writeStringProperty("qos", options.qos().name());
		}
		if (options.ttl() != null) {
			json.writeStringProperty("ttl", options.ttl().toString());
		}
	}

	private static void write(PushTarget target, JsonGenerator json) {
		json.writeStartObject();
		if (target instanceof PushTarget.Users users) {
			write("users", users.users(), json);
		}
		else if (target instanceof PushTarget.Device device) {
			devices(List.of(device), json);
		}
		else if (target instanceof PushTarget.Devices several) {
			devices(several.devices(), json);
		}
		else if (target instanceof PushTarget.Session one) {
			write("sessions", List.of(one.session()), json);
		}
		else if (target instanceof PushTarget.Sessions several) {
			write("sessions", several.sessions(), json);
		}
		else if (target instanceof PushTarget.Groups groups) {
			write("groups", groups.groups(), json);
		}
		else {
			json.writeBooleanProperty("all", true);
		}
		json.writeEndObject();
	}

	private static void write(String name, Collection<String> values, JsonGenerator json) {
		json.writeArrayPropertyStart(name);
		values.forEach(json::writeString);
		json.writeEndArray();
	}

	private static void devices(Collection<PushTarget.Device> devices, JsonGenerator json) {
		json.writeArrayPropertyStart("devices");
		for (PushTarget.Device device : devices) {
			json.writeStartObject();
			json.writeStringProperty("user", device.user());
			json.writeStringProperty("device", device.device());
			json.writeEndObject();
		}
		json.writeEndArray();
	}

}
