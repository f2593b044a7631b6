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
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Decides how the bus is by what comes back. A broker that is connected says little: a
 * subscription may not be there yet, or be lost, without anyone being told. So a node is
 * ready once a probe has come back to it on every way that a message can take, and stays
 * so as long as further ones do. Thread-safe.
 */
final class BusReadiness {

	private final Consumer<BusState> listener;

	// Written under the lock of this; whoever publishes reads it without.
	private volatile BusState state = BusState.STOPPED;

	// Under the lock of this, as all below.
	private long lastNumber;

	/**
	 * Probes that were sent before this one count no more.
	 */
	private long firstNumber;

	private long readySince;

	// The ways on which nothing has come back since the bus was last lost.
	private final Set<Way> unproved = new HashSet<>();

	private boolean proving;

	private long provingSince;

	// While ready: when the probes under way were sent.
	private final Map<Long, Long> underWay = new HashMap<>();

	/**
	 * Create a readiness.
	 * @param listener told of each new state, in order
	 */
	BusReadiness(Consumer<BusState> listener) {
		this.listener = listener;
	}

	BusState state() {
		return this.state;
	}

	/**
	 * Return whether the bus has been ready for some time without a break.
	 */
	synchronized boolean isReadyFor(long nanos) {
		return this.state == BusState.READY && System.nanoTime() - this.readySince >= nanos;
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
	 * Something is broken: nothing that is under way proves anything any more.
	 */
	synchronized void lost() {
		forget();
		if (this.state == BusState.READY) {
			change(BusState.LOST);
		}
	}

	/**
	 * Return the ways to probe now: those that are still to be proved, or where the bus
	 * is ready, one in turn.
	 */
	synchronized Set<Way> toProbe(int lanes, int turn, long now) {
		if (this.state == BusState.READY) {
			return Way.both(Math.floorMod(turn, lanes)).collect(Collectors.toSet());
		}
		if (!this.proving) {
			this.proving = true;
			this.provingSince = now;
			IntStream.range(0, lanes).boxed().flatMap(Way::both).forEach(this.unproved::add);
		}
		return Set.copyOf(this.unproved);
	}

	synchronized Probe sending(Way way, long now) {
		long number = ++this.lastNumber;
		if (this.state == BusState.READY) {
			this.underWay.put(number, now);
		}
		return new Probe(number, way);
	}

	/**
	 * A probe could not be sent.
	 */
	synchronized void failed(Probe probe) {
		if (probe.number() >= this.firstNumber) {
			lost();
		}
	}

	/**
	 * A probe has come back.
	 * @return how long it was under way, in nanoseconds, or -1 where that was not looked
	 * at
	 */
	synchronized long returned(Probe probe, long now) {
		if (probe.number() < this.firstNumber) {
			return -1;
		}
		Long sentAt = this.underWay.remove(probe.number());
		this.unproved.remove(probe.way());
		if (this.proving && this.unproved.isEmpty()) {
			this.proving = false;
			change(BusState.READY);
		}
		return (sentAt != null) ? now - sentAt : -1;
	}

	/**
	 * Return whether nothing comes back for too long.
	 */
	synchronized boolean isOverdue(long now, long timeout) {
		return (this.proving && now - this.provingSince > timeout)
				|| this.underWay.values().stream().anyMatch((sentAt) -> now - sentAt > timeout);
	}

	private void forget() {
		this.firstNumber = this.lastNumber + 1;
		this.proving = false;
		this.unproved.clear();
		this.underWay.clear();
	}

	private void change(BusState state) {
		if (this.state != state) {
			this.state = state;
			this.readySince = System.nanoTime();
			notifyAll();
			this.listener.accept(state);
		}
	}

	/**
	 * A way that a message can take.
	 *
	 * @param lane one of those that the engine has
	 * @param directed whether to this node rather than to all
	 */
	record Way(int lane, boolean directed) {

		private static Stream<Way> both(int lane) {
			return Stream.of(new Way(lane, false), new Way(lane, true));
		}

	}

	/**
	 * A probe.
	 *
	 * @param number its number
	 * @param way the way that it takes
	 */
	record Probe(long number, Way way) {

	}

}
