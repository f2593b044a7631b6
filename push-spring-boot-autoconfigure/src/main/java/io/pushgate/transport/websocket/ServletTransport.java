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

package io.pushgate.transport.websocket;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.pushgate.transport.ConnectionHandler;
import io.pushgate.transport.Deadlines;
import io.pushgate.transport.Lane;
import io.pushgate.transport.OutboundLimits;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.context.SmartLifecycle;

/**
 * What all connections of the servlet transport share: the lanes that write, the few
 * threads that may block on a ping or a close, and the clock that bounds a close. A
 * lifecycle, for what is left of it when the application stops.
 *
 * @since 0.1.0
 */
public final class ServletTransport implements SmartLifecycle, AutoCloseable {

	private static final Log logger = LogFactory.getLog(ServletTransport.class);

	/**
	 * The phase: after the farewell to clients, before the web server's.
	 */
	public static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 512;

	/**
	 * Request attribute that says that the container has no place left for another
	 * connection that stays.
	 */
	public static final String OVER_CAPACITY = ServletTransport.class.getName() + ".OVER_CAPACITY";

	/**
	 * Request attribute that holds the class of the container's handler of upgraded
	 * connections that is to be used, a {@link PingSource}.
	 */
	public static final String UPGRADE_HANDLER = ServletTransport.class.getName() + ".UPGRADE_HANDLER";

	/**
	 * Request attribute that holds a {@link Runnable} to be called before the answer, if
	 * the body is not read to its end: the container then closes the connection instead
	 * of reading the rest.
	 */
	public static final String ABANDON_BODY = ServletTransport.class.getName() + ".ABANDON_BODY";

	/**
	 * How long a closing connection may take to write what is queued, and then to answer
	 * the close frame, in milliseconds.
	 */
	static final long CLOSE_TIMEOUT = 5000;

	private static final int CONTROL_THREADS = 8;

	private static final long TICK = 250;

	private static final long LINGER = 500;

	private final ConnectionHandler handler;

	private final SignIns signIns;

	private final OutboundLimits limits;

	private final int maxMessage;

	private final WorkerLane[] lanes;

	private final AtomicInteger nextLane = new AtomicInteger();

	private final ThreadPoolExecutor control;

	private final ScheduledThreadPoolExecutor clock;

	private final Deadlines<ServletConnection> closing = new Deadlines<>(Duration.ofMillis(CLOSE_TIMEOUT));

	private volatile boolean running;

	/**
	 * Create a transport and start its threads.
	 * @param handler what to call
	 * @param signIns ends connections with their HTTP sessions
	 * @param limits the limits of what waits to be written
	 * @param maxMessage the largest message to accept, in bytes
	 */
	public ServletTransport(ConnectionHandler handler, SignIns signIns, OutboundLimits limits, int maxMessage) {
		this.handler = handler;
		this.signIns = signIns;
		this.limits = limits;
		this.maxMessage = maxMessage;
		this.lanes = new WorkerLane[Runtime.getRuntime().availableProcessors()];
		for (int i = 0; i < this.lanes.length; i++) {
			this.lanes[i] = new WorkerLane(i);
		}
		AtomicInteger controls = new AtomicInteger();
		this.control = new ThreadPoolExecutor(CONTROL_THREADS, CONTROL_THREADS, 30, TimeUnit.SECONDS,
				new LinkedBlockingQueue<>(), (task) -> {
					Thread thread = new Thread(task, "push-control-" + controls.getAndIncrement());
					thread.setDaemon(true);
					return thread;
				}, new ThreadPoolExecutor.DiscardPolicy());
		this.control.allowCoreThreadTimeOut(true);
		this.clock = new ScheduledThreadPoolExecutor(1, (task) -> {
			Thread thread = new Thread(task, "push-close-clock");
			thread.setDaemon(true);
			return thread;
		}, new ThreadPoolExecutor.DiscardPolicy());
		this.clock.scheduleWithFixedDelay(this::tick, TICK, TICK, TimeUnit.MILLISECONDS);
	}

	private void tick() {
		try {
			this.closing.expire(ServletConnection::abort);
		}
		catch (RuntimeException ex) {
			// A task that throws would not be run again, and no close be bounded any
			// more.
			logger.error("A connection that takes too long to close could not be ended", ex);
		}
	}

	ConnectionHandler handler() {
		return this.handler;
	}

	SignIns signIns() {
		return this.signIns;
	}

	OutboundLimits limits() {
		return this.limits;
	}

	int maxMessage() {
		return this.maxMessage;
	}

	Lane nextLane() {
		return this.lanes[Math.floorMod(this.nextLane.getAndIncrement(), this.lanes.length)];
	}

	/**
	 * Return the threads on which calls of the container are made that may block: those
	 * for pings and closes, where the container has them in no other form.
	 */
	Executor control() {
		return this.control;
	}

	/**
	 * Run something when a client that sends too much has had its moment to finish.
	 */
	void afterLinger(Runnable task) {
		this.clock.schedule(task, LINGER, TimeUnit.MILLISECONDS);
	}

	void closing(ServletConnection connection) {
		this.closing.add(connection);
	}

	@Override
	public void start() {
		this.running = true;
	}

	/**
	 * Give up the connections that still close. The web server would, too, but some do so
	 * one after the other, and wait for each.
	 */
	@Override
	public void stop() {
		this.running = false;
		this.closing.expireAll(ServletConnection::abort);
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

	@Override
	public boolean isPauseable() {
		return false;
	}

	@Override
	public void close() {
		this.clock.shutdownNow();
		for (WorkerLane lane : this.lanes) {
			lane.stop();
		}
		this.control.shutdown();
	}

}
