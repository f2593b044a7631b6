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

package io.pushgate.contract;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Many clients that behave as they should, on one thread pool: read at once, and answer
 * the close.
 */
final class Crowd implements AutoCloseable {

	private static final JsonMapper JSON = JsonMapper.shared();

	private static final int AT_ONCE = 50;

	private final List<Member> members = new ArrayList<>();

	private final List<WebSocket> sockets = new ArrayList<>();

	private Crowd(int port, int size) {
		HttpClient client = HttpClient.newHttpClient();
		Semaphore connecting = new Semaphore(AT_ONCE);
		List<CompletableFuture<WebSocket>> opening = new ArrayList<>();
		for (int i = 0; i < size; i++) {
			Member member = new Member();
			this.members.add(member);
			connecting.acquireUninterruptibly();
			opening.add(client.newWebSocketBuilder()
				.connectTimeout(Duration.ofSeconds(20))
				.buildAsync(URI.create("ws://localhost:" + port + "/push?user=user-" + i), member)
				.whenComplete((socket, failure) -> connecting.release()));
		}
		opening.forEach((socket) -> this.sockets.add(socket.join()));
		this.members.forEach((member) -> member.welcomed.join());
	}

	static Crowd of(int size, int port) {
		return new Crowd(port, size);
	}

	List<Member> members() {
		return this.members;
	}

	@Override
	public void close() {
		this.sockets.forEach(WebSocket::abort);
	}

	/**
	 * One client, and what it was told.
	 */
	static final class Member implements WebSocket.Listener {

		private final StringBuilder text = new StringBuilder();

		private final CompletableFuture<Void> welcomed = new CompletableFuture<>();

		private final CompletableFuture<Integer> closed = new CompletableFuture<>();

		private volatile int messages;

		private volatile @Nullable JsonNode last;

		@Override
		public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
			this.text.append(data);
			if (last) {
				JsonNode frame = JSON.readTree(this.text.toString());
				this.text.setLength(0);
				this.last = frame;
				switch (frame.path("type").asString()) {
					case "welcome" -> this.welcomed.complete(null);
					case "message" -> this.messages++;
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

		@Override
		public void onError(WebSocket socket, Throwable error) {
			this.closed.complete(-1);
		}

		/**
		 * Return the close code once there is one; -1 if the connection was cut.
		 */
		CompletableFuture<Integer> closed() {
			return this.closed;
		}

		int messages() {
			return this.messages;
		}

		/**
		 * Return the last frame.
		 */
		JsonNode last() {
			JsonNode last = this.last;
			return (last != null) ? last : JSON.createObjectNode();
		}

	}

}
