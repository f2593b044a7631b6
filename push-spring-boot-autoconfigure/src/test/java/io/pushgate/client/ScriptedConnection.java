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

package io.pushgate.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import org.awaitility.Awaitility;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;

/**
 * The server's end of a connection that a test drives. Records what the client sends, and
 * by itself answers nothing but pings.
 */
final class ScriptedConnection {

	private static final JsonMapper JSON = new JsonMapper();

	private final Handshake handshake;

	private final WebSocketSession session;

	private final List<Map<String, Object>> received = new CopyOnWriteArrayList<>();

	private volatile long pongInterval;

	private volatile long clockOffset;

	private volatile boolean closed;

	ScriptedConnection(Handshake handshake, WebSocketSession session) {
		this.handshake = handshake;
		this.session = session;
	}

	Handshake handshake() {
		return this.handshake;
	}

	/**
	 * Answer pings from now on, and name this interval in the answers.
	 */
	ScriptedConnection answerPings(long interval) {
		this.pongInterval = interval;
		return this;
	}

	/**
	 * Have a clock that differs from that of the browser.
	 */
	ScriptedConnection clockOffset(long millis) {
		this.clockOffset = millis;
		return this;
	}

	ScriptedConnection stopAnswering() {
		this.pongInterval = 0;
		return this;
	}

	ScriptedConnection welcome() {
		return welcome(Map.of());
	}

	ScriptedConnection welcome(Map<String, Object> fields) {
		Map<String, Object> frame = new HashMap<>(Map.of("type", "welcome", "session", "7001", "user", "ada", "device",
				"d", "node", "3", "time", 1, "maxFrame", 65536));
		frame.put("heartbeat", Map.of("interval", 60_000, "timeout", 120_000));
		frame.put("position", Map.of("epoch", "e1", "seq", 0));
		frame.putAll(fields);
		return send(frame);
	}

	/**
	 * Push a message with the given id and data.
	 */
	ScriptedConnection push(String id, Object data, Map<String, Object> fields) {
		Map<String, Object> frame = new HashMap<>(
				Map.of("type", "message", "id", id, "event", "cover.ready", "data", data, "time", 12345));
		frame.putAll(fields);
		return send(frame);
	}

	ScriptedConnection send(Map<String, Object> frame) {
		return sendText(JSON.writeValueAsString(frame));
	}

	synchronized ScriptedConnection sendText(String text) {
		try {
			this.session.sendMessage(new TextMessage(text));
			return this;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	void close(int code) {
		try {
			this.session.close(new CloseStatus(code, "Scripted"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	boolean isClosed() {
		return this.closed;
	}

	/**
	 * Return the frames of one type that have come so far.
	 */
	List<Map<String, Object>> received(String type) {
		return this.received.stream().filter((frame) -> type.equals(frame.get("type"))).toList();
	}

	/**
	 * Wait for some frames of a type.
	 */
	List<Map<String, Object>> await(String type, int count) {
		Awaitility.await(count + " " + type).until(() -> received(type).size() >= count);
		return received(type);
	}

	/**
	 * Return the types of all frames that have come so far.
	 */
	List<Object> types() {
		return this.received.stream().map((frame) -> frame.get("type")).toList();
	}

	/**
	 * Answer a request.
	 */
	ScriptedConnection reply(Map<String, Object> request, Object data) {
		return send(Map.of("type", "reply", "id", request.get("id"), "data", data));
	}

	/**
	 * Answer a request with an error.
	 */
	ScriptedConnection refuse(Map<String, Object> request, String code) {
		return send(Map.of("type", "error", "id", request.get("id"), "code", code, "message", "Scripted"));
	}

	/**
	 * Wait for the first frame of a type.
	 */
	Map<String, Object> await(String type) {
		Awaitility.await(type).until(() -> !received(type).isEmpty());
		return received(type).get(0);
	}

	void onText(String text) {
		@SuppressWarnings("unchecked")
		Map<String, Object> frame = JSON.readValue(text, Map.class);
		this.received.add(frame);
		if ("ping".equals(frame.get("type")) && this.pongInterval > 0) {
			send(Map.of("type", "pong", "time", System.currentTimeMillis() + this.clockOffset, "interval",
					this.pongInterval));
		}
	}

	void onClosed() {
		this.closed = true;
	}

}
