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
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a browser tab is to the server: a connection to {@code /push} that keeps what it
 * receives, and can ask.
 */
public final class PushTab implements AutoCloseable {

	private final Receiver receiver;

	private final WebSocket socket;

	private PushTab(Receiver receiver, WebSocket socket) {
		this.receiver = receiver;
		this.socket = socket;
	}

	/**
	 * Open a tab at a gateway, as the page does: where the application says, with the
	 * token that it gives.
	 */
	public static PushTab openWhereTold(SampleClient user) {
		JsonNode connection = SampleClient.json(user.get("/connection"));
		URI url = URI.create(connection.get("url").asString());
		return open(HttpClient.newHttpClient(), url.getPort(), "?token=" + connection.get("token").asString(), null);
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

	/** The node that the tab is connected to. */
	public String node() {
		return this.receiver.welcome.join().get("node").asString();
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

	/** Join a group, and return the answer: a {@code reply} or an {@code error}. */
	public JsonNode join(String group) {
		return ask(Map.of("type", "join", "group", group));
	}

	/** Leave a group, and return the answer. */
	public JsonNode leave(String group) {
		return ask(Map.of("type", "leave", "group", group));
	}

	/** Send a request, and return the answer. */
	public JsonNode request(String namespace, String event, Object data) {
		return ask(Map.of("type", "send", "namespace", namespace, "event", event, "data", data));
	}

	private JsonNode ask(Map<String, Object> frame) {
		String id = UUID.randomUUID().toString();
		CompletableFuture<JsonNode> answer = new CompletableFuture<>();
		this.receiver.answers.put(id, answer);
		ObjectNode withId = JsonMapper.shared().valueToTree(frame);
		withId.put("id", id);
		this.socket.sendText(withId.toString(), true).join();
		return answer.orTimeout(30, TimeUnit.SECONDS).join();
	}

	/** Wait until the server closes the connection, and return its close code. */
	public int awaitClose() {
		return this.receiver.closed.orTimeout(30, TimeUnit.SECONDS).join();
	}

	@Override
	public void close() {
		this.socket.sendClose(WebSocket.NORMAL_CLOSURE, "")
			.orTimeout(10, TimeUnit.SECONDS)
			.whenComplete((socket, failure) -> this.socket.abort())
			// The server may have been the first
			.exceptionally((failure) -> this.socket)
			.join();
	}

	private static final class Receiver implements WebSocket.Listener {

		private final CompletableFuture<JsonNode> welcome = new CompletableFuture<>();

		private final CompletableFuture<Integer> closed = new CompletableFuture<>();

		private final List<JsonNode> messages = new CopyOnWriteArrayList<>();

		private final Map<String, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();

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
					case "reply", "error" -> answered(frame);
					default -> {
					}
				}
			}
			socket.request(1);
			return null;
		}

		@Override
		public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
			this.closed.complete(code);
			return null;
		}

		private void answered(JsonNode frame) {
			CompletableFuture<JsonNode> answer = this.answers.remove(frame.path("id").asString(""));
			if (answer != null) {
				answer.complete(frame);
			}
		}

	}

}
