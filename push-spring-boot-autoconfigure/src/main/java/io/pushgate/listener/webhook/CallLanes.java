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

package io.pushgate.listener.webhook;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import io.pushgate.listener.TenantShares;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Begins calls, not too many at the same time, and those of one key one after the other.
 * Thread-safe. Nothing here blocks: a call is begun by whoever submits it, or by whoever
 * ends the one before it.
 *
 * <p>
 * What always holds: calls of a key begin in the order of their submission, each after
 * the end of the one before it; at most {@code concurrency} calls are under way, and at
 * most {@code queue} wait, {@code queuePerKey} of one key, and fewer of one tenant where
 * there are several; keys take turns, call by call; a key that has nothing to do takes no
 * memory.
 */
final class CallLanes {

	private static final Log logger = LogFactory.getLog(CallLanes.class);

	private final int concurrency;

	private final int queuePerKey;

	private final TenantShares places;

	/**
	 * Guards everything below. Nobody is called under it.
	 */
	private final Object lock = new Object();

	private final Map<Object, Lane> lanes = new HashMap<>();

	// Lanes that have a call waiting and none under way.
	private final Queue<Lane> ready = new ArrayDeque<>();

	private int running;

	CallLanes(int concurrency, int queue, int queuePerKey) {
		this.concurrency = concurrency;
		this.queuePerKey = queuePerKey;
		this.places = new TenantShares(concurrency + queue);
	}

	/**
	 * Submit a call.
	 * @param tenant whose call it is
	 * @param key what of the tenant it belongs to
	 * @param call begins the call, and returns what is complete when it ends
	 * @return whether there was a place for it
	 */
	boolean submit(String tenant, Object key, Supplier<CompletableFuture<?>> call) {
		synchronized (this.lock) {
			Lane lane = this.lanes.get(key);
			if ((lane != null && lane.calls.size() >= this.queuePerKey) || !this.places.enter(tenant)) {
				return false;
			}
			if (lane == null) {
				lane = new Lane(tenant, key);
				this.lanes.put(key, lane);
			}
			lane.calls.add(call);
			if (!lane.busy && lane.calls.size() == 1) {
				this.ready.add(lane);
			}
		}
		begin();
		return true;
	}

	private void begin() {
		while (true) {
			Lane lane;
			Supplier<CompletableFuture<?>> call;
			synchronized (this.lock) {
				lane = (this.running < this.concurrency) ? this.ready.poll() : null;
				if (lane == null) {
					return;
				}
				call = lane.calls.remove();
				lane.busy = true;
				this.running++;
			}
			CompletableFuture<?> end = begin(call);
			if (!end.isDone()) {
				Lane begun = lane;
				end.whenComplete((result, failure) -> {
					ended(begun);
					begin();
				});
				// The next lane is begun here.
				continue;
			}
			// Not by way of the future, or many such calls would fill the stack.
			ended(lane);
		}
	}

	private static CompletableFuture<?> begin(Supplier<CompletableFuture<?>> call) {
		try {
			return call.get();
		}
		catch (RuntimeException ex) {
			logger.error("A call could not be begun", ex);
			return CompletableFuture.failedFuture(ex);
		}
	}

	private void ended(Lane lane) {
		synchronized (this.lock) {
			this.running--;
			this.places.leave(lane.tenant);
			lane.busy = false;
			if (lane.calls.isEmpty()) {
				this.lanes.remove(lane.key);
			}
			else {
				this.ready.add(lane);
			}
		}
	}

	/**
	 * Return how many calls wait or are under way.
	 */
	int size() {
		return this.places.takenCount();
	}

	/**
	 * Return how many keys have something to do.
	 */
	int keyCount() {
		synchronized (this.lock) {
			return this.lanes.size();
		}
	}

	private static final class Lane {

		private final String tenant;

		private final Object key;

		private final Queue<Supplier<CompletableFuture<?>>> calls = new ArrayDeque<>(2);

		private boolean busy;

		Lane(String tenant, Object key) {
			this.tenant = tenant;
			this.key = key;
		}

	}

}
