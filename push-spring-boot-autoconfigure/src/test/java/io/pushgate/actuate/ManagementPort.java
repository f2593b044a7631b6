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

package io.pushgate.actuate;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.pushgate.testsupport.RawWebSocket;
import io.pushgate.transport.netty.ForwardedHeaders;
import io.pushgate.transport.netty.NettyHttpPort;
import io.pushgate.transport.netty.NettyIo;
import io.pushgate.transport.netty.NettySettings;

/**
 * Pages on a port, and those who ask for them: each request that is under way has a
 * connection of its own.
 */
final class ManagementPort implements AutoCloseable {

	private final ActuatorThreads threads = new ActuatorThreads();

	private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final NettyHttpPort server;

	private volatile int port;

	ManagementPort(ActuatorPage... pages) {
		NettySettings settings = new NettySettings(null, 0, "/", "", 1, NettyIo.AUTO, 1, 128, 0, Duration.ofSeconds(10),
				List.of(), ForwardedHeaders.AUTO, false);
		this.server = new NettyHttpPort(settings,
				List.of(new ActuatorHttpEndpoint("/actuator", List.of(pages), this.threads)),
				(port) -> this.port = port);
		this.server.start();
	}

	HttpResponse<String> get(String path, String... headers) {
		return ask(path, headers).join();
	}

	CompletableFuture<HttpResponse<String>> ask(String path, String... headers) {
		HttpRequest.Builder request = HttpRequest
			.newBuilder(URI.create("http://127.0.0.1:" + this.port + "/actuator/" + path))
			.timeout(RawWebSocket.PATIENCE);
		for (int i = 0; i < headers.length; i += 2) {
			request.header(headers[i], headers[i + 1]);
		}
		return this.http.sendAsync(request.build(), BodyHandlers.ofString());
	}

	List<CompletableFuture<HttpResponse<String>>> ask(int times, String path) {
		List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
		for (int i = 0; i < times; i++) {
			answers.add(ask(path));
		}
		return answers;
	}

	@Override
	public void close() {
		this.server.stop();
		this.threads.close();
	}

}
