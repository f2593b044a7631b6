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

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

import io.pushgate.message.UserKey;
import io.pushgate.session.PushSession;
import io.pushgate.session.SessionListener;
import io.pushgate.transport.CloseReason;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.SmartLifecycle;

/**
 * Tells applications that are called by HTTP who comes and goes. Thread-safe; the
 * sessions do not wait for it.
 *
 * <p>
 * Events of a user come in their order. They are lost with this process, and where too
 * many wait: whoever keeps who is online takes the {@code generation} of the events into
 * account, and asks the HTTP push API now and then.
 *
 * @since 0.1.0
 */
public final class WebhookEvents implements SessionListener, SmartLifecycle {

	/**
	 * Stops after the last connections have been closed, and before the cluster's bus
	 * does.
	 */
	public static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 2560;

	private static final long POLL = 10;

	private final Map<String, EventQueue> queues = new LinkedHashMap<>();

	private final Map<WebhookEventType, List<EventQueue>> byType = new LinkedHashMap<>();

	private final Duration stopTimeout;

	private volatile boolean running;

	/**
	 * Create it.
	 * @param subscriptions whom to tell what
	 * @param stopTimeout how long to wait when stopping for what has not been told yet
	 */
	public WebhookEvents(List<WebhookSubscription> subscriptions, Duration stopTimeout) {
		this.stopTimeout = stopTimeout;
		for (WebhookSubscription subscription : subscriptions) {
			EventQueue queue = new EventQueue(subscription.webhook(), subscription.queue());
			this.queues.put(subscription.namespace(), queue);
			for (WebhookEventType type : subscription.types()) {
				this.byType.computeIfAbsent(type, (key) -> new ArrayList<>()).add(queue);
			}
		}
	}

	@Override
	public void opened(PushSession session) {
		tell(WebhookEventType.CONNECTED, key(session), session.id(), (event) -> describe(event, session));
	}

	@Override
	public void closed(PushSession session, CloseReason reason) {
		tell(WebhookEventType.DISCONNECTED, key(session), session.id(), (event) -> {
			describe(event, session);
			event.put("code", reason.code());
			event.put("reason", reason.reason());
		});
	}

	@Override
	public void online(UserKey user, long session, long generation) {
		tell(WebhookEventType.ONLINE, user, Long.toString(session), (event) -> event.put("generation", generation));
	}

	@Override
	public void offline(UserKey user, long session, long generation) {
		tell(WebhookEventType.OFFLINE, user, Long.toString(session), (event) -> event.put("generation", generation));
	}

	private static UserKey key(PushSession session) {
		return new UserKey(session.tenant(), session.user());
	}

	private static void describe(Map<String, Object> event, PushSession session) {
		event.put("device", session.device());
		event.put("transport", session.transport());
		if (!session.claims().isEmpty()) {
			event.put("claims", session.claims());
		}
	}

	private void tell(WebhookEventType type, UserKey user, String session, Consumer<Map<String, Object>> details) {
		List<EventQueue> queues = this.byType.get(type);
		if (queues == null) {
			return;
		}
		Map<String, Object> event = new LinkedHashMap<>();
		event.put("type", type.wireName());
		event.put("tenant", user.tenant());
		event.put("user", user.user());
		event.put("session", session);
		event.put("time", System.currentTimeMillis());
		details.accept(event);
		byte[] body = JsonMapper.shared().writeValueAsBytes(event);
		// A session is unique, and each of these happens to it once.
		String id = type.wireName() + "_" + session;
		queues.forEach((queue) -> queue.add(user, id, body));
	}

	/**
	 * Return the namespaces whose applications are told.
	 * @return the namespaces
	 */
	public Set<String> namespaces() {
		return this.queues.keySet();
	}

	/**
	 * Return how many events have had an outcome.
	 * @param namespace one of the namespaces
	 * @param outcome the outcome
	 * @return the number
	 */
	public long count(String namespace, EventOutcome outcome) {
		return Objects.requireNonNull(this.queues.get(namespace)).count(outcome);
	}

	/**
	 * Return whether the application of a namespace is left out, as it has not answered.
	 * @param namespace one of the namespaces
	 * @return whether it is
	 */
	public boolean isPaused(String namespace) {
		return Objects.requireNonNull(this.queues.get(namespace)).isPaused();
	}

	@Override
	public void start() {
		this.running = true;
	}

	/**
	 * Wait a moment for what has not been told yet, unless nobody answers.
	 */
	@Override
	public void stop() {
		this.running = false;
		long deadline = System.nanoTime() + this.stopTimeout.toNanos();
		while (this.queues.values().stream().anyMatch((queue) -> queue.size() > 0 && !queue.isPaused())
				&& System.nanoTime() - deadline < 0) {
			try {
				Thread.sleep(POLL);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				return;
			}
		}
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public boolean isPauseable() {
		return false;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
