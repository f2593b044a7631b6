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

package io.pushgate.contract.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.pushgate.core.PushOperations;
import io.pushgate.message.GroupDetails;
import io.pushgate.message.PushTarget;
import io.pushgate.message.SessionDetails;
import io.pushgate.session.GroupAuthorizer;
import io.pushgate.testsupport.ApiClient;
import io.pushgate.testsupport.ClusterBroker;
import io.pushgate.testsupport.RawWebSocket;
import io.pushgate.testsupport.SlowJudge;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/**
 * What any cluster does, whatever connects its nodes.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class AbstractClusterTests {

	static final int MAX_PER_USER = 4;

	private ThreeNodes nodes;

	private final String topic = "push-" + UUID.randomUUID();

	/**
	 * Start the nodes. Called once by each implementation, when its broker is there.
	 */
	protected void start(ClusterBroker broker) {
		this.nodes = ThreeNodes.connectedBy(broker, Application.class, "push.cluster.topic", this.topic,
				"push.session.max-per-user", Integer.toString(MAX_PER_USER), "push.session.offline-delay", "500ms");
	}

	@AfterAll
	void stop() {
		if (this.nodes != null) {
			this.nodes.close();
		}
	}

	protected ThreeNodes nodes() {
		return this.nodes;
	}

	@Test
	void aPushOnAnyNodeReachesAUserOnAnyNode() {
		for (int home = 0; home < this.nodes.count(); home++) {
			try (RawWebSocket client = this.nodes.connect(home, "traveller")) {
				for (int from = 0; from < this.nodes.count(); from++) {
					// At once: who has its welcome is found by everyone.
					this.nodes.push(from).toUser("traveller").send("hello", from);
					assertThat(message(client).get("data").asInt()).isEqualTo(from);
				}
			}
		}
	}

	@Test
	void reachesEachSessionOfAUserOnceWhereverItIs() {
		try (RawWebSocket first = this.nodes.connect(0, "many", "a");
				RawWebSocket second = this.nodes.connect(1, "many", "b");
				RawWebSocket third = this.nodes.connect(2, "many", "c")) {
			for (int from = 0; from < this.nodes.count(); from++) {
				this.nodes.push(from).toUser("many").send("m", from);
				this.nodes.push(from).toDevice("many", "b").send("only-b", from);
			}
			// The order is that of each node which pushes.
			assertThat(read(first, 3)).containsExactlyInAnyOrder("m 0", "m 1", "m 2");
			assertThat(read(second, 6)).containsExactlyInAnyOrder("m 0", "only-b 0", "m 1", "only-b 1", "m 2",
					"only-b 2");
			assertThat(read(third, 3)).containsExactlyInAnyOrder("m 0", "m 1", "m 2");
			end(first, second, third);
		}
	}

	@Test
	void disconnectsAClientThatIsAboutToConnectElsewhere() {
		for (int home = 0; home < this.nodes.count(); home++) {
			String user = "late-" + home + "-" + this.topic;
			SlowJudge.Case judged = SlowJudge.of(user);
			RawWebSocket.Builder builder = this.nodes.node(home).client().path("/push?token=" + user);
			CompletableFuture<RawWebSocket> connecting = CompletableFuture.supplyAsync(builder::open);
			judged.awaitJudging();
			assertThat(this.nodes.push((home + 1) % this.nodes.count()).disconnectUser(user)).isZero();
			judged.end();
			try (RawWebSocket client = connecting.join()) {
				assertThat(client.readUntilClosed()).isEqualTo(4002);
			}
		}
	}

	@Test
	void reachesEveryoneGroupsAndSessionsAndLeavesOut() {
		try (RawWebSocket first = this.nodes.connect(0, "e0");
				RawWebSocket second = this.nodes.node(1).client().user("e1").open();
				RawWebSocket third = this.nodes.connect(2, "e2")) {
			String session = second.readJson("welcome").get("session").asString();
			join(first, "crowd");
			join(second, "crowd");
			this.nodes.push(2).toGroup("crowd").send("group", 1);
			this.nodes.push(2).toSession(session).send("session", 2);
			this.nodes.push(0).toAll().except(session).send("all", 3);
			assertThat(read(first, 2)).containsExactlyInAnyOrder("group 1", "all 3");
			assertThat(read(second, 2)).containsExactlyInAnyOrder("group 1", "session 2");
			assertThat(read(third, 1)).containsExactly("all 3");
			end(first, second, third);
		}
	}

	@Test
	void messagesOfOneTargetArriveInOrder() {
		int count = 2000;
		try (RawWebSocket client = this.nodes.connect(1, "orderly")) {
			List<CompletableFuture<?>> accepted = new ArrayList<>();
			for (int i = 0; i < count; i++) {
				accepted.add(this.nodes.push(0).toUser("orderly").send("n", i));
			}
			assertThat(read(client, count))
				.containsExactlyElementsOf(IntStream.range(0, count).mapToObj((i) -> "n " + i).toList());
			assertThat(accepted).allSatisfy((future) -> assertThat(future).succeedsWithin(ThreeNodes.PATIENCE));
		}
	}

	@Test
	void whatIsPushedOneAfterTheOtherOnTwoNodesArrivesInOrder() throws Exception {
		try (RawWebSocket client = this.nodes.connect(2, "relay")) {
			for (int i = 0; i < 100; i++) {
				this.nodes.push(i % 2).toUser("relay").send("n", i).get(60, TimeUnit.SECONDS);
			}
			assertThat(read(client, 100))
				.containsExactlyElementsOf(IntStream.range(0, 100).mapToObj((i) -> "n " + i).toList());
		}
	}

	@Test
	void knowsWhoIsOnlineAndWhere() {
		assertThat(this.nodes.push(0).isOnline("present")).isFalse();
		try (RawWebSocket first = this.nodes.connect(1, "present", "phone");
				RawWebSocket second = this.nodes.connect(2, "present", "laptop")) {
			for (int i = 0; i < this.nodes.count(); i++) {
				assertThat(this.nodes.push(i).isOnline("present")).isTrue();
				assertThat(this.nodes.push(i).sessions("present"))
					.extracting(SessionDetails::device, SessionDetails::node)
					.containsExactly(tuple("phone", this.nodes.name(1)), tuple("laptop", this.nodes.name(2)));
			}
			JsonNode found = this.nodes.api(0).get("/users?user=present").json();
			assertThat(found.get("online").asBoolean()).isTrue();
			assertThat(found.get("sessions").size()).isEqualTo(2);
		}
		Awaitility.await().atMost(ThreeNodes.PATIENCE).until(() -> !this.nodes.push(0).isOnline("present"));
	}

	@Test
	void countsWhatThereIsOnAllNodes() {
		PushOperations acme = this.nodes.push(0).forTenant("acme");
		assertThat(acme.statistics().nodes()).hasSize(3);
		try (RawWebSocket first = this.nodes.connect(1, "counted");
				RawWebSocket second = this.nodes.connect(2, "other")) {
			Awaitility.await()
				.atMost(ThreeNodes.PATIENCE)
				.untilAsserted(() -> assertThat(this.nodes.push(0).statistics().connections()).isEqualTo(2));
			assertThat(this.nodes.push(0).statistics().users()).isEqualTo(2);
			assertThat(this.nodes.api(0).get("/stats").json().get("nodes").size()).isEqualTo(3);
		}
	}

	@Test
	void disconnectsFromAnyNode() {
		try (RawWebSocket first = this.nodes.connect(0, "kicked", "a");
				RawWebSocket second = this.nodes.connect(1, "kicked", "b")) {
			assertThat(this.nodes.push(2).disconnectDevice("kicked", "b")).isEqualTo(1);
			assertThat(second.readUntilClosed()).isEqualTo(4002);
			assertThat(this.nodes.push(2).disconnectUser("kicked")).isEqualTo(1);
			assertThat(first.readUntilClosed()).isEqualTo(4002);
		}
		try (RawWebSocket third = this.nodes.node(0).client().user("kicked").open()) {
			String session = third.readJson("welcome").get("session").asString();
			assertThat(this.nodes.push(1).disconnectSession(session)).isTrue();
			assertThat(third.readUntilClosed()).isEqualTo(4002);
		}
	}

	@Test
	void putsUsersOfAnyNodeIntoGroups() throws Exception {
		try (RawWebSocket first = this.nodes.connect(0, "member", "a");
				RawWebSocket second = this.nodes.connect(1, "member", "b");
				RawWebSocket other = this.nodes.connect(1, "someone")) {
			this.nodes.push(2).joinGroup("room", "member").get(60, TimeUnit.SECONDS);
			this.nodes.push(2).joinGroup("room", "someone").get(60, TimeUnit.SECONDS);
			for (int i = 0; i < this.nodes.count(); i++) {
				assertThat(this.nodes.push(i).group("room")).isEqualTo(new GroupDetails("room", 3, 2));
			}
			this.nodes.push(2).toGroup("room").send("in", 1);
			assertThat(read(first, 1)).containsExactly("in 1");
			assertThat(read(second, 1)).containsExactly("in 1");
			assertThat(read(other, 1)).containsExactly("in 1");
			this.nodes.push(0).leaveGroup("room", "member").get(60, TimeUnit.SECONDS);
			this.nodes.push(2).toGroup("room").send("in", 2);
			assertThat(read(other, 1)).containsExactly("in 2");
			end(first, second, other);
		}
		Awaitility.await().atMost(ThreeNodes.PATIENCE).until(() -> this.nodes.push(2).group("room").sessions() == 0);
	}

	@Test
	void tellsTheOtherDevicesHowFarOneHasRead() {
		try (RawWebSocket phone = this.nodes.connect(0, "reader", "phone");
				RawWebSocket laptop = this.nodes.connect(1, "reader", "laptop")) {
			phone.sendText("{\"type\":\"read\",\"namespace\":\"chat\",\"conversation\":\"c 1\",\"time\":77}");
			JsonNode read = laptop.readJson("read");
			assertThat(read.get("namespace").asString()).isEqualTo("chat");
			assertThat(read.get("conversation").asString()).isEqualTo("c 1");
			assertThat(read.get("time").asLong()).isEqualTo(77);
			end(phone, laptop);
		}
	}

	@Test
	void nothingCrossesATenant() {
		try (RawWebSocket mine = this.nodes.connect(0, "same"); RawWebSocket alsoMine = this.nodes.connect(1, "same")) {
			PushOperations others = this.nodes.push(2).forTenant("other");
			others.toUser("same").send("no", 1);
			others.toAll().send("no", 2);
			assertThat(others.isOnline("same")).isFalse();
			assertThat(others.disconnectUser("same")).isZero();
			assertThat(this.nodes.api(2).with(ApiClient.OTHER_KEY).push("""
					{"to":{"users":["same"]},"event":"no","data":3}""").status()).isEqualTo(202);
			end(mine, alsoMine);
		}
	}

	@Test
	void pushesByHttpFromAnyNode() {
		try (RawWebSocket client = this.nodes.connect(0, "http")) {
			for (int i = 0; i < this.nodes.count(); i++) {
				assertThat(this.nodes.api(i)
					.push("{\"to\":{\"users\":[\"http\",\"nobody\"]},\"event\":\"e\",\"data\":" + i + "}")
					.status()).isEqualTo(202);
			}
			assertThat(read(client, 3)).containsExactlyInAnyOrder("e 0", "e 1", "e 2");
		}
	}

	@Test
	void reachesManyUsersOnManyNodes() {
		List<RawWebSocket> clients = new ArrayList<>();
		try {
			List<String> users = IntStream.range(0, 30).mapToObj((i) -> "list" + i).toList();
			for (int i = 0; i < users.size(); i++) {
				clients.add(this.nodes.connect(i % this.nodes.count(), users.get(i)));
			}
			this.nodes.push(0).to(PushTarget.users(users)).send("list", 1);
			clients.forEach((client) -> assertThat(read(client, 1)).containsExactly("list 1"));
			end(clients.toArray(RawWebSocket[]::new));
		}
		finally {
			clients.forEach(RawWebSocket::close);
		}
	}

	/**
	 * Push one more to everyone, and see that it is the next that arrives: nothing came
	 * twice, nothing came that was not meant.
	 */
	void end(RawWebSocket... clients) {
		String id = UUID.randomUUID().toString();
		for (RawWebSocket client : clients) {
			client.sendText("{\"type\":\"ping\",\"time\":1}");
		}
		for (int i = 0; i < this.nodes.count(); i++) {
			assertThat(this.nodes.push(i).toAll().send("end", id)).succeedsWithin(Duration.ofSeconds(60));
		}
		for (RawWebSocket client : clients) {
			assertThat(read(client, 3)).containsOnly("end \"" + id + "\"");
		}
	}

	private static void join(RawWebSocket client, String group) {
		client.sendText("{\"type\":\"join\",\"group\":\"" + group + "\",\"id\":\"j\"}");
		client.readJson("reply");
	}

	static JsonNode message(RawWebSocket client) {
		JsonNode frame = client.readJson();
		while (frame.get("type").asString().equals("pong")) {
			frame = client.readJson();
		}
		assertThat(frame.get("type").asString()).isEqualTo("message");
		return frame;
	}

	static List<String> read(RawWebSocket client, int count) {
		List<String> messages = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			JsonNode message = message(client);
			messages.add(message.get("event").asString() + " " + message.get("data"));
		}
		return messages;
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		@Bean
		Presence presence() {
			return new Presence();
		}

		@Bean
		GroupAuthorizer groupAuthorizer() {
			return (session, group) -> true;
		}

	}

}
