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

package io.pushgate.cluster.rocketmq;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import io.pushgate.cluster.BusMessageTooLargeException;
import io.pushgate.cluster.BusUnavailableException;
import org.apache.rocketmq.common.message.Message;
import org.jspecify.annotations.Nullable;

/**
 * Sends messages to one queue in the order in which they come. RocketMQ's own
 * asynchronous sending keeps none, as several threads do it; so one send is under way at
 * a time, and takes with it what has come meanwhile. When the broker cannot be reached,
 * what waits fails as well, at once. What is too large together is sent one by one.
 * Thread-safe.
 */
final class SendLane {

	private static final int MAX_BATCH = 256;

	private static final int MAX_BATCH_BYTES = 512 * 1024;

	private static final int MAX_PENDING = 16_384;

	private static final long MAX_PENDING_BYTES = 16L * 1024 * 1024;

	private final Function<List<Message>, CompletableFuture<Void>> sender;

	// Under the lock of this, as all below.
	private final Deque<Pending> pending = new ArrayDeque<>();

	private long pendingBytes;

	private boolean busy;

	// How many of those that wait are to be sent alone.
	private int alone;

	/**
	 * Create a lane.
	 * @param sender sends messages together
	 */
	SendLane(Function<List<Message>, CompletableFuture<Void>> sender) {
		this.sender = sender;
	}

	CompletableFuture<Void> send(Message message) {
		Pending one = new Pending(message, new CompletableFuture<>());
		synchronized (this) {
			if (this.pending.size() >= MAX_PENDING
					|| (!this.pending.isEmpty() && this.pendingBytes + one.length() > MAX_PENDING_BYTES)) {
				return CompletableFuture.failedFuture(new BusUnavailableException(
						"Too many messages wait for RocketMQ to accept them. Publish more slowly"));
			}
			this.pending.addLast(one);
			this.pendingBytes += one.length();
			if (this.busy) {
				return one.accepted;
			}
			this.busy = true;
		}
		sendNext();
		return one.accepted;
	}

	/**
	 * Fail all that waits.
	 */
	void fail(Throwable cause) {
		List<Pending> failed;
		synchronized (this) {
			failed = new ArrayList<>(this.pending);
			this.pending.clear();
			this.pendingBytes = 0;
			this.alone = 0;
		}
		failed.forEach((one) -> one.accepted.completeExceptionally(cause));
	}

	private void sendNext() {
		List<Pending> batch = take();
		if (batch.isEmpty()) {
			return;
		}
		CompletableFuture<Void> sent;
		try {
			sent = this.sender.apply(batch.stream().map(Pending::message).toList());
		}
		catch (RuntimeException ex) {
			sent = CompletableFuture.failedFuture(ex);
		}
		sent.whenComplete((done, failure) -> sent(batch, failure));
	}

	private void sent(List<Pending> batch, @Nullable Throwable failure) {
		if (failure instanceof BusMessageTooLargeException && batch.size() > 1) {
			takeBack(batch);
			sendNext();
			return;
		}
		for (Pending one : batch) {
			if (failure != null) {
				one.accepted.completeExceptionally(failure);
			}
			else {
				one.accepted.complete(null);
			}
		}
		if (failure instanceof BusUnavailableException) {
			fail(failure);
		}
		sendNext();
	}

	private synchronized void takeBack(List<Pending> batch) {
		for (int i = batch.size() - 1; i >= 0; i--) {
			this.pending.addFirst(batch.get(i));
			this.pendingBytes += batch.get(i).length();
		}
		this.alone = batch.size();
	}

	private synchronized List<Pending> take() {
		List<Pending> batch = new ArrayList<>();
		int bytes = 0;
		int atMost = (this.alone > 0) ? 1 : MAX_BATCH;
		this.alone = Math.max(0, this.alone - 1);
		while (!this.pending.isEmpty() && batch.size() < atMost) {
			int length = this.pending.getFirst().length();
			if (!batch.isEmpty() && bytes + length > MAX_BATCH_BYTES) {
				break;
			}
			bytes += length;
			this.pendingBytes -= length;
			batch.add(this.pending.removeFirst());
		}
		this.busy = !batch.isEmpty();
		return batch;
	}

	/**
	 * A message that waits.
	 *
	 * @param message the message
	 * @param accepted completes when the broker has it
	 */
	private record Pending(Message message, CompletableFuture<Void> accepted) {

		int length() {
			// What its properties take, roughly, counts as well.
			return this.message.getBody().length + 512;
		}

	}

}
