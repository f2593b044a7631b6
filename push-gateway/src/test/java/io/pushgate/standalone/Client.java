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

package io.pushgate.standalone;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A client of a gateway: its frames, and plain HTTP.
 */
final class Client implements AutoCloseable {

	static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final BlockingQueue<JsonNode> frames = new LinkedBlockingQueue<>();

	private final CompletableFuture<Integer> closed = new CompletableFuture<>();

	private final WebSocket socket;

	private Client(int port, String query) {
		this.socket = HTTP.newWebSocketBuilder()
			.buildAsync(URI.create("ws://127.0.0.1:" + port + "/push?" + query), new Listener())
			.join();
	}

	/**
	 * Connect and read the welcome.
	 */
	static Client connect(int port, String query) {
		Client client = new Client(port, query);
		client.read("welcome");
		return client;
	}

	JsonNode read(String type) {
		try {
			while (true) {
				JsonNode frame = this.frames.poll(60, TimeUnit.SECONDS);
				if (frame == null) {
					throw new AssertionError("There was no " + type);
				}
				if (frame.path("type").asString().equals(type)) {
					return frame;
				}
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	void send(String json) {
		this.socket.sendText(json, true).join();
	}

	int awaitClose() {
		return this.closed.orTimeout(60, TimeUnit.SECONDS).join();
	}

	static HttpResponse<String> get(int port, String path) {
		return send(port, "GET", path, null, null);
	}

	static HttpResponse<String> push(int port, String key, String body) {
		return send(port, "POST", "/push/api/v1/messages", key, body);
	}

	private static HttpResponse<String> send(int port, String method, String path, @Nullable String key,
			@Nullable String body) {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
			.method(method, (body != null) ? BodyPublishers.ofString(body) : BodyPublishers.noBody());
		if (key != null) {
			request.header("Authorization", "Bearer " + key).header("Content-Type", "application/json");
		}
		try {
			return HTTP.send(request.build(), BodyHandlers.ofString());
		}
		catch (IOException ex) {
			throw new IllegalStateException(method + " " + path + " failed", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		this.socket.abort();
	}

	private final class Listener implements WebSocket.Listener {

		private final StringBuilder text = new StringBuilder();

		@Override
		public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
			this.text.append(data);
			if (last) {
				Client.this.frames.add(JsonMapper.shared().readTree(this.text.toString()));
				this.text.setLength(0);
			}
			socket.request(1);
			return null;
		}

		@Override
		public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
			Client.this.closed.complete(code);
			return null;
		}

		@Override
		public void onError(WebSocket socket, Throwable failure) {
			Client.this.closed.completeExceptionally(failure);
		}

	}

}
