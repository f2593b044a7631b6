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

package io.pushgate.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import io.pushgate.actuate.ActuatorPage;
import io.pushgate.api.ApiAuthenticator;
import io.pushgate.api.ApiCaller;
import io.pushgate.testsupport.ApiClient;
import io.pushgate.testsupport.Container;
import io.pushgate.testsupport.PushServer;
import io.pushgate.testsupport.RawWebSocket;
import io.pushgate.transport.HttpAnswer;
import io.pushgate.transport.HttpCall;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What a gateway shows to operators on the port that clients reach, and what that costs
 * the others.
 */
@ExtendWith(OutputCaptureExtension.class)
class ActuatorPortTests {

	private static final String PROBES_ONLY = "push.netty.actuator-probes-only";

	/**
	 * More than there are threads and room for.
	 */
	private static final int MANY = 100;

	private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	@Test
	void servesProbesAloneWhereClientsAre(CapturedOutput output) {
		try (PushServer server = gateway().property("management.endpoint.health.show-details", "always")
			.with(OwnPage.class)
			.start()) {
			for (String probe : List.of("liveness", "readiness")) {
				assertThat(ask(server, "/health/" + probe).statusCode()).as(probe).isEqualTo(200);
			}
			for (String path : List.of("", "/", "/prometheus", "/health", "/health/", "/health/ping", "/health/push",
					"/health/liveness/livenessState", "/own", "/push", "/env")) {
				assertThat(ask(server, path).statusCode()).as(path).isEqualTo(404);
			}
		}
		assertThat(output).containsPattern("liveness and readiness only. For \\[.*prometheus.*], set "
				+ "'management.server.port' to another one");
	}

	@Test
	void servesEverythingWhereClientsAreIfToldTo(CapturedOutput output) {
		try (PushServer server = gateway().property(PROBES_ONLY, false).with(OwnPage.class).start()) {
			assertThat(ask(server, "/health/liveness").statusCode()).isEqualTo(200);
			assertThat(ask(server, "/health").statusCode()).isEqualTo(200);
			assertThat(ask(server, "/prometheus").body()).contains("push_connections");
			assertThat(ask(server, "/own").body()).isEqualTo("own");
		}
		assertThat(output).doesNotContain("liveness and readiness only");
	}

	@Test
	void servesEverythingOnAPortOfItsOwn(CapturedOutput output) {
		try (PushServer server = gateway().property("management.server.port", 0).with(OwnPage.class).start()) {
			int port = server.bean(Environment.class).getRequiredProperty("local.management.port", Integer.class);
			for (String path : List.of("/health", "/health/liveness", "/health/readiness", "/prometheus", "/own")) {
				assertThat(ask(port, path).join().statusCode()).as(path).isEqualTo(200);
				assertThat(ask(server, path).statusCode()).as(path).isEqualTo(404);
			}
		}
		assertThat(output).doesNotContain("liveness and readiness only");
	}

	@Test
	void servesPushAndLoggersOnAPortOfItsOwn(CapturedOutput output) throws Exception {
		try (PushServer server = gateway()
			.property("management.endpoints.web.exposure.include", "push,loggers,nonsense")
			.property("management.server.port", 0)
			.start(); RawWebSocket ann = server.connect("ann")) {
			int port = server.bean(Environment.class).getRequiredProperty("local.management.port", Integer.class);
			assertThat(ask(port, "/push").join().body()).contains("\"connections\":{\"netty\":1}", "\"uptime\":\"PT");
			assertThat(ask(port, "/push/ann").join().body()).contains("\"online\":true");
			assertThat(ask(port, "/push?user=bob").join().body()).contains("\"online\":false");
			assertThat(ask(port, "/push/ann/x").join().statusCode()).isEqualTo(404);
			String logger = "/loggers/io.pushgate.none";
			assertThat(send(port, "POST", logger, "{\"configuredLevel\":\"debug\"}").statusCode()).isEqualTo(204);
			assertThat(ask(port, logger).join().body()).contains("\"configuredLevel\":\"DEBUG\"");
			assertThat(send(port, "POST", logger, "{\"configuredLevel\":null}").statusCode()).isEqualTo(204);
			assertThat(send(port, "POST", logger, "nonsense").statusCode()).isEqualTo(400);
			assertThat(send(port, "PUT", logger, "{}").statusCode()).isEqualTo(405);
			assertThat(send(port, "POST", logger, "{\"a\":\"" + "x".repeat(10_000) + "\"}").statusCode())
				.isEqualTo(413);
			assertThat(send(port, "DELETE", "/push?user=ann&session=1", "").body())
				.startsWith("Name what to disconnect");
			assertThat(send(port, "DELETE", "/push?user=ann", "", "Origin", "http://evil.example").statusCode())
				.isEqualTo(403);
			assertThat(send(port, "DELETE", "/push?user=ann", "").body()).isEqualTo("{\"disconnected\":1}");
			assertThat(ann.readUntilClosed()).isEqualTo(4002);
			assertThat(ask(server, "/push").statusCode()).isEqualTo(404);
		}
		assertThat(output).contains("names [nonsense], which are not served");
	}

	@Test
	void changesNothingWhereAccessIsReadOnly() throws Exception {
		try (PushServer server = gateway().property("management.server.port", 0)
			.property("management.endpoint.push.access", "read-only")
			.start()) {
			int port = server.bean(Environment.class).getRequiredProperty("local.management.port", Integer.class);
			assertThat(ask(port, "/push").join().statusCode()).isEqualTo(200);
			assertThat(send(port, "POST", "/push", "").statusCode()).isEqualTo(405);
		}
	}

	@Test
	void warnsOfWhatIsExposedButNotServed(CapturedOutput output) {
		try (PushServer server = gateway().property("management.endpoints.web.exposure.include", "health,push")
			.start()) {
			assertThat(ask(server, "/push").statusCode()).isEqualTo(404);
		}
		assertThat(output.getAll().lines().filter((line) -> line.contains("which are not served"))).singleElement()
			.asString()
			.contains(" WARN ", "names [push]", "Set 'management.server.port'");
	}

	@Test
	void aHealthThatHangsHoldsUpNobodyElse() {
		try (PushServer server = gateway().property(PROBES_ONLY, false)
			.property("push.netty.workers", 1)
			.with(Hanging.class)
			.with(Waiting.class)
			.start(); RawWebSocket ann = server.connect("ann")) {
			Hanging hanging = server.bean(Hanging.class);
			List<CompletableFuture<HttpResponse<String>>> answers = askOften(server, "/health", hanging);
			assertThat(ask(server, "/health/liveness").statusCode()).isEqualTo(200);
			assertThat(ask(server, "/health/readiness").statusCode()).isEqualTo(200);
			assertThat(ask(server, "/prometheus").statusCode()).isEqualTo(200);
			assertThat(ApiClient.of(server).push("{\"to\":{\"all\":true},\"event\":\"x\"}").status()).isEqualTo(202);
			assertThat(ann.readJson("message").path("event").asString()).isEqualTo("x");
			hanging.latch.countDown();
			assertThat(answers).extracting((answer) -> answer.join().statusCode()).containsOnly(200);
			assertThat(hanging.threads).allMatch((thread) -> thread.startsWith("push-actuator-health-"));
		}
	}

	@Test
	void manyWhoAskForHealthShareOneAnswerAndThoseWhoHaveLeftTakeNoPlace() {
		try (PushServer server = gateway().property(PROBES_ONLY, false).with(Hanging.class).start()) {
			Hanging hanging = server.bean(Hanging.class);
			CompletableFuture<HttpResponse<String>> first = ask(server.port(), "/health");
			await().until(() -> hanging.calls.get() == 1);
			for (int i = 0; i < MANY; i++) {
				leave(server, "/health");
			}
			List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
			for (int i = 0; i < MANY; i++) {
				answers.add(ask(server.port(), "/health"));
			}
			assertThat(ask(server, "/health/liveness").statusCode()).isEqualTo(200);
			assertThat(first).isNotDone();
			assertThat(hanging.calls).hasValue(1);
			hanging.latch.countDown();
			assertThat(first.join().statusCode()).isEqualTo(200);
			assertThat(answers).extracting((answer) -> answer.join().statusCode()).containsOnly(200);
			assertThat(ask(server, "/health").statusCode()).isEqualTo(200);
		}
	}

	@Test
	void aReadinessThatHangsDoesNotRestartTheNode() {
		try (PushServer server = gateway()
			.property("management.endpoint.health.group.readiness.include", "readinessState,hanging")
			.with(Hanging.class)
			.start()) {
			Hanging hanging = server.bean(Hanging.class);
			List<CompletableFuture<HttpResponse<String>>> answers = askOften(server, "/health/readiness", hanging);
			assertThat(ask(server, "/health/liveness").statusCode()).isEqualTo(200);
			hanging.latch.countDown();
			assertThat(answers).extracting((answer) -> answer.join().statusCode()).containsOnly(200);
			assertThat(ask(server, "/health/readiness").statusCode()).isEqualTo(200);
		}
	}

	private static PushServer.Builder gateway() {
		return ApiClient.server(Container.NETTY)
			.property("push.mode", "gateway")
			.property("management.endpoints.web.exposure.include", "*");
	}

	/**
	 * Ask more often than there are threads, and return when one call hangs.
	 */
	private List<CompletableFuture<HttpResponse<String>>> askOften(PushServer server, String path, Hanging hanging) {
		List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
		for (int i = 0; i < MANY; i++) {
			answers.add(ask(server.port(), path));
		}
		await().until(() -> hanging.calls.get() > 0);
		assertThat(answers).noneMatch(CompletableFuture::isDone);
		return answers;
	}

	/**
	 * Ask, and close the connection.
	 */
	private static void leave(PushServer server, String path) {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
			socket.getOutputStream()
				.write(("GET /actuator" + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
					.getBytes(StandardCharsets.US_ASCII));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private HttpResponse<String> send(int port, String method, String path, String body, String... headers)
			throws Exception {
		HttpRequest.Builder request = HttpRequest
			.newBuilder(URI.create("http://127.0.0.1:" + port + "/actuator" + path))
			.timeout(RawWebSocket.PATIENCE)
			.method(method, BodyPublishers.ofString(body));
		for (int i = 0; i < headers.length; i += 2) {
			request.header(headers[i], headers[i + 1]);
		}
		return this.http.send(request.build(), BodyHandlers.ofString());
	}

	private HttpResponse<String> ask(PushServer server, String path) {
		return ask(server.port(), path).join();
	}

	private CompletableFuture<HttpResponse<String>> ask(int port, String path) {
		return this.http.sendAsync(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/actuator" + path))
			.timeout(RawWebSocket.PATIENCE)
			.build(), BodyHandlers.ofString());
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnPage {

		@Bean
		ActuatorPage ownPage() {
			return new ActuatorPage() {

				@Override
				public String id() {
					return "own";
				}

				@Override
				public @Nullable HttpAnswer show(HttpCall call, String path) {
					return new HttpAnswer(200, Map.of(), "own".getBytes(StandardCharsets.UTF_8));
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Hanging {

		final CountDownLatch latch = new CountDownLatch(1);

		final AtomicInteger calls = new AtomicInteger();

		final Set<String> threads = ConcurrentHashMap.newKeySet();

		@Bean
		HealthIndicator hangingHealthIndicator() {
			return () -> {
				this.calls.incrementAndGet();
				this.threads.add(Thread.currentThread().getName());
				try {
					this.latch.await();
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
				return Health.up().build();
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Waiting {

		/**
		 * May wait, so calls of the API need their own threads.
		 */
		@Bean
		ApiAuthenticator waitingAuthenticator() {
			return (call) -> new ApiCaller("default");
		}

	}

}
