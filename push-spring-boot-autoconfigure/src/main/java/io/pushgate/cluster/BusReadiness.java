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

package io.pushgate.cluster;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Decides how the bus is by what comes back. A broker that is connected says little: a
 * subscription may not be there yet, or be lost, without anyone being told. So a node is
 * ready once a probe has come back to it on every way that a message can take, and stays
 * so as long as further ones do. Thread-safe.
 */
final class BusReadiness {

	private final Consumer<BusState> listener;

	// Under the lock of this, as all below. When the probes under way were sent.
	private final Map<Probe, Long> underway = new HashMap<>();

	private BusState state = BusState.STOPPED;

	private boolean roundSent;

	private boolean roundFailed;

	private long round;

	/**
	 * Create a readiness.
	 * @param listener told of each new state, in order
	 */
	BusReadiness(Consumer<BusState> listener) {
		this.listener = listener;
	}

	synchronized BusState state() {
		return this.state;
	}

	synchronized boolean awaitReady(Duration timeout) {
		long deadline = System.nanoTime() + timeout.toNanos();
		try {
			while (this.state != BusState.READY) {
				long left = deadline - System.nanoTime();
				if (left <= 0 || this.state == BusState.STOPPED) {
					return false;
				}
				wait(left / 1_000_000, (int) (left % 1_000_000));
			}
			return true;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	synchronized void started() {
		forget();
		change(BusState.CONNECTING);
	}

	synchronized void stopped() {
		forget();
		change(BusState.STOPPED);
	}

	/**
	 * Something is broken: what was under way will not come back.
	 */
	synchronized void lost() {
		forget();
		if (this.state == BusState.READY) {
			change(BusState.LOST);
		}
	}

	/**
	 * Start a round over every way, if that is the time for it: none is under way, and
	 * the bus is not ready.
	 * @return whether the probes are to be sent
	 */
	synchronized boolean startRound() {
		this.roundFailed = false;
		return (this.state == BusState.CONNECTING || this.state == BusState.LOST) && this.underway.isEmpty();
	}

	synchronized Probe sending(int lane, boolean directed, long now) {
		Probe probe = new Probe(++this.round, lane, directed);
		this.underway.put(probe, now);
		return probe;
	}

	/**
	 * The last probe of a round has been sent.
	 */
	synchronized void roundSent() {
		this.roundSent = !this.roundFailed;
		if (this.roundFailed) {
			forget();
		}
		judge();
	}

	synchronized void returned(Probe probe) {
		this.underway.remove(probe);
		judge();
	}

	/**
	 * Return whether a probe is under way for too long.
	 */
	synchronized boolean isOverdue(long now, long timeout) {
		return this.underway.values().stream().anyMatch((sentAt) -> now - sentAt > timeout);
	}

	private void judge() {
		if (this.roundSent && this.underway.isEmpty() && this.state != BusState.READY
				&& this.state != BusState.STOPPED) {
			change(BusState.READY);
		}
	}

	private void forget() {
		this.roundFailed = true;
		this.underway.clear();
		this.roundSent = false;
	}

	private void change(BusState state) {
		if (this.state != state) {
			this.state = state;
			notifyAll();
			this.listener.accept(state);
		}
	}

	/**
	 * A probe.
	 *
	 * @param round its number
	 * @param lane the way it takes
	 * @param directed whether it is for this node rather than for all
	 */
	record Probe(long round, int lane, boolean directed) {

	}

}
