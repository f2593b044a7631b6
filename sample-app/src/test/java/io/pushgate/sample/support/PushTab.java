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

package io.pushgate.sample.support;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a browser tab is to the server: a connection to {@code /push} that keeps what it
 * receives.
 */
public final class PushTab implements AutoCloseable {

	private final Receiver receiver;

	private final WebSocket socket;

	private PushTab(Receiver receiver, WebSocket socket) {
		this.receiver = receiver;
		this.socket = socket;
	}

	/**
	 * Open a tab and wait for the welcome.
	 * @throws java.util.concurrent.CompletionException if the server refuses
	 */
	static PushTab open(HttpClient http, int port, String query, @Nullable String authorization) {
		WebSocket.Builder builder = http.newWebSocketBuilder()
			.connectTimeout(Duration.ofSeconds(10))
			.subprotocols("push.v1.json");
		if (authorization != null) {
			builder.header("Authorization", authorization);
		}
		Receiver receiver = new Receiver();
		URI uri = URI.create("ws://localhost:" + port + "/push" + query);
		PushTab tab = new PushTab(receiver, builder.buildAsync(uri, receiver).join());
		receiver.welcome.orTimeout(10, TimeUnit.SECONDS).join();
		return tab;
	}

	public String user() {
		return this.receiver.welcome.join().get("user").asString();
	}

	/** The messages of an event that have arrived so far, in order. */
	public List<JsonNode> data(String event) {
		return this.receiver.messages.stream()
			.filter((message) -> event.equals(message.get("event").asString()))
			.map((message) -> message.get("data"))
			.toList();
	}

	/** Wait for so many messages of an event. */
	public List<JsonNode> awaitData(String event, int count) {
		return Awaitility.await("%d × %s".formatted(count, event))
			.atMost(Duration.ofSeconds(30))
			.until(() -> data(event), (data) -> data.size() >= count);
	}

	@Override
	public void close() {
		this.socket.sendClose(WebSocket.NORMAL_CLOSURE, "")
			.orTimeout(10, TimeUnit.SECONDS)
			.whenComplete((socket, failure) -> this.socket.abort())
			.join();
	}

	private static final class Receiver implements WebSocket.Listener {

		private final CompletableFuture<JsonNode> welcome = new CompletableFuture<>();

		private final List<JsonNode> messages = new CopyOnWriteArrayList<>();

		private final StringBuilder parts = new StringBuilder();

		@Override
		public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
			this.parts.append(part);
			if (last) {
				JsonNode frame = JsonMapper.shared().readTree(this.parts.toString());
				this.parts.setLength(0);
				switch (frame.get("type").asString()) {
					case "welcome" -> this.welcome.complete(frame);
					case "message" -> this.messages.add(frame);
					default -> {
					}
				}
			}
			socket.request(1);
			return null;
		}

	}

}
