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

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import io.pushgate.listener.PushListener;
import io.pushgate.listener.UplinkDispatcher;
import io.pushgate.testsupport.Container;
import io.pushgate.testsupport.PushServer;
import io.pushgate.testsupport.RawWebSocket;
import io.pushgate.testsupport.WebhookServer;
import io.pushgate.testsupport.WebhookServer.Call;
import io.pushgate.testsupport.WebhookServer.Responder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What clients send reaches an application that is called by HTTP, and its answers reach
 * them. That application is at times a bad one.
 */
class WebhookUplinkTests {

	private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

	private static WebhookServer chat;

	private static WebhookServer shop;

	private static WebhookServer stuck;

	private static PushServer server;

	@BeforeAll
	static void start() {
		chat = new WebhookServer();
		shop = new WebhookServer();
		stuck = new WebhookServer();
		server = PushServer.on(Container.NETTY)
			.trusting()
			.property("push.uplink.max-rate", 0)
			.property("push.uplink.webhooks.chat.url", chat.url())
			.property("push.uplink.webhooks.chat.secret", SECRET)
			.property("push.uplink.webhooks.chat.timeout", "500ms")
			.property("push.uplink.webhooks.chat.max-reply", "1KB")
			.property("push.uplink.namespaces.chat.timeout", "5s")
			.property("push.uplink.webhooks.stuck.url", stuck.url())
			.property("push.uplink.webhooks.stuck.secret", SECRET)
			.property("push.uplink.webhooks.stuck.timeout", "60s")
			.property("push.uplink.webhooks.stuck.concurrency", 2)
			.property("push.uplink.namespaces.stuck.queue", 3)
			.property("push.uplink.namespaces.stuck.timeout", "60s")
			.property("push.uplink.webhooks.[my.shop].url", shop.url())
			.property("push.uplink.webhooks.[my.shop].secret", SECRET)
			.with(Local.class)
			.start();
	}

	@AfterAll
	static void stop() {
		server.close();
		chat.close();
		shop.close();
		stuck.close();
	}

	@BeforeEach
	void answer() {
		Responder echo = (exchange, call) -> WebhookServer.json(200, "{\"echo\":" + call.json().path("data") + "}")
			.respond(exchange, call);
		chat.answer(echo);
		shop.answer(echo);
	}

	@AfterEach
	void recover() {
		answer();
		// A test may have left the webhook paused.
		await().atMost(RawWebSocket.PATIENCE)
			.until(() -> ask("chat", "recover", "1").path("type").asString().equals("reply"));
		chat.calls().clear();
		shop.calls().clear();
	}

	@Test
	void repliesWithWhatTheApplicationAnswers() {
		try (RawWebSocket client = server.client().path("/push?user=ann&device=phone").open()) {
			String session = client.readJson("welcome").path("session").asString();
			client.sendText(send("chat", "say", "r1", "{\"text\":\"Gr\u00fc\u00dfe\",\"price\":1.50}"));
			JsonNode reply = client.readJson("reply");
			assertThat(reply.path("id").asString()).isEqualTo("r1");
			assertThat(reply.at("/data/echo/text").asString()).isEqualTo("Gr\u00fc\u00dfe");
			JsonNode call = chat.lastCall().json();
			assertThat(call.path("type").asString()).isEqualTo("send");
			assertThat(call.path("namespace").asString()).isEqualTo("chat");
			assertThat(call.path("event").asString()).isEqualTo("say");
			assertThat(call.path("user").asString()).isEqualTo("ann");
			assertThat(call.path("device").asString()).isEqualTo("phone");
			assertThat(call.path("session").asString()).isEqualTo(session);
			assertThat(chat.lastCall().body()).endsWith("\"data\":{\"text\":\"Gr\u00fc\u00dfe\",\"price\":1.50}}");
			assertThat(shop.calls()).isEmpty();
		}
	}

	@Test
	void takesAndRepliesBytes() {
		chat.answer((exchange, call) -> {
			byte[] data = Base64.getDecoder().decode(call.json().path("dataBase64").asString());
			exchange.getResponseHeaders().set("Content-Type", "application/octet-stream");
			exchange.sendResponseHeaders(200, data.length);
			exchange.getResponseBody().write(data);
		});
		try (RawWebSocket client = server.connect("ann")) {
			client.sendText("{\"type\":\"send\",\"namespace\":\"chat\",\"event\":\"bytes\",\"id\":\"b1\","
					+ "\"dataBase64\":\"AQL/\"}");
			assertThat(client.readJson("reply").path("dataBase64").asString()).isEqualTo("AQL/");
		}
	}

	@Test
	void forwardsByNamespace() {
		assertThat(ask("my.shop", "buy", "1").at("/data/echo").asInt()).isEqualTo(1);
		assertThat(shop.calls()).hasSize(1);
		assertThat(chat.calls()).isEmpty();
		assertThat(ask("local", "double", "21").path("data").asInt()).isEqualTo(42);
		assertThat(ask("chat", "double", "21").at("/data/echo").asInt()).isEqualTo(21);
		assertThat(ask("nobody", "double", "21").path("code").asString()).isEqualTo("no-handler");
		assertThat(server.bean(UplinkDispatcher.class).namespaces()).containsExactlyInAnyOrder("chat", "my.shop",
				"stuck", "local");
		assertThat(server.bean(UplinkDispatcher.class).namespaces())
			.allMatch(server.bean(UplinkDispatcher.class)::handles);
		assertThat(server.bean(UplinkDispatcher.class).handles("nobody")).isFalse();
	}

	@Test
	void attemptsAgainWithTheSameId() {
		chat.answer((exchange, call) -> WebhookServer.json((chat.calls().size() < 3) ? 500 : 200, "{}")
			.respond(exchange, call));
		assertThat(ask("chat", "say", "1").path("type").asString()).isEqualTo("reply");
		assertThat(chat.calls()).hasSize(3);
		assertThat(chat.calls()).extracting(Call::id).containsOnly(chat.lastCall().id());
	}

	/**
	 * An application that remembers ids handles a request once that its client repeats
	 * after having got no answer, on another connection.
	 */
	@Test
	void letsTheApplicationTellARepetition() {
		Map<String, AtomicInteger> handled = new ConcurrentHashMap<>();
		chat.answer((exchange, call) -> {
			if (handled.computeIfAbsent(call.id(), (id) -> new AtomicInteger()).getAndIncrement() == 0) {
				// Handled, but the answer gets lost.
				chat.silence().respond(exchange, call);
			}
			WebhookServer.json(200, "\"done\"").respond(exchange, call);
		});
		try (RawWebSocket client = server.connect("ann")) {
			client.sendText(send("chat", "pay", "p1", "5"));
			await().atMost(RawWebSocket.PATIENCE).until(() -> chat.calls().size() == 1);
		}
		await().atMost(RawWebSocket.PATIENCE).until(() -> {
			try (RawWebSocket client = server.connect("ann")) {
				client.sendText(send("chat", "pay", "p1", "5"));
				return client.readJson().path("data").asString("").equals("done");
			}
		});
		assertThat(handled).hasSize(1);
	}

	@Test
	void saysWhatTheApplicationSays() {
		chat.answer(WebhookServer.response(403, "application/problem+json", "{\"detail\":\"This room is not yours\"}"));
		JsonNode error = ask("chat", "say", "1");
		assertThat(error.path("code").asString()).isEqualTo("forbidden");
		assertThat(error.path("message").asString()).isEqualTo("This room is not yours");
		chat.answer(WebhookServer.response(422, "application/problem+json",
				"{\"detail\":\"No place\",\"code\":\"room-full\",\"data\":{\"max\":20}}"));
		error = ask("chat", "say", "2");
		assertThat(error.path("code").asString()).isEqualTo("room-full");
		assertThat(error.path("message").asString()).isEqualTo("No place");
		assertThat(error.path("data")).hasToString("{\"max\":20}");
		chat.answer(WebhookServer.response(422, "application/problem+json",
				"{\"errors\":[{\"pointer\":\"/text\",\"detail\":\"must not be blank\"}]}"));
		error = ask("chat", "say", "3");
		assertThat(error.path("code").asString()).isEqualTo("malformed");
		assertThat(error.at("/data/errors/0/pointer").asString()).isEqualTo("/text");
	}

	@Test
	void followsNoRedirect() {
		chat.answer(WebhookServer.response(307, "text/plain", "", "Location", shop.url()));
		assertThat(ask("chat", "say", "1").path("code").asString()).isEqualTo("unavailable");
		assertThat(shop.calls()).isEmpty();
	}

	@Test
	void refusesWhatIsTooLarge() {
		chat.answer(WebhookServer.flood(false));
		assertThat(ask("chat", "say", "1").path("code").asString()).isEqualTo("handler-failed");
		chat.answer(200, "\"" + "x".repeat(1023) + "\"");
		assertThat(ask("chat", "say", "1").path("code").asString()).isEqualTo("handler-failed");
	}

	@Test
	void doesNotWaitForAnAnswerThatTakesForEver() {
		chat.answer(chat.drip());
		assertThat(ask("chat", "say", "1").path("code").asString()).isEqualTo("timeout");
	}

	@Test
	void saysThatTheApplicationIsNotThere() {
		chat.stop();
		try {
			assertThat(ask("chat", "say", "1").path("code").asString()).isEqualTo("unavailable");
		}
		finally {
			chat.start();
		}
	}

	@Test
	void handlesAUserInOrderWhateverTheConnection() {
		try (RawWebSocket phone = server.connect("ann"); RawWebSocket laptop = server.connect("ann")) {
			CountDownLatch first = new CountDownLatch(1);
			chat.answer((exchange, call) -> {
				if (call.json().path("data").asInt() == 1) {
					first.await();
				}
				WebhookServer.json(200, "{}").respond(exchange, call);
			});
			phone.sendText(send("chat", "say", "1", "1"));
			await().atMost(RawWebSocket.PATIENCE).until(() -> chat.calls().size() == 1);
			laptop.sendText(send("chat", "say", "2", "2"));
			await().atMost(RawWebSocket.PATIENCE)
				.until(() -> server.bean(WebhookForwarder.class).pendingCount("chat") == 2);
			phone.sendText(send("chat", "say", "3", "3"));
			await().atMost(RawWebSocket.PATIENCE)
				.until(() -> server.bean(WebhookForwarder.class).pendingCount("chat") == 3);
			assertThat(chat.calls()).hasSize(1);
			first.countDown();
			laptop.readJson("reply");
			phone.readJson("reply");
			phone.readJson("reply");
			assertThat(chat.calls()).extracting((call) -> call.json().path("data").asInt()).containsExactly(1, 2, 3);
		}
	}

	/**
	 * One application says nothing, and its queue is full: its clients are told so, and
	 * nobody else sees anything of it.
	 */
	@Test
	void harmsNobodyElseWhereOneApplicationIsStuck() {
		CountDownLatch end = new CountDownLatch(1);
		stuck.answer((exchange, call) -> {
			end.await();
			WebhookServer.json(200, "{}").respond(exchange, call);
		});
		List<RawWebSocket> clients = new ArrayList<>();
		try {
			for (int i = 0; i < 20; i++) {
				clients.add(server.connect("user" + i));
			}
			clients.forEach((client) -> client.sendText(send("stuck", "say", "stuck", "1")));
			try (RawWebSocket other = server.connect("other")) {
				for (int i = 0; i < 50; i++) {
					other.sendText(send("my.shop", "buy", "s" + i, "" + i));
					assertThat(other.readJson("reply").path("id").asString()).isEqualTo("s" + i);
					other.sendText(send("local", "double", "l" + i, "" + i));
					assertThat(other.readJson("reply").path("data").asInt()).isEqualTo(2 * i);
					server.push().toUser("other").send("push", i);
					assertThat(other.readJson("message").path("data").asInt()).isEqualTo(i);
				}
			}
			// Two under way, three waiting.
			await().atMost(RawWebSocket.PATIENCE).until(() -> stuck.calls().size() == 2);
			assertThat(server.bean(WebhookForwarder.class).pendingCount("stuck")).isEqualTo(5);
			end.countDown();
			List<String> answers = clients.stream().map((client) -> {
				JsonNode answer = client.readJson();
				return answer.path("type").asString() + answer.path("code").asString("");
			}).toList();
			assertThat(answers).filteredOn("errorrate-limited"::equals).hasSize(15);
			assertThat(answers).filteredOn("reply"::equals).hasSize(5);
		}
		finally {
			end.countDown();
			clients.forEach(RawWebSocket::close);
		}
	}

	@Test
	void leavesOutWhoDoesNotAnswerUntilItDoes() {
		chat.stop();
		try (RawWebSocket client = server.connect("ann")) {
			AtomicInteger attempt = new AtomicInteger();
			await().atMost(RawWebSocket.PATIENCE).until(() -> {
				client.sendText(send("chat", "say", "a" + attempt.incrementAndGet(), "1"));
				assertThat(client.readJson("error").path("code").asString()).isEqualTo("unavailable");
				return server.bean(WebhookForwarder.class).isPaused("chat");
			});
			chat.start();
			await().atMost(RawWebSocket.PATIENCE).until(() -> {
				client.sendText(send("chat", "say", "a" + attempt.incrementAndGet(), "1"));
				return client.readJson().path("type").asString().equals("reply");
			});
			assertThat(server.bean(WebhookForwarder.class).isPaused("chat")).isFalse();
		}
	}

	private static JsonNode ask(String namespace, String event, String data) {
		try (RawWebSocket client = server.connect("asker")) {
			client.sendText(send(namespace, event, "ask" + System.nanoTime(), data));
			return client.readJson();
		}
	}

	private static String send(String namespace, String event, String id, String data) {
		return "{\"type\":\"send\",\"namespace\":\"%s\",\"event\":\"%s\",\"id\":\"%s\",\"data\":%s}"
			.formatted(namespace, event, id, data);
	}

	static class Local {

		@PushListener(namespace = "local", event = "double")
		int twice(int number) {
			return 2 * number;
		}

	}

}
