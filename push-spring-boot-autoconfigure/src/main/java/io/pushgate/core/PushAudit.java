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

package io.pushgate.core;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntSupplier;

import io.pushgate.LogThrottle;
import io.pushgate.PushException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Logs and counts what operators and callers do to others from outside of the
 * application: the category is {@code io.pushgate.audit}, whatever class it comes from.
 * What the application itself does through {@link PushOperations} is its own business.
 * Thread-safe.
 *
 * @since 0.1.0
 */
public final class PushAudit {

	/**
	 * The category of the log.
	 */
	public static final String CATEGORY = "io.pushgate.audit";

	private static final Log logger = LogFactory.getLog(CATEGORY);

	private static final int MAX_TEXT = 400;

	private static final Duration REFUSAL_PERIOD = Duration.ofSeconds(1);

	private final Map<Event, LongAdder> counts = new EnumMap<>(Event.class);

	private final LogThrottle refusals = new LogThrottle(REFUSAL_PERIOD);

	/**
	 * Create an audit.
	 */
	public PushAudit() {
		for (Event event : Event.values()) {
			this.counts.put(event, new LongAdder());
		}
	}

	/**
	 * A caller of the HTTP push API has shown no key, or none that is known. Logged once
	 * a second at most, as anybody can call.
	 * @param call the call, such as {@code POST /push/api/v1/messages}
	 * @param address where it comes from, if that is known
	 */
	public void keyRefused(String call, @Nullable String address) {
		increment(Event.KEY_REFUSED);
		this.refusals.log((others) -> logger.warn("Refused " + printable(call) + " from " + address
				+ ": no valid API key" + ((others > 0) ? " (and " + others + " calls before)" : "")));
	}

	/**
	 * Disconnect sessions, and log that, also where not all nodes could be told.
	 * @param by what was called, and from where
	 * @param tenant the tenant of the sessions
	 * @param sessions which sessions, such as {@code user 'ann'}; see {@link #quoted}
	 * @param action disconnects them and returns how many there were
	 * @return how many sessions there were
	 */
	public int disconnect(String by, String tenant, String sessions, IntSupplier action) {
		try {
			int count = action.getAsInt();
			disconnected(by, tenant, sessions, count + " sessions");
			return count;
		}
		catch (PushException ex) {
			disconnected(by, tenant, sessions, "not on all nodes");
			throw ex;
		}
	}

	private void disconnected(String by, String tenant, String sessions, String result) {
		increment(Event.DISCONNECT);
		logger.info("Disconnected " + sessions + " of tenant '" + tenant + "' (" + result + ") by " + by);
	}

	/**
	 * Quote what a caller has chosen, so that a line of the log stays one and says what
	 * it seems to.
	 * @param text the text
	 * @return the text in quotes
	 */
	public static String quoted(String text) {
		return "'" + printable(text).replace("'", "\\'") + "'";
	}

	/**
	 * This node was told to drain, or to let connections in again.
	 * @param by what was called, and from where
	 * @param draining whether it is to drain
	 */
	public void drain(String by, boolean draining) {
		increment(draining ? Event.DRAIN : Event.RESUME);
		logger.info((draining ? "Drain of this node begun by " : "Drain of this node taken back by ") + by);
	}

	private static String printable(String text) {
		String start = (text.length() <= MAX_TEXT) ? text : text.substring(0, MAX_TEXT) + "...";
		return start.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", "?");
	}

	private void increment(Event event) {
		this.counts.get(event).increment();
	}

	/**
	 * Return how often something was done.
	 * @param event what
	 * @return how often since the start
	 */
	public long count(Event event) {
		return this.counts.get(event).sum();
	}

	/**
	 * What is audited.
	 */
	public enum Event {

		/**
		 * A call of the HTTP push API without a valid key.
		 */
		KEY_REFUSED,

		/**
		 * A call that disconnects sessions.
		 */
		DISCONNECT,

		/**
		 * A call that drains the node.
		 */
		DRAIN,

		/**
		 * A call that lets connections in again.
		 */
		RESUME

	}

}
