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

package io.pushgate.delivery.http;

import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.pushgate.message.PushMessage;
import io.pushgate.message.PushResult;

import org.springframework.http.HttpMethod;

/**
 * Something that a lane does in its turn.
 */
abstract sealed class GatewayTask {

	// What a task takes beside its bytes, roughly.
	private static final int OVERHEAD = 200;

	private final long deadline;

	private final int bytes;

	private final AtomicBoolean settled = new AtomicBoolean();

	private final CompletableFuture<Boolean> expiry = new CompletableFuture<>();

	private GatewayTask(long deadline, int bytes) {
		this.deadline = deadline;
		this.bytes = bytes + OVERHEAD;
	}

	/**
	 * Return when it is given up, by {@link System#nanoTime()}.
	 */
	long deadline() {
		return this.deadline;
	}

	/**
	 * Do something at the deadline, unless it is settled by then.
	 */
	void atDeadline(Runnable action) {
		this.expiry.completeOnTimeout(true, Math.max(0, this.deadline - System.nanoTime()), TimeUnit.NANOSECONDS)
			.thenAccept((late) -> {
				if (late) {
					action.run();
				}
			});
	}

	/**
	 * Settle it: what comes first counts.
	 * @return whether this came first
	 */
	boolean settle() {
		boolean first = this.settled.compareAndSet(false, true);
		this.expiry.complete(false);
		return first;
	}

	/**
	 * Return how much memory it takes, roughly.
	 */
	int bytes() {
		return this.bytes;
	}

	abstract CompletableFuture<?> outcome();

	/**
	 * Complete the task.
	 * @param sessions how many sessions there were for a message, where that is known
	 */
	abstract void succeed(OptionalInt sessions);

	/**
	 * A message, to go with others in one call.
	 */
	static final class Message extends GatewayTask {

		private final PushMessage head;

		private final byte[] json;

		private final CompletableFuture<PushResult> outcome = new CompletableFuture<>();

		/**
		 * Create a task.
		 * @param head the message, without its payload
		 * @param json the message as it is sent
		 */
		Message(PushMessage head, byte[] json, long deadline) {
			super(deadline, json.length);
			this.head = head;
			this.json = json;
		}

		PushMessage head() {
			return this.head;
		}

		/**
		 * Return the message as it is sent.
		 */
		byte[] json() {
			return this.json;
		}

		@Override
		CompletableFuture<PushResult> outcome() {
			return this.outcome;
		}

		@Override
		void succeed(OptionalInt sessions) {
			this.outcome.complete(new PushResult(this.head.id(), this.head.time(), 0, sessions));
		}

	}

	/**
	 * A call of its own, without body.
	 */
	static final class Call extends GatewayTask {

		private final HttpMethod method;

		private final String path;

		private final Map<String, String> query;

		private final CompletableFuture<Void> outcome = new CompletableFuture<>();

		Call(HttpMethod method, String path, Map<String, String> query, long deadline) {
			super(deadline, 0);
			this.method = method;
			this.path = path;
			this.query = query;
		}

		HttpMethod method() {
			return this.method;
		}

		String path() {
			return this.path;
		}

		Map<String, String> query() {
			return this.query;
		}

		@Override
		CompletableFuture<Void> outcome() {
			return this.outcome;
		}

		@Override
		void succeed(OptionalInt sessions) {
			this.outcome.complete(null);
		}

	}

}
