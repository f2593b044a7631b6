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

package io.pushgate.session;

/**
 * How one client's heart beats. Times are milliseconds of a clock that never goes back.
 *
 * <p>
 * A beat is good if the client answers a ping, or pings by itself, before half the time
 * between interval and timeout has passed. After so many good beats the interval grows by
 * a step; one miss brings it back to the start once the client is heard of again.
 *
 * <p>
 * Any inbound frame calls {@link #seen}, from a thread of the transport; the sweep calls
 * {@link #check} from its own.
 */
final class Heartbeat {

	private final HeartbeatSettings settings;

	private volatile long lastSeen;

	private volatile boolean pinged;

	// Guarded by this object's monitor.

	private long interval;

	private int goodBeats;

	private boolean missed;

	Heartbeat(HeartbeatSettings settings, long now) {
		this.settings = settings;
		this.interval = settings.interval().toMillis();
		this.lastSeen = now;
	}

	/**
	 * Take note of any inbound frame.
	 */
	void seen(long now) {
		this.lastSeen = now;
		if (this.pinged) {
			beat();
		}
	}

	/**
	 * Take note of a client's own heartbeat.
	 * @return the interval that the client is to use next
	 */
	synchronized long ping(long now) {
		this.lastSeen = now;
		beat();
		return this.interval;
	}

	private synchronized void beat() {
		this.pinged = false;
		if (this.missed) {
			this.missed = false;
			this.goodBeats = 0;
			this.interval = this.settings.interval().toMillis();
			return;
		}
		this.goodBeats++;
		if (this.goodBeats >= this.settings.every()) {
			this.goodBeats = 0;
			this.interval = Math.min(this.interval + this.settings.step().toMillis(),
					this.settings.maxInterval().toMillis());
		}
	}

	/**
	 * Say what the silence up to now asks for.
	 */
	synchronized Action check(long now) {
		long silence = now - this.lastSeen;
		if (silence < this.interval) {
			return Action.NONE;
		}
		long timeout = timeout();
		if (silence >= timeout) {
			return Action.CLOSE;
		}
		if (!this.pinged) {
			this.pinged = true;
			return Action.PING;
		}
		if (!this.missed && silence >= this.interval + (timeout - this.interval) / 2) {
			this.missed = true;
			return Action.PING;
		}
		return Action.NONE;
	}

	synchronized long interval() {
		return this.interval;
	}

	synchronized long timeout() {
		return this.settings.timeout().toMillis() + this.interval - this.settings.interval().toMillis();
	}

	long lastSeen() {
		return this.lastSeen;
	}

	/**
	 * What a silence asks for.
	 */
	enum Action {

		NONE, PING, CLOSE

	}

}
