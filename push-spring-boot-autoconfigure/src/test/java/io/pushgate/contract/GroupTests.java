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

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import io.pushgate.message.GroupDetails;
import io.pushgate.message.PushTarget;
import io.pushgate.session.GroupAuthorizer;
import io.pushgate.session.GroupRegistry;
import io.pushgate.testsupport.Container;
import io.pushgate.testsupport.ExpectErrors;
import io.pushgate.testsupport.PushServer;
import io.pushgate.testsupport.RawWebSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessageUnpacker;
import org.msgpack.value.ValueFactory;
import tools.jackson.databind.JsonNode;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What clients and the application do with groups.
 */
@ParameterizedClass
@EnumSource
class GroupTests {

	@Parameter
	Container container;

	private static PushServer server;

	@BeforeParameterizedClassInvocation
	static void start(Container container) {
		server = PushServer.on(container)
			.trusting()
			.property("push.session.max-groups", 5)
			.with(Authorization.class)
			.start();
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		server.close();
	}

	@BeforeEach
	void closeTheGate() {
		Authorization.gate = new CountDownLatch(1);
	}

	@AfterEach
	void openTheGateAndAwaitTheEndOfAllGroups() {
		Authorization.gate.countDown();
		await().untilAsserted(() -> assertThat(groups().groupCount()).isZero());
	}

	@Test
	void aMemberGetsWhatIsPushedToTheGroup() {
		try (RawWebSocket member = server.connect("ann"); RawWebSocket stranger = server.connect("bob")) {
			join(member, "room 1");
			assertThat(server.push().toGroup("room 1").send("say", "hello").join().localSessions()).isOne();
			JsonNode message = member.readJson();
			assertThat(message.path("type").asString()).isEqualTo("message");
			assertThat(message.path("group").asString()).isEqualTo("room 1");
			assertThat(message.path("event").asString()).isEqualTo("say");
			assertThat(message.path("data").asString()).isEqualTo("hello");
			assertGotNothing(stranger);
			server.push().toUser("ann").send("direct", null);
			assertThat(member.readJson().has("group")).isFalse();
		}
	}

	@Test
	void whoHasLeftGetsNothing() {
		try (RawWebSocket member = server.connect("ann")) {
			join(member, "room 1");
			leave(member, "room 1");
			assertThat(server.push().toGroup("room 1").send("say", "hello").join().localSessions()).isZero();
			assertGotNothing(member);
			// Leaving what one is not in is no error.
			leave(member, "room 1");
		}
	}

	@Test
	void answersNothingWithoutAnIdButARefusal() {
		try (RawWebSocket client = server.connect("ann")) {
			client.sendText("{\"type\":\"join\",\"group\":\"room 1\"}");
			await().until(() -> server.push().group("room 1").sessions() == 1);
			client.sendText("{\"type\":\"leave\",\"group\":\"room 1\"}");
			client.sendText("{\"type\":\"join\",\"group\":\"secret\"}");
			JsonNode error = client.readJson();
			assertThat(error.path("code").asString()).isEqualTo("forbidden");
			assertThat(error.has("id")).isFalse();
			assertGotNothing(client);
		}
	}

	@Test
	void theApplicationForbids() {
		try (RawWebSocket client = server.connect("ann")) {
			assertThat(answer(client, "join", "secret").path("code").asString()).isEqualTo("forbidden");
			assertThat(answer(client, "join", "only bob").path("code").asString()).isEqualTo("forbidden");
			assertThat(server.push().group("secret").sessions()).isZero();
			try (RawWebSocket bob = server.connect("bob")) {
				join(bob, "only bob");
			}
		}
	}

	@Test
	@ExpectErrors("The GroupAuthorizer failed")
	void anAuthorizerThatFailsLetsNobodyIn() {
		try (RawWebSocket client = server.connect("ann")) {
			JsonNode error = answer(client, "join", "broken");
			assertThat(error.path("code").asString()).isEqualTo("unavailable");
			assertThat(error.path("message").asString()).doesNotContain("database");
			assertThat(server.push().group("broken").sessions()).isZero();
		}
	}

	@Test
	void aClientIsInSoManyGroupsAtMost() {
		try (RawWebSocket client = server.connect("ann")) {
			server.push().joinGroup("by the application", "ann");
			for (int i = 1; i < 5; i++) {
				join(client, "room " + i);
			}
			assertThat(answer(client, "join", "room 5").path("code").asString()).isEqualTo("forbidden");
			join(client, "room 1");
			leave(client, "room 1");
			join(client, "room 5");
		}
	}

	@Test
	void anAuthorizerThatBlocksHoldsUpNothingElse() {
		try (RawWebSocket waiting = server.connect("ann"); RawWebSocket other = server.connect("bob")) {
			waiting.sendText("{\"type\":\"join\",\"id\":\"1\",\"group\":\"slow\"}");
			waiting.sendText("{\"type\":\"leave\",\"id\":\"2\",\"group\":\"slow\"}");
			waiting.sendText("{\"type\":\"join\",\"id\":\"3\",\"group\":\"room 1\"}");
			assertGotNothing(waiting);
			assertGotNothing(other);
			join(other, "room 2");
			Authorization.gate.countDown();
			for (String id : List.of("1", "2", "3")) {
				JsonNode reply = waiting.readJson();
				assertThat(reply.path("type").asString()).isEqualTo("reply");
				assertThat(reply.path("id").asString()).isEqualTo(id);
			}
			assertThat(server.push().group("slow").sessions()).isZero();
			assertThat(server.push().group("room 1").sessions()).isOne();
		}
	}

	@Test
	void whoJoinsWhileItsConnectionEndsIsInNoGroup() {
		RawWebSocket client = server.connect("ann");
		client.sendText("{\"type\":\"join\",\"id\":\"1\",\"group\":\"slow\"}");
		assertGotNothing(client);
		client.reset();
		await().until(() -> !server.push().isOnline("ann"));
		Authorization.gate.countDown();
		try (RawWebSocket other = server.connect("bob")) {
			join(other, "slow");
			assertThat(server.push().group("slow")).isEqualTo(new GroupDetails("slow", 1, 1));
		}
	}

	@Test
	void whoGoesIsInNoGroup() {
		RawWebSocket closing = server.connect("ann");
		RawWebSocket resetting = server.connect("ann");
		try (RawWebSocket kicked = server.connect("bob"); RawWebSocket staying = server.connect("carl")) {
			for (RawWebSocket client : List.of(closing, resetting, kicked, staying)) {
				join(client, "room 1");
			}
			join(kicked, "room 2");
			assertThat(server.push().group("room 1")).isEqualTo(new GroupDetails("room 1", 4, 3));
			server.push().disconnectUser("bob");
			assertThat(server.push().group("room 1")).isEqualTo(new GroupDetails("room 1", 3, 2));
			assertThat(groups().groupCount()).isOne();
			closing.sendClose(1000);
			assertThat(closing.readUntilClosed()).isEqualTo(1000);
			resetting.reset();
			await().untilAsserted(
					() -> assertThat(server.push().group("room 1")).isEqualTo(new GroupDetails("room 1", 1, 1)));
			server.push().toGroup("room 1").send("say", "still here?");
			assertThat(staying.readJson("message").path("data").asString()).isEqualTo("still here?");
		}
		finally {
			closing.close();
		}
	}

	@Test
	void aSessionInSeveralGroupsGetsAMessageOnceByTheFirstThatWasNamed() {
		try (RawWebSocket one = server.connect("ann");
				RawWebSocket two = server.connect("bob");
				RawWebSocket both = server.connect("carl")) {
			join(one, "room 1");
			join(two, "room 2");
			join(both, "room 2");
			join(both, "room 1");
			List<String> rooms = List.of("room 1", "room 2", "room 3");
			server.push().toGroups(rooms).send("say", "both");
			assertThat(one.readJson().path("group").asString()).isEqualTo("room 1");
			assertThat(two.readJson().path("group").asString()).isEqualTo("room 2");
			assertThat(both.readJson().path("group").asString()).isEqualTo("room 1");
			for (RawWebSocket client : List.of(one, two, both)) {
				assertGotNothing(client);
			}
		}
	}

	@Test
	void keepsTheOrderAmongTargetsThatHaveAGroupInCommon() {
		try (RawWebSocket both = server.connect("ann")) {
			join(both, "room 1");
			join(both, "room 2");
			for (int i = 0; i < 300; i++) {
				PushTarget target = switch (i % 3) {
					case 0 -> PushTarget.group("room 1");
					case 1 -> PushTarget.groups(List.of("room 2", "room 1"));
					default -> PushTarget.groups(List.of("room 1", "room 3"));
				};
				server.push().to(target).send("count", i);
			}
			for (int i = 0; i < 300; i++) {
				assertThat(both.readJson().path("data").asInt()).isEqualTo(i);
			}
		}
	}

	@Test
	void leavesOutTheSessionThatCausedTheMessage() {
		try (RawWebSocket cause = server.client().user("ann").open(); RawWebSocket other = server.connect("bob")) {
			String session = cause.readJson("welcome").path("session").asString();
			join(cause, "room 1");
			join(other, "room 1");
			server.push().toGroup("room 1").except(session).send("typing", null);
			assertThat(other.readJson().path("event").asString()).isEqualTo("typing");
			assertGotNothing(cause);
		}
	}

	@Test
	void theApplicationLetsAUserJoinAndLeaveWithAllSessions() {
		try (RawWebSocket phone = server.connect("ann");
				RawWebSocket laptop = server.connect("ann");
				RawWebSocket other = server.connect("bob")) {
			server.push().joinGroup("secret", "ann").join();
			server.push().toGroup("secret").send("say", 1);
			assertThat(phone.readJson().path("group").asString()).isEqualTo("secret");
			assertThat(laptop.readJson().path("group").asString()).isEqualTo("secret");
			assertGotNothing(other);
			server.push().forTenant("other").joinGroup("secret", "bob").join();
			server.push().forTenant("other").toGroup("secret").send("say", 2);
			server.push().leaveGroup("secret", "ann").join();
			server.push().toGroup("secret").send("say", 3);
			for (RawWebSocket client : List.of(phone, laptop, other)) {
				assertGotNothing(client);
			}
		}
	}

	@Test
	void groupsWorkInMessagePack() throws IOException {
		try (RawWebSocket client = server.client().user("ann").subprotocols("push.v1.msgpack").open()) {
			client.read();
			try (MessageBufferPacker packer = MessagePack.newDefaultBufferPacker()) {
				packer.packMapHeader(2);
				packer.packString("type").packString("join");
				packer.packString("group").packString("räume/😀");
				client.sendBinary(packer.toByteArray());
			}
			await().until(() -> server.push().group("räume/😀").sessions() == 1);
			server.push().toGroup("räume/😀").send("say", 42);
			try (MessageUnpacker unpacker = MessagePack.newDefaultUnpacker(client.read().payload())) {
				assertThat(unpacker.unpackValue().asMapValue().map())
					.containsEntry(ValueFactory.newString("group"), ValueFactory.newString("räume/😀"))
					.containsEntry(ValueFactory.newString("data"), ValueFactory.newInteger(42));
			}
		}
	}

	private static GroupRegistry groups() {
		return server.sessions().groups();
	}

	private static void join(RawWebSocket client, String group) {
		JsonNode reply = answer(client, "join", group);
		assertThat(reply.path("type").asString()).isEqualTo("reply");
		assertThat(reply.path("data").isNull()).isTrue();
	}

	private static void leave(RawWebSocket client, String group) {
		assertThat(answer(client, "leave", group).path("type").asString()).isEqualTo("reply");
	}

	private static JsonNode answer(RawWebSocket client, String type, String group) {
		String id = type + " " + group;
		client.sendText("{\"type\":\"%s\",\"id\":\"%s\",\"group\":\"%s\"}".formatted(type, id, group));
		JsonNode answer = client.readJson();
		assertThat(answer.path("id").asString()).isEqualTo(id);
		return answer;
	}

	/**
	 * Assert that nothing comes before the answer to a heartbeat.
	 */
	private static void assertGotNothing(RawWebSocket client) {
		client.sendText("{\"type\":\"ping\"}");
		assertThat(client.readJson().path("type").asString()).isEqualTo("pong");
	}

	@Configuration(proxyBeanMethods = false)
	static class Authorization {

		private static volatile CountDownLatch gate = new CountDownLatch(1);

		@Bean
		GroupAuthorizer groupAuthorizer() {
			return (session, group) -> switch (group) {
				case "secret" -> false;
				case "only bob" -> session.user().equals("bob");
				case "slow" -> await(gate);
				case "broken" -> throw new IllegalStateException("database down");
				default -> true;
			};
		}

		private static boolean await(CountDownLatch gate) {
			try {
				gate.await();
				return true;
			}
			catch (InterruptedException ex) {
				return false;
			}
		}

	}

}
