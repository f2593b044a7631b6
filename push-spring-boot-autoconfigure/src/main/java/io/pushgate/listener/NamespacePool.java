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

package io.pushgate.listener;

import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

import io.pushgate.message.UserKey;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Runs what is to be done in one namespace, on threads of its own. Thread-safe; nothing
 * here blocks whoever submits.
 *
 * <p>
 * Tasks of one session run one after the other, in the order of their submission; the
 * sessions take turns, task by task, so that one that sends much does not keep others
 * waiting. Neither a session nor a user with many of them can take all places, nor can a
 * tenant where there are several. A place is taken from the submission of a task until
 * whoever submitted it releases it, which may be later than the task's end.
 */
final class NamespacePool {

	private static final Log logger = LogFactory.getLog(NamespacePool.class);

	private final PoolSettings settings;

	private final WorkerThreads threads;

	// What a lane holds is guarded by the lock of its entry. A lane is in here as long as
	// it has tasks or places.
	private final Map<String, Lane> lanes = new ConcurrentHashMap<>();

	// How many places users have who have any.
	private final Map<UserKey, Integer> users = new ConcurrentHashMap<>();

	// A lane that has tasks is either in here once, or with a worker.
	private final Queue<Lane> ready = new ConcurrentLinkedQueue<>();

	private final TenantShares places;

	private final AtomicInteger workers = new AtomicInteger();

	NamespacePool(PoolSettings settings, WorkerThreads threads) {
		this.settings = settings;
		this.threads = threads;
		this.places = new TenantShares(settings.threads() + settings.queue());
	}

	/**
	 * Submit a task.
	 * @param session whose task it is
	 * @param user whose session that is
	 * @param task the task; must not throw
	 * @return whether there was a place for it, to be given back by {@link #release}
	 */
	boolean submit(String session, UserKey user, Runnable task) {
		if (!enter(user)) {
			return false;
		}
		if (!submit(session, user.tenant(), task)) {
			leave(user);
			return false;
		}
		return true;
	}

	private boolean enter(UserKey user) {
		boolean[] entered = new boolean[1];
		this.users.compute(user, (key, places) -> {
			int taken = (places != null) ? places : 0;
			if (taken > this.settings.queuePerUser()) {
				return places;
			}
			entered[0] = true;
			return taken + 1;
		});
		return entered[0];
	}

	private void leave(UserKey user) {
		this.users.computeIfPresent(user, (key, places) -> (places > 1) ? places - 1 : null);
	}

	private boolean submit(String session, String tenant, Runnable task) {
		if (!this.places.enter(tenant)) {
			return false;
		}
		Lane[] accepted = new Lane[1];
		boolean[] idle = new boolean[1];
		this.lanes.compute(session, (key, current) -> {
			Lane lane = (current != null) ? current : new Lane(key);
			if (lane.places <= this.settings.queuePerSession()) {
				lane.places++;
				idle[0] = lane.tasks.isEmpty();
				lane.tasks.add(task);
				accepted[0] = lane;
			}
			return lane;
		});
		if (accepted[0] == null) {
			this.places.leave(tenant);
			return false;
		}
		if (idle[0]) {
			this.ready.add(accepted[0]);
			startWorker();
		}
		return true;
	}

	/**
	 * Give the place of a task back, once.
	 */
	void release(String session, UserKey user) {
		leave(user);
		this.lanes.computeIfPresent(session, (key, lane) -> {
			lane.places--;
			return lane.isOver() ? null : lane;
		});
		this.places.leave(user.tenant());
	}

	private void startWorker() {
		int running = this.workers.get();
		while (running < this.settings.threads()) {
			if (this.workers.compareAndSet(running, running + 1)) {
				try {
					this.threads.execute(this::work);
				}
				catch (RejectedExecutionException ex) {
					// Stopped: whoever stops answers what is left.
					this.workers.decrementAndGet();
				}
				return;
			}
			running = this.workers.get();
		}
	}

	private void work() {
		Lane lane = this.ready.poll();
		while (lane != null) {
			runFirst(lane);
			lane = this.ready.poll();
		}
		this.workers.decrementAndGet();
		if (!this.ready.isEmpty()) {
			// What came after the last look found this worker still counted.
			startWorker();
		}
	}

	private void runFirst(Lane lane) {
		Runnable[] task = new Runnable[1];
		this.lanes.computeIfPresent(lane.session, (key, current) -> {
			task[0] = current.tasks.peek();
			return current;
		});
		try {
			if (task[0] != null) {
				task[0].run();
			}
		}
		catch (Throwable ex) {
			logger.error("A worker of a namespace goes on after a failure", ex);
		}
		boolean[] more = new boolean[1];
		this.lanes.computeIfPresent(lane.session, (key, current) -> {
			// Only now: a lane without tasks would be made ready by the next one.
			current.tasks.poll();
			more[0] = !current.tasks.isEmpty();
			return current.isOver() ? null : current;
		});
		if (more[0]) {
			this.ready.add(lane);
		}
	}

	/**
	 * Return how many tasks have a place.
	 */
	int placeCount() {
		return this.places.takenCount();
	}

	/**
	 * Return how many sessions have something to do or a place.
	 */
	int laneCount() {
		return this.lanes.size();
	}

	void stop() {
		this.threads.stop();
	}

	private static final class Lane {

		private final String session;

		private final ArrayDeque<Runnable> tasks = new ArrayDeque<>(2);

		private int places;

		Lane(String session) {
			this.session = session;
		}

		boolean isOver() {
			return this.places <= 0 && this.tasks.isEmpty();
		}

	}

}
