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

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * An engine that does to messages what brokers and networks do.
 */
public class FaultyEngine implements BusEngine {

	private final BusEngine engine;

	private final List<ClusterEnvelope> held = new ArrayList<>();

	private final AtomicInteger reconnects = new AtomicInteger();

	private volatile Predicate<ClusterEnvelope> lost = (envelope) -> false;

	private volatile Predicate<ClusterEnvelope> refused = (envelope) -> false;

	private volatile Predicate<ClusterEnvelope> tooLarge = (envelope) -> false;

	private volatile boolean twice;

	private volatile int reversed = 1;

	private volatile @Nullable BusReceiver receiver;

	private volatile int unavailable;

	public FaultyEngine(BusEngine engine) {
		this.engine = engine;
	}

	/**
	 * Accept and lose these.
	 */
	public void lose(Predicate<ClusterEnvelope> lost) {
		this.lost = lost;
	}

	public void refuse(Predicate<ClusterEnvelope> refused) {
		this.refused = refused;
	}

	public void refuseAsTooLarge(Predicate<ClusterEnvelope> tooLarge) {
		this.tooLarge = tooLarge;
	}

	public void sendTwice() {
		this.twice = true;
	}

	/**
	 * Send messages in rows of this many, the last one first.
	 */
	public void reverse(int count) {
		this.reversed = count;
	}

	/**
	 * Fail to open this many times.
	 */
	public void beUnavailable(int times) {
		this.unavailable = times;
	}

	public int reconnects() {
		return this.reconnects.get();
	}

	public BusReceiver receiver() {
		BusReceiver receiver = this.receiver;
		if (receiver == null) {
			throw new IllegalStateException("Not open");
		}
		return receiver;
	}

	@Override
	public String name() {
		return "faulty";
	}

	@Override
	public int lanes() {
		return 3;
	}

	@Override
	public void open(NodeId node, BusReceiver receiver) {
		if (this.unavailable > 0) {
			this.unavailable--;
			throw new BusUnavailableException("There is no broker");
		}
		this.receiver = receiver;
		this.engine.open(node, receiver);
	}

	@Override
	public CompletableFuture<Void> send(ClusterEnvelope envelope) {
		if (this.refused.test(envelope)) {
			return CompletableFuture.failedFuture(new IllegalStateException("refused by the test"));
		}
		if (this.tooLarge.test(envelope)) {
			return CompletableFuture.failedFuture(new BusMessageTooLargeException("too large for the test"));
		}
		if (this.lost.test(envelope)) {
			return CompletableFuture.completedFuture(null);
		}
		if (this.reversed > 1 && envelope.sequence() > 0) {
			return hold(envelope);
		}
		CompletableFuture<Void> accepted = this.engine.send(envelope);
		return this.twice ? accepted.thenCompose((done) -> this.engine.send(envelope)) : accepted;
	}

	private CompletableFuture<Void> hold(ClusterEnvelope envelope) {
		synchronized (this.held) {
			this.held.add(0, envelope);
			if (this.held.size() == this.reversed) {
				this.held.forEach((late) -> this.engine.send(late));
				this.held.clear();
			}
		}
		return CompletableFuture.completedFuture(null);
	}

	@Override
	public void reconnect() {
		this.reconnects.incrementAndGet();
		this.engine.reconnect();
	}

	@Override
	public void close() {
		this.engine.close();
	}

}
