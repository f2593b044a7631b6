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

package io.pushgate.standalone;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What operators see while Redis is away, at the log levels that a gateway has by itself:
 * lines of the log, and answers to probes.
 */
@Tag("fault")
class RedisAwayTests {

	private static final int CALLERS = 60;

	// Shorter than the time-out of Redis' client where none is set.
	private static final int PATIENCE_SECONDS = 40;

	private static final String LOST = "The bus 'redis' is lost";

	private static final String READY = "The bus 'redis' is ready";

	// Follows when the lease has ended, so it tells that Redis was away for a while.
	private static final String LEASE_LOST = "could not renew the lease";

	private static final String LEASE_BACK = "holds its number";

	@TempDir
	private Path directory;

	@Test
	void logsAFewLinesWhileRedisIsDownAndNoneTwice() {
		try (Redis redis = Redis.start(); GatewayProcess gateway = start(redis)) {
			int before = lines(gateway).size();
			redis.close();
			awaitOutage(gateway);
			redis.restart();
			awaitRecovery(gateway);
			List<String> outage = lines(gateway).subList(before, lines(gateway).size());
			assertThat(outage).filteredOn((line) -> line.contains(" WARN ")).isNotEmpty();
			assertThat(String.join("\n", outage)).contains("localhost:" + redis.port() + " ('spring.data.redis.host'")
				.containsOnlyOnce(LOST)
				.containsOnlyOnce(READY)
				.containsOnlyOnce("Redis has lost what it had of the directory");
			assertFew(outage);
			stopsWithoutAWarning(gateway);
		}
	}

	@Test
	void logsAFewLinesWhileRedisRefusesThePassword() {
		try (Redis redis = Redis.start(); GatewayProcess gateway = start(redis)) {
			int before = lines(gateway).size();
			redis.run("CONFIG SET requirepass x", "AUTH x", "CLIENT KILL TYPE normal", "CLIENT KILL TYPE pubsub");
			awaitOutage(gateway);
			redis.run("AUTH x", "CONFIG SET requirepass \"\"");
			awaitRecovery(gateway);
			List<String> outage = lines(gateway).subList(before, lines(gateway).size());
			assertThat(String.join("\n", outage)).containsOnlyOnce(LOST)
				.contains("Redis does not know the user or the password. Set 'spring.data.redis.username'");
			assertFew(outage);
		}
	}

	@Test
	void answersProbesWhileHealthWaitsForRedis() {
		try (Redis redis = Redis.start(); GatewayProcess gateway = start(redis)) {
			int port = gateway.awaitPort();
			redis.pause();
			await().atMost(GatewayProcess.PATIENCE).until(() -> gateway.log().contains(LOST));
			for (int round = 0; round < 3; round++) {
				List<CompletableFuture<HttpResponse<String>>> health = new ArrayList<>();
				for (int i = 0; i < CALLERS; i++) {
					health.add(CompletableFuture.supplyAsync(() -> Client.get(port, "/actuator/health"))
						.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS));
				}
				assertThat(Client.get(port, "/actuator/health/liveness").statusCode()).isEqualTo(200);
				assertThat(Client.get(port, "/actuator/prometheus").statusCode()).isEqualTo(200);
				assertThat(health).allSatisfy((answer) -> assertThat(answer.join().statusCode()).isEqualTo(503))
					.allSatisfy((answer) -> assertThat(answer.join().body()).contains("\"status\":\"DOWN\""));
			}
		}
	}

	private GatewayProcess start(Redis redis) {
		GatewayProcess gateway = GatewayProcess.start(this.directory, "--push.cluster.bus=redis",
				"--push.cluster.directory=redis", "--spring.data.redis.port=" + redis.port(),
				"--push.auth.insecure-user-parameter=true", "--push.netty.actuator-probes-only=false");
		gateway.awaitPort();
		await().atMost(GatewayProcess.PATIENCE)
			.until(() -> gateway.log().contains(READY) && gateway.log().contains("Started PushGatewayApplication"));
		return gateway;
	}

	/**
	 * Ask for health as a monitoring system does, until the node has lost its number.
	 */
	private static void awaitOutage(GatewayProcess gateway) {
		int port = gateway.awaitPort();
		await().atMost(GatewayProcess.PATIENCE).until(() -> {
			Client.get(port, "/actuator/health");
			return gateway.log().contains(LEASE_LOST);
		});
	}

	private static void awaitRecovery(GatewayProcess gateway) {
		await().atMost(GatewayProcess.PATIENCE)
			.until(() -> gateway.log().split(READY, -1).length == 3 && gateway.log().contains(LEASE_BACK)
					&& Client.get(gateway.awaitPort(), "/actuator/health").statusCode() == 200);
	}

	private static void assertFew(List<String> lines) {
		assertThat(lines).hasSizeLessThanOrEqualTo(12)
			.noneMatch((line) -> line.startsWith("\tat ") || line.contains("io.lettuce"));
	}

	private static void stopsWithoutAWarning(GatewayProcess gateway) {
		int before = lines(gateway).size();
		gateway.terminate();
		gateway.awaitEnd();
		assertThat(lines(gateway).subList(before, lines(gateway).size())).isNotEmpty()
			.noneMatch((line) -> line.contains(" WARN ") || line.contains(" ERROR "));
	}

	private static List<String> lines(GatewayProcess gateway) {
		return gateway.log().lines().toList();
	}

}
