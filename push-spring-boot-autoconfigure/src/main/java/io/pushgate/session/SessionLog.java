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

package io.pushgate.session;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.pushgate.LogContext;
import io.pushgate.LogThrottle;
import io.pushgate.transport.CloseReason;
import io.pushgate.transport.Connection;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Logs the sessions that are opened and closed. What this node decides is logged at INFO,
 * each close code at most once a minute, with the number of those that were not logged;
 * every open and close is logged at DEBUG. The {@link LogContext} names the session.
 * Thread-safe; not to be called under a lock.
 *
 * @since 0.1.0
 */
public final class SessionLog {

	private static final Log logger = LogFactory.getLog(SessionLog.class);

	private static final Duration PERIOD = Duration.ofMinutes(1);

	// No more than there are codes that this side closes with.
	private final Map<Integer, LogThrottle> throttles = new ConcurrentHashMap<>();

	/**
	 * A session was opened.
	 */
	void opened(ChannelSession session) {
		if (logger.isDebugEnabled()) {
			run(session, () -> logger.debug("Session " + session.id() + " opened: " + describe(session)));
		}
	}

	/**
	 * This node has closed a session.
	 * @param pending the bytes that waited to be written
	 */
	void closedByNode(ChannelSession session, CloseReason reason, long pending) {
		log(reason, (log) -> run(session, log), () -> "Session " + session.id() + " closed by this node with "
				+ describe(reason) + ": " + describe(session) + ", " + pending + " bytes pending");
	}

	/**
	 * A session has ended, but this node has not closed it.
	 */
	void ended(ChannelSession session, CloseReason reason) {
		if (logger.isDebugEnabled()) {
			run(session, () -> logger
				.debug("Session " + session.id() + " ended with " + describe(reason) + ": " + describe(session)));
		}
	}

	/**
	 * This node has closed a connection of a client that it does not know yet.
	 * @param connection the connection
	 * @param reason why
	 */
	public void closedByNode(Connection connection, CloseReason reason) {
		log(reason, Runnable::run, () -> "Connection closed by this node with " + describe(reason)
				+ ": the client has no session yet, transport " + connection.transport());
	}

	/**
	 * Log a close. The text is made only where it is logged: a drain closes many.
	 * @param within runs something with the session in the {@link LogContext}
	 */
	private void log(CloseReason reason, Consumer<Runnable> within, Supplier<String> text) {
		if (logger.isDebugEnabled()) {
			within.accept(() -> logger.debug(text.get()));
		}
		this.throttles.computeIfAbsent(reason.code(), (code) -> new LogThrottle(PERIOD))
			.log((suppressed) -> within.accept(() -> logger.info(text.get() + ((suppressed > 0)
					? " (" + suppressed + " more with " + reason.code() + " since the last report)" : ""))));
	}

	private static void run(ChannelSession session, Runnable log) {
		LogContext.run(session.tenant(), session.user(), session.device(), session.id(), log);
	}

	private static String describe(CloseReason reason) {
		return reason.code() + " (" + reason.reason() + ")";
	}

	private static String describe(ChannelSession session) {
		return "user '" + session.user() + "', tenant '" + session.tenant() + "', device '" + session.device()
				+ "', transport " + session.transport();
	}

}
