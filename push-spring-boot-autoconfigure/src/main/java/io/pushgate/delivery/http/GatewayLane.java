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

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import io.pushgate.PushException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import org.springframework.http.HttpMethod;

/**
 * Does its tasks in their order, one call at a time: all messages that have come
 * meanwhile are one call. So how many go per second does not hang on how long a call
 * takes.
 *
 * <p>
 * Invariants:
 * <ul>
 * <li>A task leaves the queue when its outcome is known, and no earlier. What has to be
 * tried again goes back to the front, in its order, so nothing overtakes it.</li>
 * <li>Only the lane's thread takes tasks out. Whatever ends the thread fails what is
 * left, so no task stays without an outcome.</li>
 * <li>No call is made under the lock.</li>
 * </ul>
 * A gateway that refuses a batch as a whole, as something in it cannot be read or it is
 * too large, gets it again in halves, until what is wrong is alone.
 */
final class GatewayLane {

	private static final int MAX_MESSAGES = 1000;

	private static final String BATCH = "/messages/batch";

	private final GatewayClient client;

	private final String name;

	// Of the lane's thread alone, as the next two.
	private final Backoff backoff;

	private int limit = MAX_MESSAGES;

	private volatile String problem = "it was not called yet";

	// Guards everything below.
	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private final ArrayDeque<GatewayTask> tasks = new ArrayDeque<>();

	private @Nullable Thread thread;

	private boolean stopping;

	private boolean aborted;

	// No later than the first deadline of a task.
	private long firstDeadline;

	private long notBefore = System.nanoTime();

	GatewayLane(GatewayClient client, String name, Duration longestPause) {
		this.client = client;
		this.name = name;
		this.backoff = new Backoff(longestPause);
	}

	/**
	 * Add a task.
	 * @return {@code false} if the lane is about to stop
	 */
	boolean add(GatewayTask task) {
		this.lock.lock();
		try {
			if (this.stopping) {
				return false;
			}
			if (this.thread == null) {
				Thread thread = new Thread(this::run, this.name);
				thread.setDaemon(true);
				thread.start();
				this.thread = thread;
			}
			this.firstDeadline = this.tasks.isEmpty() ? task.deadline() : earlier(this.firstDeadline, task.deadline());
			this.tasks.add(task);
			this.changed.signalAll();
			return true;
		}
		finally {
			this.lock.unlock();
		}
	}

	void start() {
		this.lock.lock();
		try {
			this.stopping = false;
			this.aborted = false;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Take nothing any more, and end once everything is done.
	 */
	void stop() {
		this.lock.lock();
		try {
			this.stopping = true;
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Return what was wrong last.
	 */
	String problem() {
		return this.problem;
	}

	/**
	 * Wait until everything is done.
	 * @return {@code false} if that took too long
	 */
	boolean await(long nanos) throws InterruptedException {
		this.lock.lock();
		try {
			long left = nanos;
			while (this.thread != null && left > 0) {
				left = this.changed.awaitNanos(left);
			}
			return this.thread == null;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * End now, and fail what is left.
	 */
	void abort() {
		this.lock.lock();
		try {
			this.stopping = true;
			this.aborted = true;
			if (this.thread != null) {
				this.thread.interrupt();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private static long earlier(long one, long other) {
		return (one - other < 0) ? one : other;
	}

	private void run() {
		try {
			List<GatewayTask> turn = next();
			while (!turn.isEmpty()) {
				perform(turn);
				turn = next();
			}
		}
		finally {
			end();
		}
	}

	private void end() {
		this.lock.lock();
		try {
			this.tasks.forEach((task) -> this.client.fail(task, stopped()));
			this.tasks.clear();
			this.thread = null;
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	static GatewayUnavailableException stopped() {
		return new GatewayUnavailableException("The application is about to stop, and the gateway has not taken the "
				+ "message in time. Push it again when the application has started, with an id if it may have been "
				+ "taken before");
	}

	/**
	 * Wait for what is to be done next.
	 * @return messages, or one task of another kind; empty if the lane is to end
	 */
	private List<GatewayTask> next() {
		this.lock.lock();
		try {
			while (!this.aborted) {
				long now = System.nanoTime();
				expire(now);
				if (this.tasks.isEmpty()) {
					if (this.stopping) {
						return List.of();
					}
					this.changed.await();
					continue;
				}
				if (this.notBefore - now <= 0) {
					return turn();
				}
				this.changed.await(earlier(this.notBefore, this.firstDeadline) - now, TimeUnit.NANOSECONDS);
			}
			return List.of();
		}
		catch (InterruptedException ex) {
			// Nobody but this class knows the thread.
			return List.of();
		}
		finally {
			this.lock.unlock();
		}
	}

	private void expire(long now) {
		if (this.tasks.isEmpty() || this.firstDeadline - now > 0) {
			return;
		}
		long first = now + TimeUnit.DAYS.toNanos(1);
		for (Iterator<GatewayTask> tasks = this.tasks.iterator(); tasks.hasNext();) {
			GatewayTask task = tasks.next();
			if (task.deadline() - now <= 0) {
				tasks.remove();
				this.client.fail(task, this.client.late(this.problem));
			}
			else {
				first = earlier(first, task.deadline());
			}
		}
		this.firstDeadline = first;
	}

	private List<GatewayTask> turn() {
		GatewayTask first = this.tasks.element();
		if (!(first instanceof GatewayTask.Message)) {
			return List.of(first);
		}
		List<GatewayTask> turn = new ArrayList<>();
		int bytes = 1;
		for (GatewayTask task : this.tasks) {
			if (!(task instanceof GatewayTask.Message message) || turn.size() == this.limit) {
				break;
			}
			// And what is between it and the next one.
			bytes += message.json().length + 1;
			if (!turn.isEmpty() && bytes > this.client.maxBatch()) {
				break;
			}
			turn.add(message);
		}
		return turn;
	}

	private void perform(List<GatewayTask> turn) {
		try {
			GatewayAnswer answer = call(turn);
			if (answer.isSuccess()) {
				succeeded(turn, answer);
			}
			else if (answer.isPassing()) {
				repeat(turn, "it answers with " + answer, answer.retryAfter());
			}
			else {
				refused(turn, answer);
			}
		}
		catch (IOException ex) {
			repeat(turn, String.valueOf(ex.getMessage()), null);
		}
		catch (PushException ex) {
			this.client.watch().failed(String.valueOf(ex.getMessage()));
			settle(turn, Collections.nCopies(turn.size(), Verdict.failed(ex)), null);
		}
		catch (Throwable ex) {
			// Whatever it is, a lane must go on.
			settle(turn, Collections.nCopies(turn.size(), Verdict.failed(this.client.unexpected(ex))), null);
		}
	}

	private GatewayAnswer call(List<GatewayTask> turn) throws IOException {
		if (turn.get(0) instanceof GatewayTask.Call call) {
			return this.client.http().call(call.method(), call.path(), call.query(), null, null);
		}
		ByteArrayOutputStream body = new ByteArrayOutputStream(turn.stream().mapToInt(GatewayTask::bytes).sum());
		char separator = '[';
		for (GatewayTask task : turn) {
			body.write(separator);
			body.writeBytes(((GatewayTask.Message) task).json());
			separator = ',';
		}
		body.write(']');
		return this.client.http().call(HttpMethod.POST, BATCH, Map.of(), body.toByteArray(), null);
	}

	private void succeeded(List<GatewayTask> turn, GatewayAnswer answer) throws IOException {
		if (turn.get(0) instanceof GatewayTask.Call) {
			this.client.watch().reached();
			settle(turn, List.of(Verdict.taken(null)), null);
			return;
		}
		JsonNode items = answer.json();
		if (items == null || !items.isArray() || items.size() != turn.size()) {
			throw new IOException("what answers is no gateway");
		}
		this.client.watch().reached();
		List<Verdict> verdicts = new ArrayList<>(turn.size());
		for (JsonNode item : items) {
			verdicts.add(verdict(item));
		}
		this.limit = Math.min(MAX_MESSAGES, this.limit * 2);
		settle(turn, verdicts, null);
	}

	private Verdict verdict(JsonNode item) {
		JsonNode error = item.get("error");
		if (error == null) {
			return Verdict.taken(item.get("sessions"));
		}
		int status = error.path("status").asInt(0);
		if (GatewayAnswer.isPassing(status)) {
			this.problem = "it says: " + GatewayAnswer.detail(error);
			return Verdict.REPEAT;
		}
		return Verdict.failed(Refusals.ofMessage(status, error));
	}

	private void repeat(List<GatewayTask> turn, String problem, @Nullable Duration retryAfter) {
		this.problem = problem;
		this.client.watch().failed(problem);
		settle(turn, Collections.nCopies(turn.size(), Verdict.REPEAT), retryAfter);
	}

	private void refused(List<GatewayTask> turn, GatewayAnswer answer) {
		int status = answer.status();
		boolean forItsContent = status == 400 || status == 413 || status == 500;
		if (forItsContent && turn.size() > 1) {
			this.limit = turn.size() / 2;
			return;
		}
		boolean message = forItsContent && turn.get(0) instanceof GatewayTask.Message;
		PushException failure = message ? Refusals.ofMessage(status, answer.json()) : this.client.refused(answer);
		settle(turn, Collections.nCopies(turn.size(), Verdict.failed(failure)), null);
	}

	private void settle(List<GatewayTask> turn, List<Verdict> verdicts, @Nullable Duration retryAfter) {
		this.lock.lock();
		try {
			turn.forEach((task) -> this.tasks.removeFirst());
			boolean again = false;
			for (int i = turn.size() - 1; i >= 0; i--) {
				if (verdicts.get(i).again()) {
					this.tasks.addFirst(turn.get(i));
					again = true;
				}
			}
			if (again) {
				this.notBefore = System.nanoTime() + this.backoff.failed(retryAfter);
			}
			else {
				this.backoff.succeeded();
			}
		}
		finally {
			this.lock.unlock();
		}
		for (int i = 0; i < turn.size(); i++) {
			Verdict verdict = verdicts.get(i);
			if (verdict.failure() != null) {
				this.client.fail(turn.get(i), verdict.failure());
			}
			else if (!verdict.again()) {
				this.client.succeed(turn.get(i), verdict.sessions());
			}
		}
	}

	/**
	 * What came of a task.
	 *
	 * @param again whether it is to be tried again
	 * @param failure why it has failed for good, or {@code null}
	 * @param sessions how many sessions there were for a message, where the gateway says
	 * so
	 */
	private record Verdict(boolean again, @Nullable PushException failure, OptionalInt sessions) {

		static final Verdict REPEAT = new Verdict(true, null, OptionalInt.empty());

		static Verdict taken(@Nullable JsonNode sessions) {
			return new Verdict(false, null,
					(sessions != null && sessions.isInt()) ? OptionalInt.of(sessions.intValue()) : OptionalInt.empty());
		}

		static Verdict failed(PushException failure) {
			return new Verdict(false, failure, OptionalInt.empty());
		}

	}

}
