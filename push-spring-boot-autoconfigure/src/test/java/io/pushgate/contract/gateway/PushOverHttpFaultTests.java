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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.pushgate.message.PushResult;
import io.pushgate.testsupport.ApiClient;
import io.pushgate.testsupport.Container;
import io.pushgate.testsupport.PushServer;
import io.pushgate.testsupport.RawWebSocket;
import io.pushgate.testsupport.broker.TcpProxy;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is pushed over a line that is cut again and again arrives: all of it, once, and in
 * order for each user.
 */
class PushOverHttpFaultTests {

	private static final int MESSAGES = 20_000;

	private static final int USERS = 20;

	private static final int CUTS = 50;

	private static final Duration PATIENCE = Duration.ofMinutes(3);

	@Test
	void losesRepeatsAndReordersNothing() throws Exception {
		List<RawWebSocket> clients = new ArrayList<>();
		try (PushServer gateway = ApiClient.server(Container.NETTY)
			.property("push.mode", "gateway")
			.property("push.outbound.max-pending", "16MB")
			.start();
				TcpProxy line = TcpProxy.to(gateway.port());
				PushServer application = PushOverHttpTests.application(line.port())
					.property("push.client.timeout", PATIENCE)
					.start()) {
			List<CompletableFuture<List<Integer>>> received = new ArrayList<>();
			for (int user = 0; user < USERS; user++) {
				RawWebSocket client = gateway.connect("u" + user);
				clients.add(client);
				received.add(CompletableFuture.supplyAsync(() -> readAll(client), (task) -> new Thread(task).start()));
			}
			AtomicInteger accepted = new AtomicInteger();
			List<CompletableFuture<PushResult>> results = new ArrayList<>();
			int cuts = 0;
			for (int i = 0; i < MESSAGES; i++) {
				CompletableFuture<PushResult> result = application.push().toUser("u" + i % USERS).send("n", i / USERS);
				result.thenRun(accepted::incrementAndGet);
				results.add(result);
				if ((i + 1) % (MESSAGES / CUTS) == 0) {
					// While calls are under way: some are lost, of others the answer.
					int before = accepted.get();
					switch (cuts % 3) {
						case 0 -> line.reset();
						case 1 -> {
							line.swallowAnswers();
							Awaitility.await().pollDelay(Duration.ofMillis(20)).until(() -> true);
							line.heal();
						}
						default -> {
							line.cut();
							Awaitility.await().pollDelay(Duration.ofMillis(20)).until(() -> true);
							line.heal();
						}
					}
					cuts++;
					Awaitility.await().atMost(PATIENCE).until(() -> accepted.get() > before);
				}
			}
			for (CompletableFuture<PushResult> result : results) {
				result.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
			}
			application.push().toAll().send("end", -1).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
			List<Integer> all = IntStream.range(0, MESSAGES / USERS).boxed().toList();
			for (CompletableFuture<List<Integer>> numbers : received) {
				assertThat(numbers.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo(all);
			}
			assertThat(cuts).isEqualTo(CUTS);
		}
		finally {
			clients.forEach(RawWebSocket::close);
		}
	}

	private static List<Integer> readAll(RawWebSocket client) {
		List<Integer> numbers = new ArrayList<>();
		while (true) {
			JsonNode message = client.readJson("message");
			if (message.get("event").asString().equals("end")) {
				return numbers;
			}
			numbers.add(message.get("data").asInt());
		}
	}

}
