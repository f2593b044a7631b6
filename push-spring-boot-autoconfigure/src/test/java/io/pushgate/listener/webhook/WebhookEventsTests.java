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

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

import io.pushgate.message.UserKey;
import io.pushgate.session.ChannelSession;
import io.pushgate.session.SessionManager;
import io.pushgate.session.TestSessions;
import io.pushgate.testsupport.Container;
import io.pushgate.testsupport.PushServer;
import io.pushgate.testsupport.RawWebSocket;
import io.pushgate.testsupport.Tokens;
import io.pushgate.testsupport.WebhookServer;
import io.pushgate.testsupport.WebhookServer.Call;
import io.pushgate.transport.CloseReason;
import io.pushgate.transport.RecordingConnection;
import io.pushgate.webhook.WebhookClient;
import io.pushgate.webhook.WebhookSecret;
import io.pushgate.webhook.WebhookSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests of what an application that is called by HTTP is told of connections.
 */
class WebhookEventsTests {

	private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

	private final WebhookServer business = new WebhookServer();

	private final WebhookClient client = new WebhookClient();

	@AfterEach
	void stop() {
		this.client.close();
		this.business.close();
	}

	@Test
	void tellsOfASessionsLife() {
		try (PushServer server = PushServer.on(Container.NETTY)
			.property("push.auth.jwt.secret", Tokens.SECRET)
			.property("push.auth.claims", "sub")
			.property("push.session.offline-delay", "0s")
			.property("push.uplink.webhooks.chat.url", this.business.url())
			.property("push.uplink.webhooks.chat.secret", SECRET)
			.property("push.uplink.webhooks.chat.events", "connected,disconnected,online,offline")
			.start()) {
			String session;
			try (RawWebSocket ann = server.client().path("/push?token=" + Tokens.of("ann") + "&device=phone").open()) {
				session = ann.readJson("welcome").path("session").asString();
				ann.sendClose(1000);
				ann.readUntilClosed();
			}
			await().atMost(RawWebSocket.PATIENCE).until(() -> this.business.calls().size() == 4);
			List<JsonNode> events = this.business.calls().stream().map(Call::json).toList();
			assertThat(events).extracting((event) -> event.path("type").asString())
				.containsExactly("connected", "online", "disconnected", "offline");
			assertThat(events).allSatisfy((event) -> {
				assertThat(event.path("tenant").asString()).isEqualTo("default");
				assertThat(event.path("user").asString()).isEqualTo("ann");
				assertThat(event.path("session").asString()).isEqualTo(session);
				assertThat(event.path("time").asLong()).isPositive();
			});
			assertThat(events.get(0).path("device").asString()).isEqualTo("phone");
			assertThat(events.get(0).path("transport").asString()).isEqualTo("netty");
			assertThat(events).extracting((event) -> event.at("/claims/sub").asString(""))
				.containsExactly("ann", "", "ann", "");
			assertThat(events.get(2).path("code").asInt()).isEqualTo(1000);
			assertThat(events.get(2).has("reason")).isTrue();
			assertThat(events.get(3).path("generation")).isEqualTo(events.get(1).path("generation"));
			assertThat(this.business.calls()).extracting(Call::id)
				.containsExactly("connected_" + session, "online_" + session, "disconnected_" + session,
						"offline_" + session);
			assertThat(this.business.calls())
				.allSatisfy((call) -> assertThat(call.header("webhook-signature")).startsWith("v1,"));
		}
	}

	@Test
	void tellsOfThoseWhoAreSentAwayWhenItStops() {
		try (PushServer server = PushServer.on(Container.NETTY)
			.trusting()
			.property("push.uplink.webhooks.chat.url", this.business.url())
			.property("push.uplink.webhooks.chat.secret", SECRET)
			.property("push.uplink.webhooks.chat.events", "disconnected")
			.start()) {
			List<RawWebSocket> clients = IntStream.range(0, 50).mapToObj((i) -> server.connect("user" + i)).toList();
			clients.forEach((client) -> new Thread(client::readUntilClosed).start());
		}
		assertThat(this.business.calls()).hasSize(50)
			.allSatisfy((call) -> assertThat(call.json().path("code").asInt()).isEqualTo(1012));
	}

	@Test
	void tellsWhatItIsToTellToEachWhoWantsIt() {
		try (WebhookServer other = new WebhookServer()) {
			WebhookEvents events = new WebhookEvents(
					List.of(subscription("a", this.business, EnumSet.of(WebhookEventType.CONNECTED), 10),
							subscription("b", other,
									EnumSet.of(WebhookEventType.CONNECTED, WebhookEventType.DISCONNECTED), 10),
							subscription("c", other, Set.of(), 10)),
					Duration.ZERO);
			SessionManager sessions = TestSessions.manager(1, events);
			ChannelSession session = open(sessions, "ann");
			sessions.close(session, CloseReason.NORMAL);
			sessions.ended(session, CloseReason.NORMAL);
			await().atMost(RawWebSocket.PATIENCE).until(() -> other.calls().size() == 2);
			await().atMost(RawWebSocket.PATIENCE).until(() -> events.count("a", EventOutcome.DELIVERED) == 1);
			assertThat(this.business.calls()).hasSize(1);
			assertThat(events.namespaces()).containsExactly("a", "b", "c");
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 409, 429, 503 })
	void tellsAgainWhereTheApplicationCannotTakeIt(int status) {
		this.business
			.answer((exchange, call) -> WebhookServer.json((this.business.calls().size() < 5) ? status : 204, "")
				.respond(exchange, call));
		WebhookEvents events = events(10);
		events.online(new UserKey("default", "ann"), 1, 1);
		events.offline(new UserKey("default", "ann"), 1, 1);
		await().atMost(RawWebSocket.PATIENCE).until(() -> events.count("chat", EventOutcome.DELIVERED) == 2);
		assertThat(this.business.calls()).extracting(Call::id)
			.containsExactly("online_1", "online_1", "online_1", "online_1", "online_1", "offline_1");
	}

	@Test
	void waitsForAnApplicationThatIsNotThere() {
		this.business.stop();
		WebhookEvents events = events(1000);
		for (int i = 0; i < 100; i++) {
			events.online(new UserKey("default", "user" + i), i, i);
		}
		// Long enough for the breaker to open.
		await().atMost(RawWebSocket.PATIENCE).until(() -> events.isPaused("chat"));
		this.business.start();
		await().atMost(Duration.ofSeconds(60)).until(() -> events.count("chat", EventOutcome.DELIVERED) == 100);
		assertThat(this.business.calls()).extracting(Call::id).doesNotHaveDuplicates().hasSize(100);
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void doesNotTellAgainWhatTheApplicationDoesNotTake(CapturedOutput output) {
		this.business.answer(400, "secret");
		WebhookEvents events = events(10);
		for (int i = 0; i < 5; i++) {
			events.online(new UserKey("default", "ann"), i, i);
		}
		await().atMost(RawWebSocket.PATIENCE).until(() -> events.count("chat", EventOutcome.REFUSED) == 5);
		assertThat(this.business.calls()).hasSize(5);
		assertThat(output.getAll().lines().filter((line) -> line.contains("push.uplink.webhooks.chat"))).singleElement()
			.asString()
			.contains("did not take an event, which is not told again: status 400")
			.doesNotContain("secret", "ann");
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void dropsWhatIsTooMuchAndSaysSoOnce(CapturedOutput output) {
		CountDownLatch end = new CountDownLatch(1);
		this.business.answer((exchange, call) -> {
			end.await();
			WebhookServer.json(200, "").respond(exchange, call);
		});
		WebhookEvents events = events(20);
		for (int i = 0; i < 100; i++) {
			events.online(new UserKey("default", "user" + i), i, i);
		}
		// Eight under way, twenty waiting.
		assertThat(events.count("chat", EventOutcome.DROPPED)).isEqualTo(72);
		end.countDown();
		await().atMost(RawWebSocket.PATIENCE).until(() -> events.count("chat", EventOutcome.DELIVERED) == 28);
		List<String> lines = lines(output);
		assertThat(lines).hasSize(2);
		assertThat(lines.get(0)).contains("WARN", "More than 20 events wait");
		assertThat(lines.get(1)).contains("are no longer dropped; 72 were");
		events.online(new UserKey("default", "ann"), 1000, 1000);
		await().atMost(RawWebSocket.PATIENCE).until(() -> events.count("chat", EventOutcome.DELIVERED) == 29);
		assertThat(lines(output)).hasSize(2);
	}

	private static List<String> lines(CapturedOutput output) {
		return output.getAll().lines().filter((line) -> line.contains("push.uplink.webhooks.chat")).toList();
	}

	@Test
	void tellsTheEventsOfAUserInOrder() {
		WebhookEvents events = events(1000);
		for (int i = 0; i < 100; i++) {
			events.online(new UserKey("default", "ann"), i, i);
			events.online(new UserKey("other", "ann"), i, i);
		}
		await().atMost(RawWebSocket.PATIENCE).until(() -> events.count("chat", EventOutcome.DELIVERED) == 200);
		for (String tenant : List.of("default", "other")) {
			List<Long> generations = new ArrayList<>();
			this.business.calls()
				.stream()
				.map(Call::json)
				.filter((event) -> event.path("tenant").asString().equals(tenant))
				.forEach((event) -> generations.add(event.path("generation").asLong()));
			assertThat(generations).hasSize(100).isSorted();
		}
	}

	private WebhookEvents events(int queue) {
		return new WebhookEvents(
				List.of(subscription("chat", this.business, EnumSet.allOf(WebhookEventType.class), queue)),
				Duration.ZERO);
	}

	private WebhookSubscription subscription(String namespace, WebhookServer server, Set<WebhookEventType> types,
			int queue) {
		WebhookSettings settings = new WebhookSettings("push.uplink.webhooks." + namespace, URI.create(server.url()),
				WebhookSecret.of(SECRET), Duration.ofSeconds(20), Duration.ofSeconds(20), 1, 1000);
		return new WebhookSubscription(namespace, this.client.webhook(settings), types, queue);
	}

	private static ChannelSession open(SessionManager sessions, String user) {
		return TestSessions.open(sessions, user, new RecordingConnection());
	}

}
