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

package io.pushgate.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The gateway as it is shipped, in a process of its own that is started by this one, and
 * told over HTTP what to send.
 */
final class GatewaySubject implements Subject {

	private static final int STARTS_WITHIN_SECONDS = 60;

	private static final Pattern CONNECTIONS = Pattern.compile("\"connections\":(\\d+)");

	private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final int port = freePort();

	private final Process process;

	/**
	 * Start a gateway.
	 * @param command how, without the properties that every subject has
	 */
	GatewaySubject(String... command) {
		List<String> all = new ArrayList<>(Arrays.asList(command));
		all.addAll(List.of("--push.endpoint.port=" + this.port, "--push.auth.insecure-user-parameter=true",
				"--push.uplink.max-rate=0", "--push.netty.workers=1",
				"--push.api.keys.default=" + PushgateSubject.sha256(HttpScenario.KEY), "--logging.level.root=error"));
		try {
			this.process = new ProcessBuilder(all).redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.redirectError(ProcessBuilder.Redirect.INHERIT)
				.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Could not start " + all, ex);
		}
		Runtime.getRuntime().addShutdownHook(new Thread(this.process::destroyForcibly));
		awaitReady();
	}

	private static int freePort() {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
		catch (IOException ex) {
			throw new UncheckedIOException("No port is free", ex);
		}
	}

	private void awaitReady() {
		long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(STARTS_WITHIN_SECONDS);
		while (!isReady()) {
			if (!this.process.isAlive() || System.nanoTime() > deadline) {
				close();
				throw new IllegalStateException("The gateway is not ready after " + STARTS_WITHIN_SECONDS + " s");
			}
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
		}
	}

	private boolean isReady() {
		try {
			return ask("GET", "/actuator/health/readiness", "").statusCode() == 200;
		}
		catch (UncheckedIOException ex) {
			return false;
		}
	}

	private HttpResponse<String> ask(String method, String path, String body) {
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.port + path))
			.method(method, BodyPublishers.ofString(body))
			.header("Authorization", "Bearer " + HttpScenario.KEY)
			.header("Content-Type", "application/json")
			.build();
		try {
			return this.client.send(request, BodyHandlers.ofString());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted", ex);
		}
	}

	private void push(String to, String data) {
		HttpResponse<String> answer = ask("POST", "/push/api/v1/messages",
				"{\"to\":" + to + ",\"event\":\"m\",\"data\":\"" + data + "\"}");
		if (answer.statusCode() != 202) {
			throw new IllegalStateException(answer.statusCode() + " " + answer.body());
		}
	}

	@Override
	public int port() {
		return this.port;
	}

	@Override
	public long pid() {
		return this.process.pid();
	}

	@Override
	public int overhead() {
		return PushgateSubject.OVERHEAD;
	}

	@Override
	public void toAll(String data) {
		push("{\"all\":true}", data);
	}

	@Override
	public void toOne(int index, String data) {
		push("{\"users\":[\"u" + index + "\"]}", data);
	}

	@Override
	public Integer connections() {
		Matcher matcher = CONNECTIONS.matcher(ask("GET", "/push/api/v1/stats", "").body());
		return matcher.find() ? Integer.valueOf(matcher.group(1)) : null;
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
	}

}
