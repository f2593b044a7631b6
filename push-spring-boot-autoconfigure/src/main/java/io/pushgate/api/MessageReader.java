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

package io.pushgate.api;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

import io.pushgate.message.Names;
import io.pushgate.message.Payload;
import io.pushgate.message.PushTarget;
import io.pushgate.message.Qos;
import org.jspecify.annotations.Nullable;

/**
 * Reads the body of a message, or of a batch of them. Whatever is wrong is collected; an
 * unknown field is wrong, so that a typo is never dropped without a word.
 */
final class MessageReader {

	private static final int MAX_BATCH = 1000;

	private static final String TOKEN_RULE = "must match [A-Za-z0-9._-]{1,64}";

	private static final String TTL_RULE = "must be a positive ISO 8601 duration of days, hours, minutes and seconds, "
			+ "such as PT1H";

	private static final int MAX_TTL = 64;

	private final String tenant;

	private final Violations violations = new Violations();

	private @Nullable PushTarget target;

	private @Nullable String event;

	private @Nullable Payload payload;

	private String namespace = Names.DEFAULT_NAMESPACE;

	private Qos qos = Qos.AT_MOST_ONCE;

	private @Nullable Duration ttl;

	private @Nullable String id;

	private MessageReader(String tenant) {
		this.tenant = tenant;
	}

	/**
	 * Read a body that is one message.
	 * @throws ApiException if it is not a valid one
	 */
	static ApiMessage read(byte[] body, String tenant) {
		ParsedMessage message = BodyReader.read(body, (reader) -> new MessageReader(tenant).read(reader));
		if (message instanceof ParsedMessage.Invalid invalid) {
			throw invalid.problem().exception();
		}
		return ((ParsedMessage.Valid) message).message();
	}

	/**
	 * Read a body that is an array of messages.
	 * @throws ApiException if it is not an array, or too long
	 */
	static List<ParsedMessage> readBatch(byte[] body, String tenant) {
		return BodyReader.read(body, (reader) -> {
			if (!reader.isArray()) {
				throw Problem.at(ProblemType.INVALID, "", "must be an array of messages").exception();
			}
			List<ParsedMessage> messages = new ArrayList<>();
			while (reader.nextElement()) {
				if (messages.size() == MAX_BATCH) {
					throw Problem.at(ProblemType.INVALID, "", "must have at most " + MAX_BATCH + " messages")
						.exception();
				}
				messages.add(new MessageReader(tenant).read(reader));
			}
			return messages;
		});
	}

	private ParsedMessage read(BodyReader body) {
		String pointer = body.pointer();
		if (!body.isObject()) {
			body.skip();
			return new ParsedMessage.Invalid(Problem.at(ProblemType.INVALID, pointer, "must be an object"));
		}
		boolean hasTarget = false;
		boolean hasEvent = false;
		for (String field = body.nextField(); field != null; field = body.nextField()) {
			if (body.isNull() && isField(field) && !field.equals("data")) {
				// Many writers write what they have not got.
				continue;
			}
			switch (field) {
				case "to" -> {
					hasTarget = true;
					this.target = TargetReader.read(body, this.violations);
				}
				case "event" -> {
					hasEvent = true;
					this.event = body.text(Names::isId, TargetReader.ID_RULE, this.violations);
				}
				case "data" -> payload(body, body.json(this.violations));
				case "dataBase64" -> base64(body);
				case "namespace" -> namespace(body);
				case "qos" -> qos(body);
				case "ttl" -> ttl(body);
				case "id" -> this.id = body.text(Names::isId, TargetReader.ID_RULE, this.violations);
				case "tenant" -> tenant(body);
				default -> {
					this.violations.add(body.pointer(), "is not a field of a message");
					body.skip();
				}
			}
		}
		if (!hasTarget) {
			this.violations.add(pointer + "/to", "is missing");
		}
		if (!hasEvent) {
			this.violations.add(pointer + "/event", "is missing");
		}
		if (!this.violations.isEmpty() || this.target == null || this.event == null) {
			return new ParsedMessage.Invalid(this.violations.problem());
		}
		return new ParsedMessage.Valid(new ApiMessage(this.target, this.event,
				(this.payload != null) ? this.payload : Payload.none(), this.namespace, this.qos, this.ttl, this.id));
	}

	private static boolean isField(String field) {
		return switch (field) {
			case "to", "event", "data", "dataBase64", "namespace", "qos", "ttl", "id", "tenant" -> true;
			default -> false;
		};
	}

	private void payload(BodyReader body, Payload payload) {
		if (this.payload != null) {
			this.violations.add(body.pointer(), "excludes the other of 'data' and 'dataBase64'");
		}
		this.payload = payload;
	}

	private void base64(BodyReader body) {
		String text = body.text((value) -> true, "", this.violations);
		if (text == null) {
			return;
		}
		try {
			payload(body, Payload.binary(Base64.getDecoder().decode(text)));
		}
		catch (IllegalArgumentException ex) {
			this.violations.add(body.pointer(), "must be Base64, see RFC 4648, section 4");
		}
	}

	private void namespace(BodyReader body) {
		String text = body.text(Names::isToken, TOKEN_RULE, this.violations);
		this.namespace = (text != null) ? text : this.namespace;
	}

	private void qos(BodyReader body) {
		String rule = "must be AT_MOST_ONCE or AT_LEAST_ONCE";
		String text = body.text((value) -> value.equals("AT_MOST_ONCE") || value.equals("AT_LEAST_ONCE"), rule,
				this.violations);
		this.qos = (text != null) ? Qos.valueOf(text) : this.qos;
	}

	private void ttl(BodyReader body) {
		String text = body.text((value) -> value.length() <= MAX_TTL, TTL_RULE, this.violations);
		if (text == null) {
			return;
		}
		try {
			Duration ttl = Duration.parse(text);
			if (ttl.isNegative() || ttl.isZero()) {
				this.violations.add(body.pointer(), TTL_RULE);
			}
			this.ttl = ttl;
		}
		catch (DateTimeException | ArithmeticException ex) {
			this.violations.add(body.pointer(), TTL_RULE);
		}
	}

	private void tenant(BodyReader body) {
		String pointer = body.pointer();
		String text = body.text(Names::isToken, TOKEN_RULE, this.violations);
		if (text != null && !text.equals(this.tenant)) {
			this.violations.addForeignTenant(pointer);
		}
	}

}
