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

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

import io.pushgate.PushException;
import io.pushgate.cluster.ClusterBus;
import io.pushgate.delivery.DeliveryStatistics;
import io.pushgate.delivery.PublishOutcome;
import io.pushgate.delivery.PushOverloadedException;
import io.pushgate.message.Payload;
import io.pushgate.message.PushMessage;
import io.pushgate.message.PushResult;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import org.springframework.context.SmartLifecycle;
import org.springframework.http.HttpMethod;

/**
 * The line from an application to a gateway, by the gateway's HTTP push API. Thread-safe.
 *
 * <p>
 * What is pushed goes in lanes: a target has always the same one, and a lane makes one
 * call at a time, with all messages that have come meanwhile. Every message has an id, so
 * one that is sent again, as nobody knows what became of it, is one push within the
 * gateway's {@code push.api.idempotency-window}.
 *
 * <p>
 * Guarantees, where one gateway answers or several share their memory of ids: a message
 * whose future has completed was accepted once; messages of one target are accepted in
 * the order of their pushes, and one that is tried again holds up those behind it. Where
 * a gateway has too much to write and takes some messages of a call and others not, the
 * others come later than their neighbours. The future of a message that is not accepted
 * within the timeout fails, later by one call that is under way at most; nobody can tell
 * then whether the gateway has it. When the application stops, what waits is sent within
 * the timeout, and fails after it.
 *
 * @since 0.1.0
 */
public final class GatewayClient implements SmartLifecycle {

	private static final Log logger = LogFactory.getLog(GatewayClient.class);

	private static final int COMPLETION_THREADS = 2;

	private final GatewayClientSettings settings;

	private final DeliveryStatistics statistics;

	private final GatewayHttp http;

	private final GatewayWatch watch;

	private final GatewayLane[] lanes;

	private final AtomicLong pending = new AtomicLong();

	private final ThreadPoolExecutor completions;

	private volatile boolean running;

	/**
	 * Create a client.
	 * @param settings whom to call, and how
	 * @param ssl whom to trust and what to show, or {@code null} for what the JDK does
	 * @param sslParameters protocols and ciphers, or {@code null} for what the JDK does
	 * @param statistics counts what is published
	 */
	public GatewayClient(GatewayClientSettings settings, @Nullable SSLContext ssl,
			@Nullable SSLParameters sslParameters, DeliveryStatistics statistics) {
		this.settings = settings;
		this.statistics = statistics;
		this.http = new GatewayHttp(settings, ssl, sslParameters);
		this.watch = new GatewayWatch(settings.url());
		this.lanes = new GatewayLane[settings.connections()];
		for (int i = 0; i < this.lanes.length; i++) {
			this.lanes[i] = new GatewayLane(this, "push-client-" + i, settings.timeout());
		}
		// What the application does when its push is accepted must not hold up a lane.
		this.completions = new ThreadPoolExecutor(COMPLETION_THREADS, COMPLETION_THREADS, 30, TimeUnit.SECONDS,
				new LinkedBlockingQueue<>(), (task) -> daemon(task, "push-accepted"));
		this.completions.allowCoreThreadTimeOut(true);
	}

	private static Thread daemon(Runnable task, String name) {
		Thread thread = new Thread(task, name);
		thread.setDaemon(true);
		return thread;
	}

	/**
	 * Return how the gateway has answered of late.
	 * @return the status
	 */
	public GatewayStatus status() {
		return this.watch.status();
	}

	/**
	 * Return how many bytes of messages wait for the gateway to accept them.
	 * @return the bytes, with what a message takes beside its content
	 */
	public long pendingBytes() {
		return this.pending.get();
	}

	/**
	 * Return the settings.
	 * @return whom it calls, and how
	 */
	public GatewayClientSettings settings() {
		return this.settings;
	}

	/**
	 * Send a message in its turn.
	 * @throws PushException if it cannot be taken
	 * @throws IllegalArgumentException if it cannot be written
	 */
	CompletableFuture<PushResult> send(String lane, PushMessage message) {
		byte[] json = MessageWriter.write(message);
		PushMessage head = new PushMessage(message.id(), message.target(), message.event(), Payload.none(),
				message.options(), message.time());
		GatewayTask.Message task = new GatewayTask.Message(head, json, deadline(message.expiresAt()));
		add(lane, task);
		return task.outcome();
	}

	/**
	 * Make a call in its turn.
	 * @throws PushException if it cannot be taken
	 */
	CompletableFuture<Void> call(String lane, HttpMethod method, String path, Map<String, String> query) {
		GatewayTask.Call task = new GatewayTask.Call(method, path, query, deadline(null));
		add(lane, task);
		return task.outcome();
	}

	private long deadline(@Nullable Instant expiresAt) {
		Duration most = this.settings.timeout();
		if (expiresAt != null) {
			Duration left = Duration.between(Instant.now(), expiresAt);
			most = (left.compareTo(most) < 0) ? left : most;
		}
		return System.nanoTime() + most.toNanos();
	}

	private void add(String key, GatewayTask task) {
		if (this.pending.addAndGet(task.bytes()) > this.settings.maxPending()) {
			this.pending.addAndGet(-task.bytes());
			throw new PushOverloadedException("More than " + this.settings.maxPending() + " bytes of messages wait for "
					+ "the gateway to accept them. Push less often, try again later, or raise "
					+ "'push.client.max-pending'");
		}
		int hash = key.hashCode();
		GatewayLane lane = this.lanes[Math.floorMod(hash ^ (hash >>> 16), this.lanes.length)];
		if (!lane.add(task)) {
			this.pending.addAndGet(-task.bytes());
			throw GatewayLane.stopped();
		}
		// Also while a call is under way, which may take as long as it may.
		task.atDeadline(() -> fail(task, late(lane.problem())));
	}

	/**
	 * Ask the gateway something, on the caller's thread, until it answers or the timeout
	 * is over.
	 * @return the answer's body
	 * @throws PushException if there is none
	 */
	JsonNode ask(HttpMethod method, String path, Map<String, String> query) {
		long deadline = deadline(null);
		Backoff backoff = new Backoff(this.settings.timeout());
		while (true) {
			String problem;
			Duration retryAfter = null;
			try {
				GatewayAnswer answer = this.http.call(method, path, query, null,
						Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
				if (!answer.isSuccess() && !answer.isPassing()) {
					throw refused(answer);
				}
				JsonNode json = answer.isSuccess() ? answer.json() : null;
				if (json != null) {
					this.watch.reached();
					return json;
				}
				problem = answer.isSuccess() ? "what answers is no gateway" : "it answers with " + answer;
				retryAfter = answer.retryAfter();
			}
			catch (IOException ex) {
				problem = String.valueOf(ex.getMessage());
			}
			this.watch.failed(problem);
			pause(backoff.failed(retryAfter), deadline, problem);
		}
	}

	private void pause(long nanos, long deadline, String problem) {
		if (System.nanoTime() + nanos - deadline >= 0) {
			throw late(problem);
		}
		try {
			TimeUnit.NANOSECONDS.sleep(nanos);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw late("the calling thread was interrupted");
		}
	}

	/**
	 * Say what it means that a whole call was refused.
	 */
	GatewayRefusedException refused(GatewayAnswer answer) {
		GatewayRefusedException refusal = Refusals.ofCall(answer.status(), answer.json());
		switch (answer.status()) {
			case 400, 409, 413, 500 -> this.watch.reached();
			default -> this.watch.failed(String.valueOf(refusal.getMessage()));
		}
		return refusal;
	}

	PushException late(String problem) {
		return new GatewayUnavailableException("The gateway has not taken this within "
				+ this.settings.timeout().toMillis() + " ms, or the time to live of the message: " + problem
				+ ". Check that it runs, and that 'push.client.gateway-url' is its address. Whoever tries again gives "
				+ "the message an id, as an answer may have been lost");
	}

	PushException unexpected(Throwable failure) {
		logger.error("A call of the gateway failed", failure);
		return new GatewayUnavailableException("The call of the gateway failed. The log of this application says why");
	}

	GatewayHttp http() {
		return this.http;
	}

	GatewayWatch watch() {
		return this.watch;
	}

	int maxBatch() {
		return this.settings.maxBatch();
	}

	void succeed(GatewayTask task, OptionalInt sessions) {
		if (task.settle()) {
			settled(task, PublishOutcome.ACCEPTED);
			this.completions.execute(() -> task.succeed(sessions));
		}
	}

	void fail(GatewayTask task, PushException failure) {
		if (task.settle()) {
			settled(task, PublishOutcome.REFUSED);
			this.completions.execute(() -> task.outcome().completeExceptionally(failure));
		}
	}

	private void settled(GatewayTask task, PublishOutcome outcome) {
		this.pending.addAndGet(-task.bytes());
		if (task instanceof GatewayTask.Message message) {
			this.statistics.published(message.head(), outcome);
		}
	}

	@Override
	public void start() {
		for (GatewayLane lane : this.lanes) {
			lane.start();
		}
		this.running = true;
	}

	@Override
	public void stop() {
		for (GatewayLane lane : this.lanes) {
			lane.stop();
		}
		long deadline = deadline(null);
		try {
			for (GatewayLane lane : this.lanes) {
				if (!lane.await(Math.max(1, deadline - System.nanoTime()))) {
					lane.abort();
				}
			}
		}
		catch (InterruptedException ex) {
			for (GatewayLane lane : this.lanes) {
				lane.abort();
			}
			Thread.currentThread().interrupt();
		}
		this.running = false;
	}

	@Override
	public void stop(Runnable callback) {
		daemon(() -> {
			try {
				stop();
			}
			finally {
				callback.run();
			}
		}, "push-client-stop").start();
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	/**
	 * Nothing is pushed by whoever has stopped, so this starts before and stops after
	 * them, as a bus does.
	 */
	@Override
	public int getPhase() {
		return ClusterBus.PHASE;
	}

	@Override
	public boolean isPauseable() {
		return false;
	}

}
