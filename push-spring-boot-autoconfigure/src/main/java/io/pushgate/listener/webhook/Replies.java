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

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

import io.pushgate.LogThrottle;
import io.pushgate.listener.UplinkAnswer;
import io.pushgate.listener.UplinkAnswer.Failure;
import io.pushgate.listener.UplinkAnswer.Reply;
import io.pushgate.listener.UplinkError;
import io.pushgate.message.Names;
import io.pushgate.message.Payload;
import io.pushgate.message.PayloadProblem;
import io.pushgate.webhook.WebhookAnswer;
import io.pushgate.webhook.WebhookException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.MissingNode;

/**
 * Makes of what a webhook answers what a client is told. What only the application's
 * developer can mend is logged for him, now and then.
 */
final class Replies {

	private static final Log logger = LogFactory.getLog(Replies.class);

	private static final Duration LOG_PERIOD = Duration.ofMinutes(1);

	private static final JsonFactory JSON = new JsonFactory();

	// Numbers stay as they are written.
	private static final JsonMapper EXACT = JsonMapper.builder()
		.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
		.disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
		.build();

	private static final int MAX_DETAIL = 200;

	/** Instead of these, the application may have an error of its own. */
	private static final Set<UplinkError> OWN_CODE = EnumSet.of(UplinkError.MALFORMED, UplinkError.FORBIDDEN,
			UplinkError.NO_HANDLER);

	private static final Failure UNREACHABLE = new Failure(UplinkError.UNAVAILABLE,
			"The application cannot be reached at the moment");

	private static final Failure TIMEOUT = new Failure(UplinkError.TIMEOUT, "The application has not answered yet");

	private static final Failure FAILED = new Failure(UplinkError.HANDLER_FAILED, "The request could not be handled");

	private final String webhook;

	private final LogThrottle throttle = new LogThrottle(LOG_PERIOD);

	Replies(String webhook) {
		this.webhook = webhook;
	}

	UplinkAnswer of(WebhookAnswer answer) {
		if (answer.isSuccess()) {
			return reply(answer);
		}
		if (answer.isRedirect()) {
			problem(answer, "redirects are not followed, so set the address that it redirects to");
			return UNREACHABLE;
		}
		JsonNode problem = problem(answer);
		Payload data = data(answer, problem);
		return switch (answer.status()) {
			case 400, 422 -> failure(UplinkError.MALFORMED, problem, data, "The data is not what this event takes");
			case 401 -> {
				problem(answer, "it does not take the signature, so see that the secrets are the same");
				yield UNREACHABLE;
			}
			case 403 -> failure(UplinkError.FORBIDDEN, problem, data, "The application does not allow it");
			case 404, 410 -> failure(UplinkError.NO_HANDLER, problem, data, "Nothing handles the event");
			case 405, 406, 415 -> {
				problem(answer, "it does not take JSON by POST, so see that the address is the right one");
				yield UNREACHABLE;
			}
			case 408, 409, 425, 504 -> TIMEOUT;
			case 413 -> failure(UplinkError.TOO_LARGE, problem, data, "The data is too large");
			case 429 -> failure(UplinkError.RATE_LIMITED, problem, data, "The application has too much to do");
			case 502, 503 -> UNREACHABLE;
			default -> {
				problem(answer, "it could not handle what a client has sent");
				yield failure(UplinkError.HANDLER_FAILED, problem, data, FAILED.message());
			}
		};
	}

	UplinkAnswer of(WebhookException failure) {
		return switch (failure.reason()) {
			case UNREACHABLE, PAUSED -> UNREACHABLE;
			case TIMEOUT -> TIMEOUT;
			case TOO_LARGE -> {
				problem(failure.getMessage(), "set 'max-reply' to more, or answer with less");
				yield FAILED;
			}
		};
	}

	private UplinkAnswer reply(WebhookAnswer answer) {
		byte[] body = answer.body();
		if (body.length == 0) {
			return new Reply(Payload.none());
		}
		if (answer.is("application/octet-stream")) {
			return new Reply(Payload.binary(body));
		}
		if (!isJson(body)) {
			problem(answer, "the body is no JSON in UTF-8, which 'application/octet-stream' would allow");
			return FAILED;
		}
		Payload payload = Payload.json(body);
		PayloadProblem problem = payload.problem();
		if (problem != null) {
			problem(answer, "the body " + problem);
			return FAILED;
		}
		return new Reply(payload);
	}

	/**
	 * Return whether this is one JSON value in UTF-8. Frames are made of it as it is, so
	 * nothing else may pass.
	 */
	private static boolean isJson(byte[] body) {
		try {
			String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
			try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), text)) {
				return parser.nextToken() != null && parser.skipChildren() != null && parser.nextToken() == null;
			}
		}
		catch (CharacterCodingException | JacksonException ex) {
			return false;
		}
	}

	/**
	 * Say what became of a call. What the application says in a problem crosses the wire,
	 * and it knows that: the detail for the client's developer, code and data for its
	 * program.
	 */
	private static Failure failure(UplinkError error, JsonNode problem, Payload data, String otherwise) {
		String detail = detail(problem);
		String message = (detail != null) ? detail : otherwise;
		String code = problem.path("code").isString() ? problem.path("code").asString() : "";
		boolean own = OWN_CODE.contains(error) && UplinkError.isApplicationCode(code);
		return own ? new Failure(UplinkError.APPLICATION, code, message, data)
				: new Failure(error, error.code(), message, data);
	}

	/**
	 * Return the problem of RFC 9457 that an answer has, or a node without anything.
	 */
	private static JsonNode problem(WebhookAnswer answer) {
		if (answer.is("application/problem+json")) {
			try {
				JsonNode problem = EXACT.readTree(answer.body());
				return (problem != null) ? problem : MissingNode.getInstance();
			}
			catch (JacksonException ex) {
				return MissingNode.getInstance();
			}
		}
		return MissingNode.getInstance();
	}

	private static @Nullable String detail(JsonNode problem) {
		JsonNode detail = problem.path("detail");
		String text = detail.isString() ? detail.asString() : "";
		boolean fit = !text.isEmpty() && text.length() <= MAX_DETAIL && Names.isUnicode(text)
				&& text.chars().noneMatch(Character::isISOControl);
		return fit ? text : null;
	}

	/**
	 * Return the member {@code data}, or one with the {@code errors} of a problem that
	 * names the places of what is not valid.
	 */
	private Payload data(WebhookAnswer answer, JsonNode problem) {
		JsonNode data = problem.path("data");
		if (data.isMissingNode() && problem.path("errors").isArray()) {
			data = JsonNodeFactory.instance.objectNode().set("errors", problem.path("errors"));
		}
		if (data.isMissingNode() || data.isNull()) {
			return Payload.none();
		}
		Payload payload = Payload.json(EXACT.writeValueAsBytes(data));
		if (payload.bytes().length > Failure.MAX_DATA) {
			problem(answer, "the data of its error has " + payload.bytes().length + " bytes, more than the "
					+ Failure.MAX_DATA + " that an error may have, and is left out");
			return Payload.none();
		}
		return (payload.problem() != null) ? Payload.none() : payload;
	}

	private void problem(Object answer, String remedy) {
		this.throttle.log((suppressed) -> logger.warn("The webhook '" + this.webhook + "' answered with " + answer
				+ ": " + remedy + ((suppressed > 0) ? ". So " + suppressed + " more times" : "")));
	}

}
