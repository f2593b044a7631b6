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

package io.pushgate.contract;

import java.lang.reflect.Modifier;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import io.pushgate.auth.AuthenticationUnavailableException;
import io.pushgate.auth.PushAuthenticator;
import io.pushgate.contract.ProtocolDocument.Example;
import io.pushgate.protocol.ClientFrame;
import io.pushgate.protocol.ErrorCode;
import io.pushgate.protocol.ServerFrame;
import io.pushgate.session.ChannelSession;
import io.pushgate.session.GroupAuthorizer;
import io.pushgate.testsupport.Container;
import io.pushgate.testsupport.ExpectErrors;
import io.pushgate.testsupport.PushServer;
import io.pushgate.testsupport.RawWebSocket;
import io.pushgate.testsupport.RawWebSocket.Response;
import io.pushgate.testsupport.Tokens;
import io.pushgate.transport.CloseReason;
import io.pushgate.transport.ReconnectAdvice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the document of the protocol says is what the server does: each of its examples is
 * replayed, and its tables are compared to the code.
 */
@ParameterizedClass
@EnumSource
class ProtocolDocumentTests {

	private static final ProtocolDocument document = ProtocolDocument.read();

	private static final Map<String, Consumer<ProtocolReplay>> replays = replays();

	@Parameter
	Container container;

	private static PushServer server;

	@BeforeParameterizedClassInvocation
	static void start(Container container) {
		server = PushServer.on(container)
			.property("push.auth.jwt.secret", Tokens.SECRET)
			.property("push.auth.late", true)
			// What is replayed for several examples pushes with the same id each time.
			.property("push.api.idempotency-window", "1ms")
			.with(FailingAuthenticator.class)
			.with(Documents.class)
			.with(DocumentedChat.class)
			.start();
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		server.close();
	}

	private static Map<String, Consumer<ProtocolReplay>> replays() {
		Map<String, Consumer<ProtocolReplay>> replays = new HashMap<>();
		put(replays, (replay) -> replay.open().close(), "request handshake", "response handshake", "server welcome");
		put(replays, ProtocolReplay::refusals, "response unauthorized", "response unavailable", "request question",
				"response question");
		put(replays, ProtocolDocumentTests::hello, "client hello");
		put(replays, ProtocolDocumentTests::resume, "server welcome-recovered", "server welcome-lost");
		put(replays, ProtocolDocumentTests::messages, "server message", "server message-of-namespace",
				"server message-of-bytes");
		answer(replays, "client ping", "server pong");
		answer(replays, "client unknown", "server error-unsupported");
		answer(replays, "client token", "server reply");
		answer(replays, "client send", "server reply-of-application");
		answer(replays, "client send-unhandled", "server error-no-handler");
		answer(replays, "client send-refused", "server error-of-application");
		answer(replays, "client send-invalid", "server error-of-validation");
		answer(replays, "client send-bytes", "server error-without-id");
		put(replays, ProtocolDocumentTests::groups, "client join", "client leave", "server reply-group",
				"server message-of-group");
		answer(replays, "client join-forbidden", "server error-forbidden");
		put(replays, ProtocolDocumentTests::badToken, "server error-unauthorized");
		put(replays, ProtocolDocumentTests::ack, "client ack");
		put(replays, ProtocolDocumentTests::read, "client read", "server read");
		put(replays, ProtocolDocumentTests::malformed, "client malformed", "server error-malformed");
		put(replays, ProtocolDocumentTests::restart, "server goodbye");
		put(replays, ProtocolDocumentTests::kick, "server goodbye-for-good");
		put(replays, ProtocolDocumentTests::messagePack, "client ping in msgpack", "server pong in msgpack",
				"server message-of-bytes in msgpack");
		return replays;
	}

	private static void put(Map<String, Consumer<ProtocolReplay>> replays, Consumer<ProtocolReplay> replay,
			String... examples) {
		for (String example : examples) {
			replays.put(example, replay);
		}
	}

	private static void answer(Map<String, Consumer<ProtocolReplay>> replays, String question, String answer) {
		put(replays, (replay) -> {
			try (RawWebSocket client = replay.open()) {
				replay.send(client, question);
				replay.expect(client, answer);
			}
		}, question, answer);
	}

	static List<Example> examples() {
		return document.examples();
	}

	@ParameterizedTest
	@MethodSource("examples")
	void replaysEveryExample(Example example) {
		Consumer<ProtocolReplay> conversation = replays.get(example.name());
		assertThat(conversation).as("what replays '%s'", example).isNotNull();
		ProtocolReplay replay = new ProtocolReplay(document, server);
		conversation.accept(replay);
		assertThat(replay.hasUsed(example)).as("'%s' was used", example).isTrue();
	}

	@Test
	void marksEveryExampleAndReplaysNoOther() {
		assertThat(document.unmarked()).isEmpty();
		assertThat(document.examples()).extracting(Example::name).containsExactlyInAnyOrderElementsOf(replays.keySet());
	}

	private static void hello(ProtocolReplay replay) {
		replay.open().close();
		try (RawWebSocket client = replay.server().client().open()) {
			replay.send(client, "client hello");
			replay.expect(client, "server welcome-recovered");
		}
	}

	private static void resume(ProtocolReplay replay) {
		String epoch;
		try (RawWebSocket client = replay.handshake("").open()) {
			epoch = client.readJson("welcome").at("/position/epoch").asString();
		}
		try (RawWebSocket client = replay.handshake("&epoch=" + epoch + "&seq=0").open()) {
			replay.expect(client, "server welcome-recovered");
		}
		try (RawWebSocket client = replay.handshake("&epoch=another&seq=41").open()) {
			replay.expect(client, "server welcome-lost");
		}
	}

	private static void messages(ProtocolReplay replay) {
		try (RawWebSocket client = replay.open()) {
			Map<String, Object> cover = new LinkedHashMap<>();
			cover.put("cover", 7);
			cover.put("url", "/covers/7.png");
			replay.server().push().toUser("ann").send("cover.ready", cover);
			replay.expect(client, "server message");
			replay.server().push().toUser("ann").namespace("chat").send("typing", null);
			replay.expect(client, "server message-of-namespace");
			replay.server().push().toUser("ann").send("cover.thumbnail", Base64.getDecoder().decode("iVBORw0KGgo="));
			replay.expect(client, "server message-of-bytes");
		}
	}

	private static void groups(ProtocolReplay replay) {
		try (RawWebSocket client = replay.open()) {
			replay.send(client, "client join");
			replay.expect(client, "server reply-group");
			replay.server().push().toGroup("document:17").send("comment", Map.of("text", "Looks good"));
			replay.expect(client, "server message-of-group");
			replay.send(client, "client leave");
			replay.expect(client, "server reply-group");
		}
	}

	private static void badToken(ProtocolReplay replay) {
		try (RawWebSocket client = replay.open()) {
			replay.let("<token>", Tokens.of("bob"));
			replay.send(client, "client token");
			replay.expect(client, "server error-unauthorized");
		}
	}

	private static void ack(ProtocolReplay replay) {
		try (RawWebSocket client = replay.open()) {
			replay.send(client, "client ack");
			replay.send(client, "client ping");
			replay.expect(client, "server pong");
		}
	}

	private static void read(ProtocolReplay replay) {
		try (RawWebSocket client = replay.open(); RawWebSocket other = replay.handshake("2").open()) {
			other.readJson("welcome");
			replay.send(client, "client read");
			replay.expect(other, "server read");
		}
	}

	private static void malformed(ProtocolReplay replay) {
		try (RawWebSocket client = replay.open()) {
			for (int i = 1; i < 10; i++) {
				replay.send(client, "client malformed");
				replay.expect(client, "server error-malformed");
			}
			replay.send(client, "client malformed");
			assertThat(client.readJson("goodbye").path("code").asInt()).isEqualTo(1007);
			assertThat(client.readUntilClosed()).isEqualTo(1007);
		}
	}

	private static void restart(ProtocolReplay replay) {
		try (RawWebSocket client = replay.open()) {
			replay.server().gateway().closeConnections(CloseReason.RESTART, 1, false);
			replay.expect(client, "server goodbye");
			assertThat(client.readUntilClosed()).isEqualTo(1012);
		}
	}

	private static void kick(ProtocolReplay replay) {
		try (RawWebSocket client = replay.open()) {
			replay.server().push().disconnectUser("ann");
			replay.expect(client, "server goodbye-for-good");
			assertThat(client.readUntilClosed()).isEqualTo(4002);
		}
	}

	private static void messagePack(ProtocolReplay replay) {
		try (RawWebSocket client = replay.handshake("").subprotocols("push.v1.msgpack").open()) {
			client.read();
			replay.sendMessagePack(client, "client ping");
			replay.expectMessagePack(client, "server pong");
			byte[] thumbnail = Base64.getDecoder().decode("iVBORw0KGgo=");
			replay.server().push().toUser("ann").id("c-17").send("cover.thumbnail", thumbnail);
			replay.expectMessagePack(client, "server message-of-bytes");
		}
	}

	@Test
	void showsEveryFrame() {
		assertThat(typesOfExamples("server")).isEqualTo(types(ServerFrame.class));
		assertThat(document.column("server frames", 0)).containsExactlyInAnyOrderElementsOf(types(ServerFrame.class));
		Set<String> clientTypes = types(ClientFrame.class);
		assertThat(clientTypes.remove("unknown")).isTrue();
		assertThat(document.column("client frames", 0)).containsExactlyInAnyOrderElementsOf(clientTypes);
		assertThat(typesOfExamples("client")).containsAll(clientTypes).hasSize(clientTypes.size() + 1);
	}

	private static Set<String> types(Class<?> frame) {
		Set<String> types = new HashSet<>();
		for (Class<?> type : frame.getPermittedSubclasses()) {
			types.add(type.getSimpleName().toLowerCase(Locale.ROOT));
		}
		return types;
	}

	private static Set<String> typesOfExamples(String party) {
		Set<String> types = new HashSet<>();
		document.examples()
			.stream()
			.filter((example) -> example.isFrame(party))
			.forEach((example) -> types.add(example.json().path("type").asString()));
		return types;
	}

	@Test
	void listsEveryErrorCode() {
		assertThat(document.column("error codes", 0))
			.containsExactlyInAnyOrderElementsOf(Arrays.stream(ErrorCode.values()).map(ErrorCode::wireName).toList());
	}

	@Test
	void listsEveryCloseCodeAndNoOther() {
		List<String> codes = closeReasons().stream().map((reason) -> Integer.toString(reason.code())).toList();
		assertThat(document.column("close codes", 0)).containsExactlyInAnyOrderElementsOf(codes);
		assertThat(document.column("reserved close codes", 0)).doesNotContainAnyElementsOf(codes);
	}

	private static List<CloseReason> closeReasons() {
		return Arrays.stream(CloseReason.class.getDeclaredFields())
			.filter((field) -> Modifier.isStatic(field.getModifiers()) && field.getType() == CloseReason.class)
			.map((field) -> {
				try {
					return (CloseReason) field.get(null);
				}
				catch (IllegalAccessException ex) {
					throw new IllegalStateException(ex);
				}
			})
			.toList();
	}

	@Test
	void givesTheAdviceThatTheNumberCarries() {
		for (List<String> row : document.table("close codes")) {
			assertThat(advice(Integer.parseInt(row.get(0)))).as(row.get(0)).isEqualTo(row.get(2));
		}
		for (List<String> row : document.table("close code families")) {
			family(row.get(0)).forEach((code) -> assertThat(advice(code)).as("%d", code).isEqualTo(row.get(1)));
		}
		assertThat(new HashSet<>(document.column("close code families", 1))).hasSameSizeAs(ReconnectAdvice.values());
	}

	private static IntStream family(String codes) {
		if (codes.endsWith("xx")) {
			int first = Integer.parseInt(codes.replace("xx", "00"));
			return IntStream.range(first, first + 100);
		}
		if (codes.equals("any other")) {
			return IntStream.of(1002, 1003, 1006, 1007, 1008, 1009, 1010, 1011, 1014, 1015, 3000, 4300, 4500, 4999);
		}
		return Arrays.stream(codes.split(", ")).mapToInt(Integer::parseInt);
	}

	private static String advice(int code) {
		return ReconnectAdvice.of(code).name().toLowerCase(Locale.ROOT).replace('_', ' ');
	}

	@Test
	void saysFarewellAsTheAdviceHasIt() {
		for (CloseReason reason : closeReasons()) {
			if (!reason.equals(CloseReason.ABNORMAL)) {
				try (RawWebSocket client = new ProtocolReplay(document, server).handshake("").open()) {
					ChannelSession session = server.sessions().find(client.readJson().path("session").asString());
					server.sessions().close(session, reason);
					JsonNode goodbye = client.readJson();
					assertThat(goodbye.path("code").asInt()).isEqualTo(reason.code());
					String advice = advice(reason.code());
					assertThat(goodbye.has("reconnect")).as("%s", goodbye).isEqualTo(advice.equals("stop"));
					assertThat(goodbye.has("retryAfter")).as("%s", goodbye).isNotEqualTo(advice.equals("stop"));
					if (advice.equals("at once") || advice.equals("fresh token")) {
						assertThat(goodbye.path("retryAfter").asLong(-1)).isZero();
					}
					assertThat(client.readUntilClosed()).isEqualTo(reason.code());
				}
			}
		}
	}

	@Test
	@ExpectErrors("A PushAuthenticator failed")
	void refusesWithEveryStatusOfTheTable() {
		Map<String, Response> responses = new HashMap<>();
		responses.put("400", handshake("", Tokens.of("ann")).subprotocols("mqtt").refused());
		responses.put("401", handshake("", "nonsense").refused());
		responses.put("403", handshake("", Tokens.of("ann")).header("Origin", "https://evil.example").refused());
		responses.put("404", Http.get(server.port(), "/push"));
		responses.put("426", handshake("", Tokens.of("ann")).header("Sec-WebSocket-Version", "12").refused());
		responses.put("500", handshake("", "broken").refused());
		responses.put("503", handshake("", "unavailable").refused());
		assertThat(document.column("refusals", 0)).containsExactlyInAnyOrderElementsOf(responses.keySet());
		for (List<String> row : document.table("refusals")) {
			Response response = responses.get(row.get(0));
			assertThat(response.status()).isEqualTo(Integer.parseInt(row.get(0)));
			assertThat(response.header("Retry-After") != null).as("%s", response).isEqualTo(row.get(1).equals("yes"));
		}
	}

	private static RawWebSocket.Builder handshake(String query, String token) {
		ProtocolReplay replay = new ProtocolReplay(document, server);
		replay.let("<token>", token);
		return replay.handshake(query);
	}

	static List<List<String>> limits() {
		return document.table("limits");
	}

	@ParameterizedTest
	@MethodSource("limits")
	void limitsFieldsToSoManyCharacters(List<String> row) {
		int limit = Integer.parseInt(row.get(1));
		// Two of UTF-16 each, where more than ASCII is allowed.
		String longest = row.get(0).equals("namespace") ? "n".repeat(limit) : "😀".repeat(limit / 2);
		assertThat(longest).hasSize(limit);
		assertThat(takes(row.get(0), longest)).isTrue();
		assertThat(takes(row.get(0), longest + "n")).isFalse();
	}

	private static boolean takes(String field, String value) {
		return switch (field) {
			case "device in the query" -> takesInQuery(value);
			case "device in hello" -> {
				try (RawWebSocket client = server.client().open()) {
					client.sendText("{\"type\":\"hello\",\"token\":\"%s\",\"device\":\"%s\"}"
						.formatted(Tokens.of("ann"), value));
					yield isNotMalformed(client.readJson());
				}
			}
			case "id" -> takesFrame("{\"type\":\"send\",\"event\":\"e\",\"id\":\"%s\"}", value);
			case "event" -> takesFrame("{\"type\":\"send\",\"event\":\"%s\"}", value);
			case "namespace" -> takesFrame("{\"type\":\"send\",\"event\":\"e\",\"namespace\":\"%s\"}", value);
			case "group" -> takesFrame("{\"type\":\"join\",\"group\":\"%s\"}", value);
			case "conversation" -> takesFrame("{\"type\":\"read\",\"conversation\":\"%s\",\"time\":1}", value);
			default -> throw new AssertionError("Nothing tries the limit of '" + field + "'");
		};
	}

	private static boolean takesInQuery(String device) {
		String query = "/push?device=" + URLEncoder.encode(device, StandardCharsets.UTF_8);
		try (RawWebSocket client = handshake("", Tokens.of("ann")).path(query).connect()) {
			assertThat(client.response().status()).isIn(101, 400);
			return client.response().status() == 101;
		}
	}

	private static boolean takesFrame(String frame, String value) {
		try (RawWebSocket client = handshake("", Tokens.of("ann")).open()) {
			client.readJson("welcome");
			client.sendText(frame.formatted(value));
			client.sendText("{\"type\":\"ping\"}");
			return isNotMalformed(client.readJson());
		}
	}

	private static boolean isNotMalformed(JsonNode frame) {
		return !frame.path("code").asString("").equals("malformed");
	}

	@Configuration(proxyBeanMethods = false)
	static class Documents {

		@Bean
		GroupAuthorizer documentsOnly() {
			return (session, group) -> group.startsWith("document:");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class FailingAuthenticator {

		@Bean
		PushAuthenticator failing() {
			return (credentials) -> {
				if ("unavailable".equals(credentials.token())) {
					throw new AuthenticationUnavailableException("Nobody can tell", null);
				}
				if ("broken".equals(credentials.token())) {
					throw new IllegalStateException("A bug of the application");
				}
				return null;
			};
		}

	}

}
