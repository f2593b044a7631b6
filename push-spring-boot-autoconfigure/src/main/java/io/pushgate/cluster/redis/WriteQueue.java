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

package io.pushgate.cluster.redis;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be written, in order, a batch at a time: while one is under way, the next
 * one grows. What fails is tried again, before all else. On the directory's thread only.
 */
final class WriteQueue {

	private static final Log logger = LogFactory.getLog(WriteQueue.class);

	private static final int MAX_BATCH = 1000;

	private static final long PAUSE_MILLIS = 100;

	private static final long FAILING_NANOS = TimeUnit.SECONDS.toNanos(1);

	// An error of the server's that does not go away must not stop all else.
	private static final int MAX_FAILURES = 5;

	private static final long HOPELESS_PAUSE_MILLIS = TimeUnit.SECONDS.toMillis(10);

	private final DirectoryLoop loop;

	private final Runnable recovered;

	private final Deque<Work> again = new ArrayDeque<>();

	private final Set<Work> queue = new LinkedHashSet<>();

	private boolean busy;

	private boolean pumping;

	private boolean closed;

	// Since when nothing could be written, in nanoseconds; 0 while it can.
	private long failingSince;

	// Redis has answered, and not written.
	private boolean refused;

	private long batches;

	private long written;

	/**
	 * Create a queue.
	 * @param loop the directory's thread
	 * @param recovered run when something could be written again after a while
	 */
	WriteQueue(DirectoryLoop loop, Runnable recovered) {
		this.loop = loop;
		this.recovered = recovered;
	}

	void add(Work work) {
		if (work.want()) {
			this.queue.add(work);
		}
		// Takes what this very task adds into the same batch.
		if (!this.busy && !this.pumping) {
			this.pumping = true;
			this.loop.execute(this::pump);
		}
	}

	/**
	 * Do something once all that is wanted now is written.
	 */
	void then(Runnable action) {
		then((held) -> action.run());
	}

	/**
	 * Do something once all that is wanted now is written, or will not be.
	 * @param action takes whether all of it is written
	 */
	void then(Consumer<Boolean> action) {
		add(new Work.Barrier(action));
	}

	/**
	 * Write something not, after all, that waits to be written.
	 * @return whether it has waited
	 */
	boolean remove(Work work) {
		return this.queue.remove(work) && work.take();
	}

	/**
	 * Return whether nothing could be written for some time.
	 */
	boolean isFailing() {
		return this.failingSince != 0 && System.nanoTime() - this.failingSince > FAILING_NANOS;
	}

	/**
	 * Return whether Redis refuses to write for now.
	 */
	boolean isRefused() {
		return this.refused;
	}

	private void pump() {
		this.pumping = false;
		if (this.busy || this.closed) {
			return;
		}
		List<Work> batch = new ArrayList<>();
		List<@Nullable CompletableFuture<List<String>>> replies = new ArrayList<>();
		List<CompletableFuture<List<String>>> pending = new ArrayList<>();
		for (Work work = poll(); work != null; work = (batch.size() < MAX_BATCH) ? poll() : null) {
			work.take();
			CompletableFuture<List<String>> reply = write(work);
			batch.add(work);
			replies.add(reply);
			if (reply != null) {
				pending.add(reply);
			}
		}
		if (batch.isEmpty()) {
			return;
		}
		this.busy = true;
		long began = System.nanoTime();
		if (!pending.isEmpty()) {
			this.batches++;
			this.written += pending.size();
		}
		CompletableFuture.allOf(pending.toArray(CompletableFuture[]::new))
			.whenComplete((done, failure) -> this.loop.execute(() -> done(batch, replies, began)));
	}

	private void unpark(Work work) {
		work.unpark();
		if (work.isCurrent()) {
			add(work);
		}
	}

	private @Nullable Work poll() {
		Work work = this.again.poll();
		if (work == null && !this.queue.isEmpty()) {
			Iterator<Work> works = this.queue.iterator();
			work = works.next();
			works.remove();
		}
		return work;
	}

	private static @Nullable CompletableFuture<List<String>> write(Work work) {
		try {
			CompletionStage<List<String>> reply = work.write();
			return (reply != null) ? reply.toCompletableFuture() : null;
		}
		catch (RuntimeException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	private void done(List<Work> batch, List<@Nullable CompletableFuture<List<String>>> replies, long began) {
		List<Work> again = new ArrayList<>();
		boolean held = true;
		boolean refused = false;
		for (int i = 0; i < batch.size(); i++) {
			Work work = batch.get(i);
			CompletableFuture<List<String>> reply = replies.get(i);
			Throwable failure = (reply != null) ? failure(reply) : null;
			if (failure != null && isHopeless(work, failure)) {
				held = false;
				if (work.park()) {
					this.loop.schedule(() -> unpark(work), HOPELESS_PAUSE_MILLIS);
				}
			}
			else if (failure != null) {
				logger.debug("Redis has not written something", failure);
				refused = refused || RedisFailures.isReply(failure);
				again.add(work);
			}
			else if (!again.isEmpty() && work instanceof Work.Barrier) {
				again.add(work);
			}
			else if (work instanceof Work.Barrier barrier) {
				barrier.reached(held);
			}
			else {
				work.succeeded();
				work.written((reply != null) ? reply.join() : List.of());
			}
		}
		for (int i = again.size() - 1; i >= 0; i--) {
			if (!again.get(i).want()) {
				// It was wanted once more meanwhile.
				this.queue.remove(again.get(i));
			}
			this.again.addFirst(again.get(i));
		}
		this.refused = refused;
		if (again.isEmpty()) {
			this.busy = false;
			boolean failing = isFailing() || System.nanoTime() - began > FAILING_NANOS;
			this.failingSince = 0;
			if (failing) {
				this.recovered.run();
			}
			pump();
		}
		else {
			if (this.failingSince == 0) {
				this.failingSince = (began != 0) ? began : 1;
			}
			this.loop.schedule(() -> {
				this.busy = false;
				pump();
			}, PAUSE_MILLIS);
		}
	}

	private static @Nullable Throwable failure(CompletableFuture<?> reply) {
		try {
			reply.join();
			return null;
		}
		catch (CompletionException ex) {
			return (ex.getCause() != null) ? ex.getCause() : ex;
		}
		catch (RuntimeException ex) {
			return ex;
		}
	}

	private static boolean isHopeless(Work work, Throwable failure) {
		if (!RedisFailures.isLasting(failure) || work.failed() < MAX_FAILURES) {
			return false;
		}
		logger.warn("Redis cannot write an entry of the directory, which is tried again every "
				+ TimeUnit.MILLISECONDS.toSeconds(HOPELESS_PAUSE_MILLIS) + " s: " + failure.getMessage());
		return true;
	}

	int size() {
		return this.again.size() + this.queue.size();
	}

	long batches() {
		return this.batches;
	}

	long written() {
		return this.written;
	}

	void close() {
		this.closed = true;
		this.again.clear();
		this.queue.clear();
	}

}
