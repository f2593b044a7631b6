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

package io.pushgate.contract.gateway;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import io.pushgate.cluster.IdempotencyConflictException;
import io.pushgate.core.PushTemplate;
import io.pushgate.delivery.UnsupportedQosException;
import io.pushgate.delivery.http.GatewayClient;
import io.pushgate.delivery.http.GatewayRefusedException;
import io.pushgate.delivery.http.UnsupportedByGatewayException;
import io.pushgate.message.GroupDetails;
import io.pushgate.message.PushTarget;
import io.pushgate.message.Qos;
import io.pushgate.message.SessionDetails;
import io.pushgate.testsupport.ApiClient;
import io.pushgate.testsupport.Container;
import io.pushgate.testsupport.PushServer;
import io.pushgate.testsupport.RawWebSocket;
import io.pushgate.testsupport.broker.TcpProxy;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * An application that has no connections and no bus, and the gateway that it pushes
 * through.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PushOverHttpTests {

	private PushServer gateway;

	private PushServer application;

	private PushTemplate push;

	@BeforeAll
	void start() {
		this.gateway = ApiClient.server(Container.NETTY).property("push.mode", "gateway").start();
		this.application = application(this.gateway.port()).start();
		this.push = this.application.push();
	}

	static PushServer.Builder application(int port) {
		return PushServer.on(Container.TOMCAT)
			.property("push.mode", "client")
			.property("push.client.gateway-url", "http://localhost:" + port)
			.property("push.client.api-key", ApiClient.KEY);
	}

	@AfterAll
	void stop() {
		this.application.close();
		this.gateway.close();
	}

	@Test
	void reachesWhomeverItIsFor() {
		try (RawWebSocket ann = connect("ann", "phone"); RawWebSocket bob = connect("b\u00f6b/?& 1", "d")) {
			this.push.toUser("ann").send("one", Map.of("text", "K\u00e4se")).join();
			JsonNode message = ann.readJson("message");
			assertThat(message.get("event").asString()).isEqualTo("one");
			assertThat(message.get("data").get("text").asString()).isEqualTo("K\u00e4se");
			this.push.toUsers(List.of("ann", "b\u00f6b/?& 1")).namespace("chat").send("both", 1).join();
			assertThat(ann.readJson("message").get("namespace").asString()).isEqualTo("chat");
			assertThat(bob.readJson("message").get("event").asString()).isEqualTo("both");
			this.push.toDevice("ann", "phone").send("device", new byte[] { 1, 2 }).join();
			assertThat(ann.readJson("message").get("dataBase64").asString()).isEqualTo("AQI=");
			String session = this.push.sessions("b\u00f6b/?& 1").get(0).session();
			this.push.toSession(session).send("session", null).join();
			assertThat(bob.readJson("message").get("data").isNull()).isTrue();
			this.push.joinGroup("g/ 1", "ann").join();
			this.push.toGroup("g/ 1").send("group", 1).join();
			assertThat(ann.readJson("message").get("group").asString()).isEqualTo("g/ 1");
			this.push.toAll().send("all", 1).join();
			assertThat(ann.readJson("message").get("event").asString()).isEqualTo("all");
			assertThat(bob.readJson("message").get("event").asString()).isEqualTo("all");
		}
	}

	@Test
	void tellsWhoIsThere() {
		assertThat(this.push.isOnline("cat")).isFalse();
		try (RawWebSocket cat = connect("cat", "d")) {
			assertThat(this.push.isOnline("cat")).isTrue();
			List<SessionDetails> sessions = this.push.sessions("cat");
			// When it was last seen may change any time.
			assertThat(sessions).usingRecursiveFieldByFieldElementComparatorIgnoringFields("lastSeenAt")
				.isEqualTo(this.gateway.push().sessions("cat"));
			assertThat(sessions.get(0).lastSeenAt()).isAfterOrEqualTo(sessions.get(0).connectedAt());
			assertThat(this.push.statistics().connections()).isPositive();
			assertThat(this.push.statistics().nodes()).hasSize(1);
			assertThat(this.push.disconnectDevice("cat", "none")).isZero();
			assertThat(this.push.disconnectSession("1")).isFalse();
			assertThat(this.push.disconnectSession(sessions.get(0).session())).isTrue();
			assertThat(cat.readUntilClosed()).isEqualTo(4002);
		}
		try (RawWebSocket one = connect("cat", "d"); RawWebSocket two = connect("cat", "e")) {
			assertThat(this.push.disconnectUser("cat")).isEqualTo(2);
			assertThat(one.readUntilClosed()).isEqualTo(4002);
			assertThat(two.readUntilClosed()).isEqualTo(4002);
		}
	}

	@Test
	void joinsAndLeavesInOrderWithWhatIsPushed() {
		try (RawWebSocket dan = connect("dan", "d")) {
			for (int i = 0; i < 50; i++) {
				this.push.joinGroup("room", "dan");
				this.push.toGroup("room").send("inside", i);
				this.push.leaveGroup("room", "dan");
				this.push.toGroup("room").send("outside", i);
			}
			CompletableFuture<Void> last = this.push.joinGroup("room", "dan");
			this.push.toGroup("room").send("end", 1).join();
			assertThat(last).isDone();
			for (int i = 0; i < 50; i++) {
				JsonNode message = dan.readJson("message");
				assertThat(message.get("event").asString()).isEqualTo("inside");
				assertThat(message.get("data").asInt()).isEqualTo(i);
			}
			assertThat(dan.readJson("message").get("event").asString()).isEqualTo("end");
			assertThat(this.push.group("room")).isEqualTo(new GroupDetails("room", 1, 1));
		}
	}

	@Test
	void isOnePushHoweverManyApplicationsPushIt() {
		try (PushServer other = application(this.gateway.port()).start(); RawWebSocket eve = connect("eve", "d")) {
			this.push.toUser("eve").id("same").send("once", 1).join();
			other.push().toUser("eve").id("same").send("once", 1).join();
			assertThatExceptionOfType(IdempotencyConflictException.class)
				.isThrownBy(() -> unwrapped(other.push().toUser("eve").id("same").send("other", 2)));
			this.push.toUser("eve").send("end", 1).join();
			assertThat(eve.readJson("message").get("event").asString()).isEqualTo("once");
			assertThat(eve.readJson("message").get("event").asString()).isEqualTo("end");
		}
	}

	@Test
	void dropsNothingWithoutAWord() {
		refuses("Sessions are left out", this.push.toUser("u").except("1").send("e", 1), "except()");
		refuses("latest", this.push.toUser("u").keepLatest("k").send("e", 1), "keepLatest()");
		refuses("header", this.push.toUser("u").header("a", "b").send("e", 1), "header()");
		refuses("tenant", this.push.forTenant("other").toUser("u").send("e", 1), "'push.client.tenant'");
		refuses("device", this.push.joinGroup("g", PushTarget.device("u", "d")), "GroupAuthorizer");
		assertThatIllegalArgumentException().isThrownBy(() -> this.push.joinGroup("g", PushTarget.all()));
		assertThatExceptionOfType(UnsupportedByGatewayException.class)
			.isThrownBy(() -> this.push.forTenant("other").isOnline("u"));
		assertThatExceptionOfType(UnsupportedQosException.class)
			.isThrownBy(() -> unwrapped(this.push.toUser("u").qos(Qos.AT_LEAST_ONCE).send("e", 1)));
	}

	private static void refuses(String what, CompletableFuture<?> result, String remedy) {
		assertThatExceptionOfType(UnsupportedByGatewayException.class).as(what)
			.isThrownBy(() -> unwrapped(result))
			.withMessageContaining(remedy)
			.withMessageContaining("'push.cluster.bus'");
	}

	@ParameterizedTest
	@ValueSource(strings = { "wrong", ApiClient.OTHER_KEY })
	void saysThatTheKeyIsWrong(String key) {
		try (PushServer stranger = application(this.gateway.port()).property("push.client.api-key", key).start()) {
			assertThatExceptionOfType(GatewayRefusedException.class)
				.isThrownBy(() -> unwrapped(stranger.push().toUser("u").send("e", 1)))
				.withMessageContaining("'push.client.api-key'");
			assertThatExceptionOfType(GatewayRefusedException.class).isThrownBy(() -> stranger.push().isOnline("u"))
				.withMessageContaining("'push.client.api-key'");
			assertThatExceptionOfType(GatewayRefusedException.class)
				.isThrownBy(() -> unwrapped(stranger.push().joinGroup("g", "u")))
				.withMessageContaining("'push.client.api-key'");
		}
	}

	@Test
	void pushesForTheTenantOfItsKey() {
		try (PushServer other = application(this.gateway.port()).property("push.client.api-key", ApiClient.OTHER_KEY)
			.property("push.client.tenant", "other")
			.start(); RawWebSocket fay = connect("fay", "d")) {
			other.push().toUser("fay").send("not yours", 1).join();
			assertThat(other.push().isOnline("fay")).isFalse();
			this.push.toUser("fay").send("yours", 1).join();
			assertThat(fay.readJson("message").get("event").asString()).isEqualTo("yours");
			refuses("default", other.push().forTenant("default").toUser("fay").send("e", 1), "'push.client.tenant'");
		}
	}

	@Test
	void waitsForAGatewayThatIsAwayAtFirst() throws Throwable {
		try (TcpProxy line = TcpProxy.to(this.gateway.port()); RawWebSocket gil = connect("gil", "d")) {
			line.cut();
			try (PushServer early = application(line.port()).property("push.client.timeout", "60s").start()) {
				CompletableFuture<?> result = early.push().toUser("gil").send("early", 1);
				Awaitility.await()
					.atMost(Duration.ofMinutes(1))
					.until(() -> Boolean.FALSE.equals(early.bean(GatewayClient.class).status().reached()));
				assertThat(result).isNotDone();
				line.heal();
				unwrapped(result);
				assertThat(gil.readJson("message").get("event").asString()).isEqualTo("early");
			}
		}
	}

	private RawWebSocket connect(String user, String device) {
		RawWebSocket client = RawWebSocket.to(this.gateway.port())
			.path("/push?user=" + ApiClient.encode(user) + "&device=" + device)
			.open();
		client.readJson("welcome");
		return client;
	}

	private static void unwrapped(CompletableFuture<?> result) throws Throwable {
		try {
			result.get(Duration.ofMinutes(1).toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (ExecutionException ex) {
			throw ex.getCause();
		}
	}

}
