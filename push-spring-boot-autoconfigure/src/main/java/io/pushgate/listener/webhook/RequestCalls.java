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

package io.pushgate.listener.webhook;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.concurrent.ThreadLocalRandom;

import io.pushgate.listener.PushRequest;
import io.pushgate.message.Claims;
import io.pushgate.message.Payload;
import io.pushgate.session.PushSession;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.ByteArrayBuilder;

/**
 * Makes calls of what clients send.
 */
final class RequestCalls {

	private static final JsonFactory JSON = new JsonFactory();

	private RequestCalls() {
	}

	/**
	 * Return the id of a call: the same for a request that a client repeats, whatever the
	 * node and the connection. Another request that has the same id by mistake, as of a
	 * page that counts from one again, is another call.
	 */
	static String id(PushRequest request) {
		String id = request.id();
		if (id == null) {
			byte[] random = new byte[16];
			ThreadLocalRandom.current().nextBytes(random);
			return name(random);
		}
		try {
			MessageDigest digest = MessageDigest.getInstance("SHA-256");
			PushSession session = request.session();
			for (String part : new String[] { session.tenant(), session.user(), request.namespace(), request.event(),
					id }) {
				digest.update(part.getBytes(StandardCharsets.UTF_8));
				// None of the parts has it.
				digest.update((byte) 0);
			}
			digest.update((byte) (request.payload().isBinary() ? 1 : 0));
			return name(digest.digest(request.payload().bytes()));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

	private static String name(byte[] bytes) {
		return "send_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).substring(0, 22);
	}

	static byte[] body(PushRequest request) {
		PushSession session = request.session();
		ByteArrayBuilder bytes = new ByteArrayBuilder(256 + request.payload().bytes().length);
		try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
			json.writeStartObject();
			json.writeStringProperty("type", "send");
			json.writeStringProperty("namespace", request.namespace());
			json.writeStringProperty("event", request.event());
			write(json, "id", request.id());
			json.writeStringProperty("tenant", session.tenant());
			json.writeStringProperty("user", session.user());
			json.writeStringProperty("device", session.device());
			json.writeStringProperty("session", session.id());
			if (!session.claims().isEmpty()) {
				json.writeName("claims");
				json.writeRawValue(Claims.write(session.claims()));
			}
			json.writeNumberProperty("time", request.time().toEpochMilli());
			write(json, request.payload());
			json.writeEndObject();
		}
		return bytes.getClearAndRelease();
	}

	private static void write(JsonGenerator json, String name, @Nullable String value) {
		if (value != null) {
			json.writeStringProperty(name, value);
		}
	}

	private static void write(JsonGenerator json, Payload payload) {
		if (payload.isBinary()) {
			json.writeName("dataBase64");
			json.writeBinary(payload.bytes());
		}
		else {
			// As the client wrote it: numbers keep all their digits.
			json.writeName("data");
			json.writeRawValue(payload.asJson());
		}
	}

}
