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

package io.pushgate.api;

import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.pushgate.core.PushAudit;
import io.pushgate.testsupport.ApiClient;
import io.pushgate.testsupport.ApiClient.Answer;
import io.pushgate.testsupport.Container;
import io.pushgate.testsupport.PushServer;
import io.pushgate.testsupport.RawWebSocket;
import io.pushgate.transport.OutboundLimits;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What the API does when there is too much of something.
 */
class ApiLimitsTests {

	@ParameterizedTest
	@EnumSource
	void acceptsNothingWhileTooMuchWaitsToBeWritten(Container container) {
		try (PushServer server = ApiClient.server(container)
			.property("push.outbound.max-pending", "256KB")
			.property("push.outbound.max-total", "256KB")
			.start();
				RawWebSocket reader = server.connect("reader");
				RawWebSocket one = server.client().user("one").receiveBuffer(4096).open();
				RawWebSocket two = server.client().user("two").receiveBuffer(4096).open()) {
			one.readJson("welcome");
			two.readJson("welcome");
			ApiClient api = ApiClient.of(server);
			String message = "{\"to\":{\"users\":[\"one\",\"two\"]},\"event\":\"x\",\"data\":\"" + "x".repeat(16_000)
					+ "\"}";
			// Where there is room for one frame, there may be none for a second
			// receiver's.
			OutboundLimits limits = server.bean(OutboundLimits.class);
			for (int i = 0; limits.pendingBytes() < 15 * 16_000; i++) {
				if (api.push(message.replace((i % 2 == 0) ? "\"one\"," : ",\"two\"", "")).status() != 202) {
					break;
				}
			}
			Answer answer = pushUntilSocketsAreFull(api, message);
			assertThat(answer.status()).as(answer.body()).isEqualTo(503);
			assertThat(answer.header("Retry-After")).isEqualTo("1");
			assertThat(answer.json().path("type").asString()).isEqualTo("urn:pushgate:problem:unavailable");
			// Nobody has been closed for it.
			assertThat(server.push().isOnline("one")).isTrue();
			assertThat(server.push().isOnline("two")).isTrue();
			String large = "{\"to\":{\"users\":[\"reader\"]},\"event\":\"x\",\"data\":\"" + "x".repeat(200_000) + "\"}";
			assertThat(api.push(large).status()).isEqualTo(503);
			assertThat(api.batch("[" + large + "]").status()).isEqualTo(503);
			one.reset();
			two.reset();
			await().atMost(RawWebSocket.PATIENCE)
				.untilAsserted(() -> assertThat(server.bean(OutboundLimits.class).pendingBytes()).isZero());
			assertThat(api.push("{\"to\":{\"users\":[\"reader\"]},\"event\":\"after\"}").status()).isEqualTo(202);
			assertThat(reader.readJson().path("event").asString()).isEqualTo("after");
		}
	}

	/**
	 * Push until several in a row are refused: what waited for an event loop only, rather
	 * than for a client, has been written by then.
	 */
	private static Answer pushUntilSocketsAreFull(ApiClient api, String message) {
		AtomicInteger refused = new AtomicInteger();
		return await().pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(50))
			.atMost(RawWebSocket.PATIENCE)
			.until(() -> {
				Answer answer = api.push(message);
				while (answer.status() == 202) {
					refused.set(0);
					answer = api.push(message);
				}
				refused.incrementAndGet();
				return answer;
			}, (answer) -> refused.get() > 5);
	}

	@ParameterizedTest
	@EnumSource
	void letsATenantPushAtItsRateOnly(Container container) {
		try (PushServer server = ApiClient.server(container).property("push.api.max-rate", 20).start()) {
			ApiClient api = ApiClient.of(server);
			String message = "{\"to\":{\"all\":true},\"event\":\"x\"}";
			String batch = "[" + (message + ",").repeat(29) + message + "]";
			assertThat(api.batch(batch).status()).isEqualTo(202);
			Answer refused = api.batch(batch);
			assertThat(refused.status()).isEqualTo(429);
			assertThat(refused.header("Retry-After")).matches("[12]");
			assertThat(refused.json().path("type").asString()).isEqualTo("urn:pushgate:problem:rate-limited");
			assertThat(api.with(ApiClient.OTHER_KEY).push(message).status()).isEqualTo(202);
			assertThat(api.get("/stats").status()).isEqualTo(200);
			await().atMost(RawWebSocket.PATIENCE)
				.untilAsserted(() -> assertThat(api.push(message).status()).isEqualTo(202));
		}
	}

	@ParameterizedTest
	@EnumSource
	void boundsBodiesWhileTheyAreRead(Container container) {
		try (PushServer server = ApiClient.server(container).property("push.api.max-body", "2KB").start()) {
			ApiClient api = ApiClient.of(server);
			String start = "{\"to\":{\"all\":true},\"event\":\"x\",\"data\":\"";
			assertThat(api.push(start + "x".repeat(2048 - start.length() - 2) + "\"}").status()).isEqualTo(202);
			Answer answer = api.push(start + "x".repeat(2048 - start.length() - 1) + "\"}");
			assertThat(answer.status()).isEqualTo(413);
			assertThat(answer.json().path("detail").asString()).contains("2048");
			assertThat(api.batch("[" + "x".repeat(300_000) + "]").status()).isEqualTo(413);
		}
	}

	/**
	 * Who has no key does not get a thread that reads what it sends, or does not send.
	 */
	@ParameterizedTest
	@CsvSource({ "TOMCAT, 500000", "TOMCAT, 10000000000", "JETTY, 500000", "JETTY, 10000000000", "NETTY, 500000" })
	void strangersTakeNoThreadForTheirBodies(Container container, long length) throws Exception {
		try (PushServer server = ApiClient.server(container)
			.property("server.tomcat.threads.max", 2)
			.property("server.tomcat.connection-timeout", "10m")
			.start()) {
			List<Socket> strangers = new ArrayList<>();
			try {
				for (int i = 0; i < 5; i++) {
					Socket stranger = new Socket(InetAddress.getLoopbackAddress(), server.port());
					strangers.add(stranger);
					stranger.getOutputStream()
						.write(("POST /push/api/v1/messages HTTP/1.1\r\nHost: localhost\r\n"
								+ "Content-Type: application/json\r\nContent-Length: " + length + "\r\n\r\n{\"to\":")
							.getBytes(StandardCharsets.US_ASCII));
				}
				await().atMost(RawWebSocket.PATIENCE)
					.until(() -> server.bean(PushAudit.class).count(PushAudit.Event.KEY_REFUSED) == strangers.size());
				String message = "{\"to\":{\"all\":true},\"event\":\"x\"}";
				assertThat(CompletableFuture.supplyAsync(() -> ApiClient.of(server).push(message))
					.get(RawWebSocket.PATIENCE.toSeconds(), TimeUnit.SECONDS)
					.status()).isEqualTo(202);
			}
			finally {
				for (Socket stranger : strangers) {
					stranger.close();
				}
			}
		}
	}

}
