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

package io.pushgate.autoconfigure;

import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import io.pushgate.listener.webhook.WebhookEventType;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;

/**
 * What clients send to the application.
 *
 * @since 0.1.0
 */
@ConfigurationProperties("push.uplink")
public class PushUplinkProperties implements InitializingBean {

	/**
	 * Number of frames a second that a client may send, heartbeats included. Over it, the
	 * connection is closed with 4200. Zero for no limit.
	 */
	private int maxRate = 100;

	/**
	 * Number of frames that a client may send at once, after a time of silence. Twice
	 * what it may send in a second, unless set.
	 */
	private @Nullable Integer burst;

	/**
	 * Time after which a client is told that there is no answer to its request yet.
	 */
	private Duration timeout = Duration.ofSeconds(10);

	/**
	 * Number of messages that are handled at the same time in each namespace.
	 */
	private int threads = 16;

	/**
	 * Number of messages that may wait in each namespace. Over it, they are answered with
	 * 'rate-limited'.
	 */
	private int queue = 1000;

	/**
	 * Number of messages of a single session that may wait in each namespace.
	 */
	private int queuePerSession = 100;

	/**
	 * Number of messages of a single user, over all sessions, that may wait in each
	 * namespace.
	 */
	private int queuePerUser = 200;

	/**
	 * Time for which answers are remembered, so that a repeated request is answered but
	 * not handled again.
	 */
	private Duration requestMemory = Duration.ofMinutes(5);

	/**
	 * Amount of heap that remembered answers may take. Over it, they are forgotten
	 * earlier.
	 */
	private DataSize requestMemorySize = DataSize.ofMegabytes(64);

	/**
	 * Timeout, threads and queue of single namespaces, by their names. Those of all
	 * namespaces, unless set.
	 */
	private final Map<String, Namespace> namespaces = new HashMap<>();

	/**
	 * Applications that handle what clients send and are called by HTTP, by the
	 * namespaces that they handle. None unless set.
	 */
	private final Map<String, Webhook> webhooks = new HashMap<>();

	public int getMaxRate() {
		return this.maxRate;
	}

	public void setMaxRate(int maxRate) {
		this.maxRate = maxRate;
	}

	public @Nullable Integer getBurst() {
		return this.burst;
	}

	public void setBurst(@Nullable Integer burst) {
		this.burst = burst;
	}

	/**
	 * Return how long a client of a namespace waits for its answer.
	 */
	Duration timeout(String namespace) {
		Namespace one = this.namespaces.get(namespace);
		return (one != null && one.getTimeout() != null) ? one.getTimeout() : this.timeout;
	}

	/**
	 * Return how long any request may take.
	 */
	Duration longestTimeout() {
		return this.namespaces.keySet()
			.stream()
			.map(this::timeout)
			.reduce(this.timeout, (one, other) -> (one.compareTo(other) > 0) ? one : other);
	}

	public Duration getTimeout() {
		return this.timeout;
	}

	public void setTimeout(Duration timeout) {
		this.timeout = timeout;
	}

	public int getThreads() {
		return this.threads;
	}

	public void setThreads(int threads) {
		this.threads = threads;
	}

	public int getQueue() {
		return this.queue;
	}

	public void setQueue(int queue) {
		this.queue = queue;
	}

	public int getQueuePerUser() {
		return this.queuePerUser;
	}

	public void setQueuePerUser(int queuePerUser) {
		this.queuePerUser = queuePerUser;
	}

	public int getQueuePerSession() {
		return this.queuePerSession;
	}

	public void setQueuePerSession(int queuePerSession) {
		this.queuePerSession = queuePerSession;
	}

	public Duration getRequestMemory() {
		return this.requestMemory;
	}

	public void setRequestMemory(Duration requestMemory) {
		this.requestMemory = requestMemory;
	}

	public DataSize getRequestMemorySize() {
		return this.requestMemorySize;
	}

	public void setRequestMemorySize(DataSize requestMemorySize) {
		this.requestMemorySize = requestMemorySize;
	}

	public Map<String, Namespace> getNamespaces() {
		return this.namespaces;
	}

	public Map<String, Webhook> getWebhooks() {
		return this.webhooks;
	}

	@Override
	public void afterPropertiesSet() {
		PropertyChecks.check(this);
	}

	/**
	 * What holds for a single namespace.
	 */
	public static class Namespace {

		/**
		 * Time after which a client is told that there is no answer to its request yet.
		 */
		private @Nullable Duration timeout;

		/**
		 * Number of messages that are handled at the same time.
		 */
		private @Nullable Integer threads;

		/**
		 * Number of messages that may wait.
		 */
		private @Nullable Integer queue;

		public @Nullable Duration getTimeout() {
			return this.timeout;
		}

		public void setTimeout(@Nullable Duration timeout) {
			this.timeout = timeout;
		}

		public @Nullable Integer getThreads() {
			return this.threads;
		}

		public void setThreads(@Nullable Integer threads) {
			this.threads = threads;
		}

		public @Nullable Integer getQueue() {
			return this.queue;
		}

		public void setQueue(@Nullable Integer queue) {
			this.queue = queue;
		}

	}

	/**
	 * An application that is called by HTTP.
	 */
	public static class Webhook {

		/**
		 * Address to which what clients send is posted.
		 */
		private @Nullable String url;

		/**
		 * Secret that calls are signed with: 'whsec_' and at least 24 bytes in Base64, or
		 * any text of that length.
		 */
		private @Nullable String secret;

		/**
		 * Time for one attempt of a call, up to the last byte of the answer. Attempts and
		 * the pauses between them take no longer than the timeout of the namespace.
		 */
		private Duration timeout = Duration.ofSeconds(5);

		/**
		 * Number of attempts of a call.
		 */
		private int attempts = 3;

		/**
		 * Number of calls that are under way at the same time.
		 */
		private int concurrency = 32;

		/**
		 * Largest answer that is taken.
		 */
		private DataSize maxReply = DataSize.ofKilobytes(256);

		/**
		 * What the application is told of connections. Nothing unless set.
		 */
		private Set<WebhookEventType> events = EnumSet.noneOf(WebhookEventType.class);

		/**
		 * Number of events that may wait. Over it, they are dropped.
		 */
		private int eventQueue = 10000;

		public @Nullable String getUrl() {
			return this.url;
		}

		public void setUrl(@Nullable String url) {
			this.url = url;
		}

		public @Nullable String getSecret() {
			return this.secret;
		}

		public void setSecret(@Nullable String secret) {
			this.secret = secret;
		}

		public Duration getTimeout() {
			return this.timeout;
		}

		public void setTimeout(Duration timeout) {
			this.timeout = timeout;
		}

		public int getAttempts() {
			return this.attempts;
		}

		public void setAttempts(int attempts) {
			this.attempts = attempts;
		}

		public int getConcurrency() {
			return this.concurrency;
		}

		public void setConcurrency(int concurrency) {
			this.concurrency = concurrency;
		}

		public DataSize getMaxReply() {
			return this.maxReply;
		}

		public void setMaxReply(DataSize maxReply) {
			this.maxReply = maxReply;
		}

		public Set<WebhookEventType> getEvents() {
			return this.events;
		}

		public void setEvents(Set<WebhookEventType> events) {
			this.events = events;
		}

		public int getEventQueue() {
			return this.eventQueue;
		}

		public void setEventQueue(int eventQueue) {
			this.eventQueue = eventQueue;
		}

	}

}
