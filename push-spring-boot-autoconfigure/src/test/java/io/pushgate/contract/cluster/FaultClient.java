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

package io.pushgate.contract.cluster;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;

import io.pushgate.testsupport.RawWebSocket;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A client that comes back whenever its connection breaks, and notes what it gets and
 * when it was connected. A thread of its own.
 */
final class FaultClient implements AutoCloseable {

	private static final long PAUSE = 20_000_000;

	private static final JsonMapper JSON = JsonMapper.shared();

	private final String user;

	private final IntSupplier port;

	private final Map<Integer, Integer> received = new ConcurrentHashMap<>();

	private final Map<String, Boolean> markers = new ConcurrentHashMap<>();

	private final List<Presence> presences = new CopyOnWriteArrayList<>();

	private final Thread thread;

	private volatile boolean stopped;

	private volatile RawWebSocket socket;

	private volatile boolean connected;

	private volatile int disorder;

	FaultClient(String user, IntSupplier port) {
		this.user = user;
		this.port = port;
		this.thread = new Thread(this::run, "client-" + user);
		this.thread.start();
	}

	private void run() {
		while (!this.stopped) {
			try {
				RawWebSocket socket = RawWebSocket.to(this.port.getAsInt()).user(this.user).open();
				this.socket = socket;
				socket.readJson("welcome");
				read(socket);
			}
			catch (AssertionError | RuntimeException ex) {
				// Not there at the moment.
			}
			this.connected = false;
			LockSupport.parkNanos(PAUSE);
		}
	}

	private void read(RawWebSocket socket) {
		Presence presence = new Presence(System.nanoTime());
		this.presences.add(presence);
		this.connected = true;
		int last = -1;
		try {
			while (true) {
				RawWebSocket.Frame frame = socket.read();
				if (frame.opcode() != RawWebSocket.TEXT) {
					return;
				}
				JsonNode message = JSON.readTree(frame.payload());
				if (message.path("event").asString().equals("marker")) {
					this.markers.put(message.get("data").asString(), true);
				}
				else if (message.path("event").asString().equals("n")) {
					int number = message.get("data").asInt();
					this.received.merge(number, 1, Integer::sum);
					if (number < last) {
						this.disorder++;
					}
					last = number;
				}
			}
		}
		finally {
			presence.until = System.nanoTime();
			presence.ended = true;
			socket.close();
		}
	}

	String user() {
		return this.user;
	}

	boolean isConnected() {
		return this.connected;
	}

	boolean has(String marker) {
		return this.markers.containsKey(marker);
	}

	int count(int number) {
		return this.received.getOrDefault(number, 0);
	}

	int disorder() {
		return this.disorder;
	}

	/**
	 * Return whether the client was connected from some time before to some time after.
	 */
	boolean wasConnected(long from, long to) {
		return this.presences.stream().anyMatch((presence) -> presence.covers(from, to));
	}

	@Override
	public void close() {
		this.stopped = true;
		RawWebSocket socket = this.socket;
		if (socket != null) {
			socket.close();
		}
		try {
			this.thread.join(30_000);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * The time from a welcome to the moment at which the connection was found to be
	 * broken.
	 */
	private static final class Presence {

		private final long since;

		private long until;

		private volatile boolean ended;

		Presence(long since) {
			this.since = since;
		}

		boolean covers(long from, long to) {
			return this.since - from <= 0 && (!this.ended || this.until - to >= 0);
		}

	}

}
