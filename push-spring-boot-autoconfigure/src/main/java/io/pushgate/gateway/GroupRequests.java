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

package io.pushgate.gateway;

import java.util.ArrayDeque;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.pushgate.PushException;
import io.pushgate.message.Payload;
import io.pushgate.protocol.ClientFrame;
import io.pushgate.protocol.ErrorCode;
import io.pushgate.protocol.ServerFrame;
import io.pushgate.session.ChannelSession;
import io.pushgate.session.GroupAuthorizer;
import io.pushgate.session.GroupRegistry;
import io.pushgate.session.JoinResult;
import io.pushgate.session.SessionDirectory;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Answers the {@code join} and {@code leave} frames of clients. A {@link GroupAuthorizer}
 * may take its time, so it is asked by a few threads of our own and never by the thread
 * that reads.
 *
 * <p>
 * Invariants:
 * <ul>
 * <li>The frames of one session take effect, and are answered, in the order in which they
 * came: each waits until the one before it is answered.</li>
 * <li>A client that is told of its join is found by all nodes. Where it would not be, it
 * is refused and not in the group.</li>
 * <li>A leave by the application while the authorizer is being asked makes the answer
 * void.</li>
 * <li>A session occupies one thread at a time, none while the directory is told, and
 * queues up again after each frame.</li>
 * <li>What waits is bounded, for a session and in total.</li>
 * <li>A client that is told of its leave gets nothing of the group any more, see
 * {@link GroupRegistry}.</li>
 * </ul>
 *
 * @since 0.1.0
 */
public final class GroupRequests implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(GroupRequests.class);

	private static final int THREADS = 8;

	private static final int MAX_SESSIONS = 100_000;

	// A client that comes back joins all of its groups at once.
	private static final int MIN_WAITING = 256;

	// The right may be withdrawn while the authorizer is asked, so it is asked again.
	private static final int MAX_ATTEMPTS = 3;

	private static final CompletableFuture<?> DONE = CompletableFuture.completedFuture(null);

	private static final long LOG_PERIOD = TimeUnit.SECONDS.toNanos(30);

	private final GroupRegistry groups;

	private final SessionDirectory directory;

	private final @Nullable GroupAuthorizer authorizer;

	private final int maxGroups;

	private final ThreadPoolExecutor executor;

	private final Map<ChannelSession, Requests> waiting = new ConcurrentHashMap<>();

	private final AtomicLong lastError = new AtomicLong(System.nanoTime() - LOG_PERIOD);

	/**
	 * Create an instance. Its threads start when they are needed.
	 * @param groups the groups of this node
	 * @param directory has to know of a group before a client is told that it is in
	 * @param authorizer says who may join, or {@code null} if no client may
	 * @param maxGroups in how many groups a session may be that wants to join another
	 */
	public GroupRequests(GroupRegistry groups, SessionDirectory directory, @Nullable GroupAuthorizer authorizer,
			int maxGroups) {
		this.groups = groups;
		this.directory = directory;
		this.authorizer = authorizer;
		this.maxGroups = maxGroups;
		this.executor = new ThreadPoolExecutor(THREADS, THREADS, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
				(task) -> {
					Thread thread = new Thread(task, "push-groups");
					thread.setDaemon(true);
					return thread;
				});
		this.executor.allowCoreThreadTimeOut(true);
	}

	/**
	 * Handle a join. Called, as is the other, by one thread at a time for a session.
	 */
	void handle(ChannelSession session, ClientFrame.Join join) {
		if (this.authorizer == null) {
			refuse(session, join.id(), ErrorCode.FORBIDDEN, "The application does not let clients join groups");
			return;
		}
		Requests current = this.waiting.get(session);
		if (current != null && current.add(join)) {
			return;
		}
		if (this.waiting.size() >= MAX_SESSIONS) {
			refuse(session, join.id(), ErrorCode.UNAVAILABLE, "Too many clients want to join groups at the moment");
			return;
		}
		Requests requests = new Requests(session, this.authorizer, join);
		this.waiting.put(session, requests);
		requests.schedule();
	}

	/**
	 * Handle a leave.
	 */
	void handle(ChannelSession session, ClientFrame.Leave leave) {
		if (this.authorizer == null) {
			refuse(session, leave.id(), ErrorCode.FORBIDDEN, "The application does not let clients leave groups");
			return;
		}
		Requests current = this.waiting.get(session);
		if (current == null || !current.add(leave)) {
			leave(session, leave);
		}
	}

	private void leave(ChannelSession session, ClientFrame.Leave leave) {
		this.groups.leave(session, leave.group());
		reply(session, leave.id());
	}

	/**
	 * Handle a join.
	 * @return completes once the join is answered
	 */
	private CompletableFuture<?> join(ChannelSession session, GroupAuthorizer authorizer, ClientFrame.Join join) {
		for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
			GroupRegistry.JoinRequest request = this.groups.begin(session, join.group());
			try {
				if (!isAllowed(session, authorizer, join)) {
					return DONE;
				}
				JoinResult result = this.groups.join(session, request, this.maxGroups);
				if (result != JoinResult.WITHDRAWN) {
					return joined(session, join, result);
				}
			}
			finally {
				this.groups.end(session, request);
			}
		}
		refuse(session, join.id(), ErrorCode.FORBIDDEN, "The application has taken you out of this group");
		return DONE;
	}

	private boolean isAllowed(ChannelSession session, GroupAuthorizer authorizer, ClientFrame.Join join) {
		boolean allowed;
		try {
			allowed = authorizer.mayJoin(session, join.group());
		}
		catch (PushException ex) {
			// Who knows cannot be asked: nothing is wrong with what was asked.
			if (isTimeToLog()) {
				logger.warn("Clients cannot join groups, and are told 'unavailable': " + ex.getMessage());
			}
			refuse(session, join.id(), ErrorCode.UNAVAILABLE, "It cannot be said at the moment who may join");
			return false;
		}
		catch (Throwable ex) {
			if (isTimeToLog()) {
				logger.error("The GroupAuthorizer failed, so clients cannot join groups and are told 'unavailable'. "
						+ "It should return whether a client may join", ex);
			}
			refuse(session, join.id(), ErrorCode.UNAVAILABLE, "It cannot be said at the moment who may join");
			return false;
		}
		if (!allowed) {
			refuse(session, join.id(), ErrorCode.FORBIDDEN, "The application does not let you join this group");
		}
		return allowed;
	}

	private CompletableFuture<?> joined(ChannelSession session, ClientFrame.Join join, JoinResult result) {
		if (result == JoinResult.FULL) {
			refuse(session, join.id(), ErrorCode.FORBIDDEN,
					"A session may be in " + this.maxGroups + " groups: leave one of them first");
		}
		if (result != JoinResult.JOINED && result != JoinResult.MEMBER) {
			return DONE;
		}
		return this.directory.settled().thenAccept((settled) -> {
			if (settled) {
				reply(session, join.id());
				return;
			}
			if (result == JoinResult.JOINED) {
				this.groups.leave(session, join.group());
			}
			refuse(session, join.id(), ErrorCode.UNAVAILABLE,
					"Nodes cannot be told of members at the moment. Join again later");
		});
	}

	/**
	 * Not for each of the clients that come back all the time while it lasts.
	 */
	private boolean isTimeToLog() {
		long now = System.nanoTime();
		long last = this.lastError.get();
		return now - last >= LOG_PERIOD && this.lastError.compareAndSet(last, now);
	}

	private static void reply(ChannelSession session, @Nullable String id) {
		if (id != null) {
			session.send(new ServerFrame.Reply(id, Payload.none()));
		}
	}

	private static void refuse(ChannelSession session, @Nullable String id, ErrorCode code, String message) {
		ClientFrames.error(session, id, code, message);
	}

	/**
	 * Return whether any request waits or is being handled.
	 */
	boolean isBusy() {
		return !this.waiting.isEmpty();
	}

	@Override
	public void close() {
		this.executor.shutdownNow();
	}

	/**
	 * The frames of one session that wait, and the one that is being handled.
	 */
	private final class Requests implements Runnable {

		private final ChannelSession session;

		private final GroupAuthorizer authorizer;

		// Guarded by this object's monitor.

		private final ArrayDeque<ClientFrame> frames = new ArrayDeque<>(2);

		private boolean finished;

		Requests(ChannelSession session, GroupAuthorizer authorizer, ClientFrame first) {
			this.session = session;
			this.authorizer = authorizer;
			this.frames.add(first);
		}

		/**
		 * Take one more frame, or refuse it if too many wait.
		 * @return {@code false} if nothing waits any more: then the caller goes its own
		 * way
		 */
		boolean add(ClientFrame frame) {
			synchronized (this) {
				if (this.finished) {
					return false;
				}
				if (this.frames.size() < Math.max(MIN_WAITING, GroupRequests.this.maxGroups)) {
					this.frames.add(frame);
					return true;
				}
			}
			String id = (frame instanceof ClientFrame.Join join) ? join.id() : ((ClientFrame.Leave) frame).id();
			refuse(this.session, id, ErrorCode.RATE_LIMITED, "Too many requests for groups of this session wait");
			return true;
		}

		void schedule() {
			try {
				GroupRequests.this.executor.execute(this);
			}
			catch (RejectedExecutionException ex) {
				// Stopped: the session is about to end.
			}
		}

		@Override
		public void run() {
			CompletableFuture<?> handled = DONE;
			try {
				handled = handle(first());
			}
			catch (RuntimeException ex) {
				logger.error("A request for a group failed", ex);
			}
			// Holds no thread while the directory is told.
			handled.whenComplete((done, failure) -> handled());
		}

		private void handled() {
			if (next()) {
				schedule();
			}
			else {
				GroupRequests.this.waiting.remove(this.session, this);
			}
		}

		private CompletableFuture<?> handle(@Nullable ClientFrame frame) {
			if (frame instanceof ClientFrame.Leave leave) {
				leave(this.session, leave);
			}
			else if (frame instanceof ClientFrame.Join join && this.session.isOpen()) {
				return join(this.session, this.authorizer, join);
			}
			return DONE;
		}

		private synchronized @Nullable ClientFrame first() {
			return this.frames.peek();
		}

		private synchronized boolean next() {
			this.frames.poll();
			this.finished = this.frames.isEmpty();
			return !this.finished;
		}

	}

}
