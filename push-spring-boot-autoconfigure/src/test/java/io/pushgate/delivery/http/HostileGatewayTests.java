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

package io.pushgate.delivery.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

import io.pushgate.cluster.BusMessageTooLargeException;
import io.pushgate.cluster.IdempotencyConflictException;
import io.pushgate.core.PushTemplate;
import io.pushgate.delivery.UnsupportedQosException;
import io.pushgate.message.PushResult;
import io.pushgate.testsupport.KeyStores;
import io.pushgate.testsupport.WebhookServer;
import io.pushgate.testsupport.WebhookServer.Call;
import io.pushgate.testsupport.WebhookServer.Responder;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests of {@link GatewayClient} with a server that answers what no gateway answers, or
 * what it answers to wrong calls.
 */
class HostileGatewayTests extends AbstractGatewayClientTests {

	@Test
	void failsEachMessageForItsOwnReason() {
		Map<String, String> errors = Map.of("conflict", "{'status':409,'detail':'was used'}", "bad",
				"{'status':400,'detail':'~/3/to~ is bad'}", "large", "{'status':413}", "qos",
				"{'status':400,'errors':[{'pointer':'/1/qos'}]}", "key", "{'status':401}");
		this.server.answer((exchange, call) -> {
			List<String> answers = new ArrayList<>();
			for (JsonNode message : call.json()) {
				String error = errors.get(message.get("event").asString());
				answers.add((error != null) ? quoted("{'error':" + error + "}").replace('~', '\'') : "{}");
			}
			WebhookServer.json(202, answers.toString()).respond(exchange, call);
		});
		PushTemplate push = push(client(LONG));
		assertThatFailure(push.toUser("u").send("conflict", 1)).isInstanceOf(IdempotencyConflictException.class)
			.hasMessageEndingWith("It says: was used");
		assertThatFailure(push.toUser("u").send("bad", 1)).isInstanceOf(GatewayRefusedException.class)
			.hasMessageEndingWith("It says: '/to' is bad");
		assertThatFailure(push.toUser("u").send("large", 1)).isInstanceOf(BusMessageTooLargeException.class)
			.hasMessageContaining("'push.api.max-body'");
		assertThatFailure(push.toUser("u").send("qos", 1)).isInstanceOf(UnsupportedQosException.class);
		assertThatFailure(push.toUser("u").send("key", 1)).hasMessageContaining("'push.client.api-key'");
		push.toUser("u").send("good", 1).join();
		assertThat(this.server.calls()).hasSize(6);
	}

	@Test
	void findsTheOneMessageThatSpoilsABatch() {
		CountDownLatch all = new CountDownLatch(1);
		this.server.answer((exchange, call) -> {
			all.await();
			int status = call.body().contains("poison") ? 400 : (call.json().size() > 100) ? 413 : 202;
			Responder answer = (status == 202) ? AbstractGatewayClientTests::accept
					: WebhookServer.json(status, quoted("{'detail':'x'}"));
			answer.respond(exchange, call);
		});
		PushTemplate push = push(client(LONG));
		List<CompletableFuture<PushResult>> results = new ArrayList<>();
		for (int i = 0; i < 1000; i++) {
			results.add(push.toUser("u").send((i == 700) ? "poison" : "e", i));
		}
		all.countDown();
		assertThatFailure(results.remove(700)).isInstanceOf(GatewayRefusedException.class);
		results.forEach(CompletableFuture::join);
		List<Call> accepted = this.server.calls()
			.stream()
			.filter((call) -> !call.body().contains("poison") && call.json().size() <= 100)
			.toList();
		List<Integer> expected = new ArrayList<>(numbers(1000));
		expected.remove(700);
		assertThat(data(accepted)).isEqualTo(expected);
	}

	@ParameterizedTest
	@ValueSource(ints = { 301, 302, 307, 308 })
	void followsNoRedirect(int status) {
		try (WebhookServer elsewhere = new WebhookServer(AbstractGatewayClientTests::accept)) {
			this.server.answer(WebhookServer.response(status, "text/plain", "", "Location", elsewhere.url()));
			GatewayClient client = client(LONG);
			assertThatFailure(push(client).toUser("u").send("e", 1)).isInstanceOf(GatewayRefusedException.class)
				.hasMessageContaining("'push.client.gateway-url'");
			assertThat(elsewhere.calls()).isEmpty();
			assertThat(this.server.calls()).hasSize(1);
			assertThat(client.status().reached()).isFalse();
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 401, 403, 404, 405 })
	void saysWhatToSetWhereTheCallIsRefused(int status) {
		this.server.answer(status, "");
		assertThatFailure(push(client(LONG)).toUser("u").send("e", 1)).isInstanceOf(GatewayRefusedException.class)
			.hasMessageContaining((status < 404) ? "'push.client.api-key'" : "'push.client.gateway-url'")
			.hasMessageNotContaining("k3y");
		assertThat(this.server.calls()).hasSize(1);
	}

	@Test
	void endsAnAnswerThatDrips() {
		this.server.answer(this.server.drip());
		assertThatFailure(push(impatient()).toUser("u").send("e", 1)).isInstanceOf(GatewayUnavailableException.class);
	}

	@Test
	void endsAnAnswerThatNeverComes() {
		this.server.answer(this.server.silence());
		assertThatFailure(push(impatient()).toUser("u").send("e", 1)).isInstanceOf(GatewayUnavailableException.class)
			.hasMessageContaining("there was no complete answer within 300 ms");
	}

	@Test
	void failsAtTheTimeoutWhileACallIsUnderWay() {
		this.server.answer(this.server.silence());
		GatewayClient client = client(Duration.ofMillis(500),
				(settings) -> new GatewayClientSettings(settings.url(), null, "default", 4, settings.timeout(), LONG,
						PATIENCE.multipliedBy(5), settings.maxPending(), settings.maxBatch()));
		PushTemplate push = push(client);
		List<CompletableFuture<PushResult>> results = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			results.add(push.toUser("u").send("e", i));
		}
		// Long before the answer would have been given up.
		results.forEach((result) -> assertThatFailure(result).isInstanceOf(GatewayUnavailableException.class)
			.hasMessageContaining("500 ms"));
		assertThatThrownBy(() -> push.isOnline("u")).isInstanceOf(GatewayUnavailableException.class);
		assertThat(client.pendingBytes()).isZero();
		assertThat(this.server.calls()).hasSizeLessThanOrEqualTo(2);
	}

	@Test
	void saysWhichCertificateIsNotTrustedAndTriesNoMore(@TempDir Path directory) throws Exception {
		try (SSLServerSocket socket = (SSLServerSocket) KeyStores.context(KeyStores.create(directory, "gateway"))
			.getServerSocketFactory()
			.createServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
			AtomicInteger handshakes = new AtomicInteger();
			Thread server = new Thread(() -> {
				while (!socket.isClosed()) {
					try (SSLSocket client = (SSLSocket) socket.accept()) {
						handshakes.incrementAndGet();
						client.startHandshake();
					}
					catch (IOException ex) {
						// The client ends it, or the test.
					}
				}
			});
			server.start();
			GatewayClient client = client(LONG,
					(settings) -> new GatewayClientSettings(
							URI.create("https://127.0.0.1:" + socket.getLocalPort() + "/push/api/v1"), null, "default",
							4, settings.timeout(), LONG, LONG, settings.maxPending(), settings.maxBatch()));
			assertThatFailure(push(client).toUser("u").send("e", 1)).isInstanceOf(GatewayUnavailableException.class)
				.hasMessageContaining("certificate")
				.hasMessageContaining("'push.client.ssl.bundle'");
			assertThat(handshakes).hasValue(1);
			socket.close();
			server.join();
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void endsAnAnswerThatIsHuge(boolean announced) {
		this.server.answer(WebhookServer.flood(announced));
		GatewayClient client = client(Duration.ofSeconds(3));
		assertThatFailure(push(client).toUser("u").send("e", 1)).isInstanceOf(GatewayUnavailableException.class)
			.hasMessageContaining("the answer has more than 4194304 bytes");
		Awaitility.await().atMost(PATIENCE).until(() -> this.server.brokenOff() > 0);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "{}", "[]", "[{},{}]", "<html>", "null" })
	void believesNoAnswerThatIsNoGateways(String answer) {
		this.server.answer(202, answer);
		assertThatFailure(push(client(Duration.ofSeconds(1))).toUser("u").send("e", 1))
			.isInstanceOf(GatewayUnavailableException.class)
			.hasMessageContaining("no gateway");
	}

}
