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

package io.pushgate.webhook;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.pushgate.testsupport.RawWebSocket;
import io.pushgate.testsupport.WebhookServer;
import io.pushgate.testsupport.WebhookServer.Call;
import io.pushgate.webhook.WebhookException.Reason;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests of {@link Webhook} against a real server, which is at times a bad one.
 */
class WebhookTests {

	private static final WebhookSecret SECRET = WebhookSecret.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

	private static final byte[] BODY = "{\"a\":\"\u00fc\"}".getBytes(StandardCharsets.UTF_8);

	private static final Duration LONG = RawWebSocket.PATIENCE;

	private static final Duration SHORT = Duration.ofMillis(300);

	private final WebhookServer server = new WebhookServer();

	private final WebhookClient client = new WebhookClient();

	@AfterEach
	void stop() {
		this.client.close();
		this.server.close();
	}

	@Test
	void postsASignedBody() {
		this.server.answer(201, "{\"b\":1}");
		long before = Instant.now().getEpochSecond();
		WebhookAnswer answer = call(webhook(LONG, LONG, 1));
		assertThat(answer.status()).isEqualTo(201);
		assertThat(answer.isSuccess()).isTrue();
		assertThat(answer.is("application/json")).isTrue();
		assertThat(new String(answer.body(), StandardCharsets.UTF_8)).isEqualTo("{\"b\":1}");
		Call call = this.server.lastCall();
		assertThat(call.method()).isEqualTo("POST");
		assertThat(call.path()).isEqualTo("/hook");
		assertThat(call.body()).isEqualTo("{\"a\":\"\u00fc\"}");
		assertThat(call.header("Content-Type")).isEqualTo("application/json");
		assertThat(call.id()).isEqualTo("id-1");
		long timestamp = Long.parseLong(call.headers().getFirst("webhook-timestamp"));
		assertThat(timestamp).isBetween(before, Instant.now().getEpochSecond());
		assertThat(call.header("webhook-signature")).isEqualTo(SECRET.sign("id-1", timestamp, BODY));
		assertThat(call.headers().keySet()).doesNotContain("Upgrade", "Cookie", "Authorization");
	}

	@ParameterizedTest
	@ValueSource(ints = { 200, 204, 400, 401, 403, 404, 410, 413, 422 })
	void takesAnAnswerForAnAnswer(int status) {
		this.server.answer(status, (status != 204) ? "{}" : "");
		assertThat(call(webhook(LONG, LONG, 3)).status()).isEqualTo(status);
		assertThat(this.server.calls()).hasSize(1);
	}

	@ParameterizedTest
	@ValueSource(ints = { 301, 302, 303, 307, 308 })
	void followsNoRedirect(int status) {
		try (WebhookServer elsewhere = new WebhookServer()) {
			this.server.answer(WebhookServer.response(status, "text/plain", "", "Location", elsewhere.url()));
			WebhookAnswer answer = call(webhook(LONG, LONG, 3));
			assertThat(answer.isRedirect()).isTrue();
			assertThat(this.server.calls()).hasSize(1);
			assertThat(elsewhere.calls()).isEmpty();
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 408, 409, 425, 429, 500, 502, 503, 504 })
	void attemptsAgainWithTheSameId(int status) {
		this.server.answer((exchange, call) -> WebhookServer.json((this.server.calls().size() < 3) ? status : 200, "{}")
			.respond(exchange, call));
		assertThat(call(webhook(LONG, LONG, 3)).status()).isEqualTo(200);
		assertThat(this.server.calls()).hasSize(3).extracting(Call::id).containsOnly("id-1");
		assertThat(this.server.calls()).extracting(Call::body).containsOnly("{\"a\":\"\u00fc\"}");
	}

	@Test
	void givesUpAfterTheLastAttempt() {
		this.server.answer(500, "{}");
		assertThat(call(webhook(LONG, LONG, 3)).status()).isEqualTo(500);
		assertThat(this.server.calls()).hasSize(3);
	}

	@Test
	void attemptsAgainWhereTheConnectionBreaks() {
		this.server.answer((exchange, call) -> {
			if (this.server.calls().size() == 1) {
				WebhookServer.hangUp().respond(exchange, call);
			}
			else {
				WebhookServer.json(200, "{}").respond(exchange, call);
			}
		});
		assertThat(call(webhook(LONG, LONG, 2)).status()).isEqualTo(200);
		assertThat(this.server.calls()).hasSize(2);
	}

	@Test
	void waitsForAsLongAsTheServerAsks() {
		this.server.answer((exchange, call) -> ((this.server.calls().size() == 1)
				? WebhookServer.response(503, "text/plain", "", "Retry-After", "1") : WebhookServer.json(200, "{}"))
			.respond(exchange, call));
		long start = System.nanoTime();
		assertThat(call(webhook(LONG, LONG, 2)).status()).isEqualTo(200);
		assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(Duration.ofSeconds(1).toNanos());
	}

	@Test
	void doesNotWaitForWhatIsBeyondItsTime() {
		this.server.answer(WebhookServer.response(503, "text/plain", "", "Retry-After", "3600"));
		assertThat(call(webhook(LONG, LONG, 2)).status()).isEqualTo(503);
		assertThat(this.server.calls()).hasSize(1);
	}

	@Test
	void endsACallThatIsNotAnswered() {
		this.server.answer(this.server.silence());
		assertThat(failure(webhook(SHORT, LONG, 1)).reason()).isEqualTo(Reason.TIMEOUT);
	}

	@Test
	void endsAnAnswerThatTakesForEver() {
		this.server.answer(this.server.drip());
		assertThat(failure(webhook(SHORT, LONG, 1)).reason()).isEqualTo(Reason.TIMEOUT);
		// The connection is closed as well, so that nobody goes on writing.
		await().atMost(LONG).until(() -> this.server.brokenOff() == 1);
	}

	@Test
	void endsAttemptsAndPausesInTime() {
		this.server.answer(this.server.silence());
		assertThat(failure(webhook(SHORT.dividedBy(2), SHORT, 1000)).reason()).isEqualTo(Reason.TIMEOUT);
		assertThat(this.server.calls()).hasSizeBetween(1, 3);
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void refusesAnAnswerThatIsTooLarge(boolean announced) {
		this.server.answer(WebhookServer.flood(announced));
		assertThat(failure(webhook(LONG, LONG, 3)).reason()).isEqualTo(Reason.TOO_LARGE);
		await().atMost(LONG).until(() -> this.server.brokenOff() == 1);
		assertThat(this.server.calls()).hasSize(1);
	}

	@Test
	void takesAnAnswerThatIsJustSmallEnough() {
		this.server.answer(200, "x".repeat(1000));
		assertThat(call(webhook(LONG, LONG, 1)).body()).hasSize(1000);
		this.server.answer(200, "x".repeat(1001));
		assertThat(failure(webhook(LONG, LONG, 1)).reason()).isEqualTo(Reason.TOO_LARGE);
	}

	@Test
	void failsWhereNobodyListens() {
		this.server.stop();
		WebhookException failure = failure(webhook(LONG, LONG, 2));
		assertThat(failure.reason()).isEqualTo(Reason.UNREACHABLE);
		assertThat(failure.getMessage()).contains("ConnectException").doesNotContain("127.0.0.1", "hook");
	}

	@Test
	void failsWhereTheServerSpeaksNoHttp() throws Exception {
		try (ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
			CompletableFuture<WebhookAnswer> call = webhook("http://127.0.0.1:" + socket.getLocalPort() + "/", LONG,
					LONG, 1)
				.call("id-1", BODY);
			try (var connection = socket.accept()) {
				connection.getOutputStream().write("220 mail.example.com ESMTP\r\n".getBytes(StandardCharsets.UTF_8));
				assertThat(failure(call).reason()).isEqualTo(Reason.UNREACHABLE);
			}
		}
	}

	@Test
	void endsTheConnectionOfACallThatNobodyWantsAnyMore() {
		this.server.answer(this.server.drip());
		CompletableFuture<WebhookAnswer> call = webhook(LONG, LONG, 3).call("id-1", BODY);
		await().atMost(LONG).until(() -> this.server.calls().size() == 1);
		call.cancel(false);
		await().atMost(LONG).until(() -> this.server.brokenOff() == 1);
		assertThat(this.server.calls()).hasSize(1);
	}

	@Test
	void leavesOutWhoeverDoesNotAnswerUntilItDoes() {
		this.server.answer(503, "{}");
		Webhook webhook = webhook(LONG, LONG, 1);
		for (int i = 0; i < 10; i++) {
			assertThat(call(webhook).status()).isEqualTo(503);
		}
		assertThat(webhook.isPaused()).isTrue();
		assertThat(failure(webhook).reason()).isEqualTo(Reason.PAUSED);
		assertThat(this.server.calls()).hasSize(10);
		this.server.answer(200, "{}");
		await().atMost(LONG)
			.ignoreExceptionsInstanceOf(CompletionException.class)
			.until(() -> call(webhook).status() == 200);
		assertThat(webhook.isPaused()).isFalse();
	}

	@Test
	void isNotKeptFromTheGoodByBadRequests() {
		this.server.answer(500, "{}");
		Webhook webhook = webhook(LONG, LONG, 1);
		for (int i = 0; i < 50; i++) {
			assertThat(call(webhook).status()).isEqualTo(500);
		}
		assertThat(webhook.isPaused()).isFalse();
	}

	@Test
	void callsOthersWhileOneDoesNotAnswer() {
		this.server.answer(this.server.silence());
		Webhook silent = webhook(LONG, LONG, 1);
		List<CompletableFuture<WebhookAnswer>> waiting = new ArrayList<>();
		for (int i = 0; i < 200; i++) {
			waiting.add(silent.call("id-" + i, BODY));
		}
		try (WebhookServer other = new WebhookServer()) {
			assertThat(call(webhook(other.url(), LONG, LONG, 1)).status()).isEqualTo(200);
		}
		assertThat(waiting).noneMatch(CompletableFuture::isDone);
	}

	@Test
	void keepsNoThreadForACallThatIsNotAnswered() {
		this.server.answer(this.server.silence());
		for (int i = 0; i < 200; i++) {
			webhook(LONG, LONG, 1).call("id-" + i, BODY);
		}
		await().atMost(LONG).until(() -> this.server.calls().size() == 200);
		await().atMost(LONG)
			.until(() -> Thread.getAllStackTraces()
				.entrySet()
				.stream()
				.filter((entry) -> entry.getKey().getName().startsWith("push-webhook-"))
				// Those that have nothing to do wait for a task.
				.allMatch((entry) -> Arrays.stream(entry.getValue())
					.anyMatch((frame) -> frame.getMethodName().equals("getTask"))));
	}

	@Test
	void endsAllCallsWhenItIsClosed() throws Exception {
		this.server.answer(this.server.silence());
		Webhook webhook = webhook(LONG, LONG, 3);
		CompletableFuture<WebhookAnswer> call = webhook.call("id-1", BODY);
		CountDownLatch done = new CountDownLatch(1);
		call.whenComplete((answer, failure) -> done.countDown());
		await().atMost(LONG).until(() -> this.server.calls().size() == 1);
		this.client.close();
		assertThat(done.await(1, TimeUnit.SECONDS)).isTrue();
		assertThat(failure(call).reason()).isEqualTo(Reason.UNREACHABLE);
		assertThat(failure(webhook).reason()).isEqualTo(Reason.UNREACHABLE);
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void saysOnceThatThereIsNoAnswerAndOnceThatThereIsOneAgain(CapturedOutput output) {
		this.server.stop();
		Webhook webhook = webhook(LONG, LONG, 1);
		for (int i = 0; i < 30; i++) {
			failure(webhook);
		}
		assertThat(output.getAll().lines().filter((line) -> line.contains("'push.test'"))).singleElement()
			.asString()
			.contains("WARN", "does not answer", "ConnectException")
			.doesNotContain("127.0.0.1");
		this.server.start();
		await().atMost(LONG)
			.ignoreExceptionsInstanceOf(CompletionException.class)
			.until(() -> call(webhook).status() == 200);
		assertThat(output.getAll().lines().filter((line) -> line.contains("'push.test'"))).hasSize(2)
			.last()
			.asString()
			.contains("INFO", "answers again");
	}

	private Webhook webhook(Duration timeout, Duration total, int attempts) {
		return webhook(this.server.url(), timeout, total, attempts);
	}

	private Webhook webhook(String url, Duration timeout, Duration total, int attempts) {
		return this.client
			.webhook(new WebhookSettings("push.test", URI.create(url), SECRET, timeout, total, attempts, 1000));
	}

	private static WebhookAnswer call(Webhook webhook) {
		return webhook.call("id-1", BODY).join();
	}

	private static WebhookException failure(Webhook webhook) {
		return failure(webhook.call("id-1", BODY));
	}

	private static WebhookException failure(CompletableFuture<WebhookAnswer> call) {
		return (WebhookException) call.handle((answer, failure) -> {
			assertThat(failure).as("answer %s", answer).isInstanceOf(WebhookException.class);
			return failure;
		}).orTimeout(60, TimeUnit.SECONDS).join();
	}

}
