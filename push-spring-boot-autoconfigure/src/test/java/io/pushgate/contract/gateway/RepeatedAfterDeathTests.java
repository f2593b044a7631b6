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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import io.pushgate.testsupport.ClusterBroker;
import io.pushgate.testsupport.Container;
import io.pushgate.testsupport.PushServer;
import io.pushgate.testsupport.RawWebSocket;
import io.pushgate.testsupport.broker.NodeProcess;
import io.pushgate.testsupport.broker.RedisServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two instances of an application behind two gateways, in processes of their own: one of
 * them handles a request, whose reply is lost, and dies.
 */
@Tag("fault")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RepeatedAfterDeathTests {

	private static final Duration PATIENCE = Duration.ofMinutes(2);

	private final String topic = "push-" + UUID.randomUUID();

	private final RedisServer redis = RedisServer.start();

	private final LettuceConnectionFactory factory = new LettuceConnectionFactory(
			new RedisStandaloneConfiguration("127.0.0.1", this.redis.port()));

	private final List<PushServer> gateways = List.of(gateway(), gateway());

	private final List<NodeProcess> applications = List.of(application(), application());

	private final Set<NodeProcess> killed = new HashSet<>();

	@BeforeEach
	void restartTheKilled() {
		this.killed.forEach(NodeProcess::restart);
		this.killed.clear();
	}

	@AfterAll
	void stop() {
		this.applications.forEach(NodeProcess::close);
		this.gateways.forEach(PushServer::close);
		this.factory.destroy();
		this.redis.close();
	}

	@Test
	void aRequestWhoseReplyWasLostIsNotHandledAgain() {
		this.factory.afterPropertiesSet();
		this.factory.start();
		StringRedisTemplate redis = new StringRedisTemplate(this.factory);
		ask(0, "echo", "warm");

		send(0, "echo", "lost");
		String key = this.topic + ":once:request:default:3:ann:lost";
		Awaitility.await().atMost(PATIENCE).until(() -> {
			String stored = redis.opsForValue().get(key);
			return stored != null && stored.startsWith("d");
		});
		killWhoeverHandled("lost");
		// The other gateway knows nothing of it, nor does the other instance.
		JsonNode reply = ask(1, "echo", "lost");
		assertThat(reply.get("data").asString()).isEqualTo("lost");
		assertThat(handled("lost")).isOne();
	}

	@Test
	void aRequestThatDiedWithItsInstanceIsANewAttempt() {
		ask(0, "echo", "warm");

		send(0, "hang", "dead");
		Awaitility.await().atMost(PATIENCE).until(() -> handled("dead") == 1);
		killWhoeverHandled("dead");
		Awaitility.await().atMost(PATIENCE).until(() -> {
			send(1, "hang", "dead");
			return handled("dead") == 2;
		});
	}

	/**
	 * Send a request, and go before its answer comes.
	 */
	private void send(int gateway, String event, String id) {
		try (RawWebSocket client = connect(gateway)) {
			client.sendText(request(event, id));
			client.sendClose(1000);
			client.readUntilClosed();
		}
	}

	/**
	 * Ask as a client does that knows what to do with an error.
	 */
	private JsonNode ask(int gateway, String event, String id) {
		try (RawWebSocket client = connect(gateway)) {
			return Awaitility.await().atMost(PATIENCE).until(() -> {
				client.sendText(request(event, id));
				return client.readJson();
			}, (answer) -> answer.get("type").asString().equals("reply"));
		}
	}

	private RawWebSocket connect(int gateway) {
		RawWebSocket client = RawWebSocket.to(this.gateways.get(gateway).port()).user("ann").open();
		client.readJson("welcome");
		return client;
	}

	private static String request(String event, String id) {
		return "{\"type\":\"send\",\"namespace\":\"load\",\"event\":\"" + event + "\",\"id\":\"" + id + "\",\"data\":\""
				+ id + "\"}";
	}

	private void killWhoeverHandled(String id) {
		this.applications.stream()
			.filter((application) -> application.handled().contains(id))
			.forEach((application) -> {
				application.kill();
				this.killed.add(application);
			});
	}

	private long handled(String id) {
		return this.applications.stream()
			.flatMap((application) -> application.handled().stream())
			.filter(id::equals)
			.count();
	}

	private PushServer gateway() {
		return PushServer.on(Container.NETTY)
			.trusting()
			.connectedBy(new ClusterBroker("redis", properties("gateway"), true, false))
			.start();
	}

	private NodeProcess application() {
		return NodeProcess.start(properties("client"));
	}

	private Map<String, Object> properties(String mode) {
		return Map.of("push.cluster.bus", "redis", "push.cluster.topic", this.topic, "spring.data.redis.port",
				this.redis.port(), "push.mode", mode, "push.uplink.timeout", "3s");
	}

}
