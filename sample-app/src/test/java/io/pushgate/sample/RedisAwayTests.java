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

package io.pushgate.sample;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import io.pushgate.sample.support.Redis;
import io.pushgate.sample.support.SampleClient;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What probes get of the sample while Redis is away and many ask for all of its health.
 * Boot's own endpoints answer by the threads of the servlet container, so a call must not
 * wait for Redis long.
 */
@Tag("fault")
class RedisAwayTests {

	private static final int CALLERS = 60;

	// Shorter than the time-out of Redis' client where none is set.
	private static final int PATIENCE_SECONDS = 40;

	@Test
	void answersProbesWhileHealthWaitsForRedis() {
		Redis redis = Redis.start();
		ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
		try (ConfigurableApplicationContext node = new SpringApplicationBuilder(SampleApplication.class)
			.profiles("cluster")
			.run("--server.port=0", "--spring.data.redis.port=" + redis.port())) {
			int port = node.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
			SampleClient client = SampleClient.ofNobody(port);
			assertThat(client.get("/actuator/health").statusCode()).isEqualTo(200);
			redis.close();
			for (int round = 0; round < 3; round++) {
				List<CompletableFuture<HttpResponse<String>>> health = new ArrayList<>();
				for (int i = 0; i < CALLERS; i++) {
					health.add(CompletableFuture.supplyAsync(() -> client.get("/actuator/health"), callers)
						.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS));
				}
				assertThat(client.get("/actuator/health/liveness").statusCode()).isEqualTo(200);
				assertThat(health).allSatisfy((answer) -> assertThat(answer.join().statusCode()).isEqualTo(503));
			}
		}
		finally {
			callers.shutdownNow();
			redis.close();
		}
	}

}
