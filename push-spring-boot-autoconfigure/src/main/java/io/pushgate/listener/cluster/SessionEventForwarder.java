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

package io.pushgate.listener.cluster;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.pushgate.cluster.ClusterBus;
import io.pushgate.cluster.ClusterDestination;
import io.pushgate.cluster.ClusterMessage;
import io.pushgate.cluster.OrderedActions;
import io.pushgate.cluster.RetryingPublisher;
import io.pushgate.message.UserKey;
import io.pushgate.session.PushSession;
import io.pushgate.session.SessionListener;
import io.pushgate.transport.CloseReason;

/**
 * Tells one instance of each application behind the gateway of sessions and users that
 * come and go. Thread-safe; never blocks. What of a user is told to one instance comes in
 * order; what happens while there is none, or the bus is away, is not told.
 *
 * @since 0.1.0
 */
public final class SessionEventForwarder implements SessionListener {

	static final String KIND = "kind";

	static final String CONNECTED = "connected";

	static final String DISCONNECTED = "disconnected";

	static final String ONLINE = "online";

	static final String OFFLINE = "offline";

	static final String CODE = "code";

	static final String REASON = "reason";

	static final String USER = "user";

	static final String SESSION = "session";

	static final String GENERATION = "generation";

	private static final int STRIPES = 64;

	/**
	 * For how long an event is tried that the bus does not take.
	 */
	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private final RetryingPublisher publisher;

	private final ServingInstances instances;

	// By user, so that each comes and goes in order.
	private final Order[] order = new Order[STRIPES];

	/**
	 * Create a forwarder.
	 * @param bus carries events
	 * @param instances who is told
	 */
	public SessionEventForwarder(ClusterBus bus, ServingInstances instances) {
		this.publisher = new RetryingPublisher(bus, "Events of sessions");
		this.instances = instances;
		Arrays.setAll(this.order, (stripe) -> new Order());
	}

	@Override
	public void opened(PushSession session) {
		forward(new UserKey(session.tenant(), session.user()), CONNECTED, UplinkMessages.session(session));
	}

	@Override
	public void closed(PushSession session, CloseReason reason) {
		Map<String, String> headers = new HashMap<>(UplinkMessages.session(session));
		headers.put(CODE, Integer.toString(reason.code()));
		headers.put(REASON, reason.reason());
		forward(new UserKey(session.tenant(), session.user()), DISCONNECTED, headers);
	}

	@Override
	public void online(UserKey user, long session, long generation) {
		forward(user, ONLINE, presence(user, session, generation));
	}

	@Override
	public void offline(UserKey user, long session, long generation) {
		forward(user, OFFLINE, presence(user, session, generation));
	}

	private static Map<String, String> presence(UserKey user, long session, long generation) {
		return Map.of(USER, user.user(), SESSION, Long.toString(session), GENERATION, Long.toString(generation));
	}

	private void forward(UserKey user, String kind, Map<String, String> facts) {
		Map<String, String> headers = new HashMap<>(facts);
		headers.put(KIND, kind);
		ClusterMessage message = ClusterMessage.of(Operation.EVENT)
			.key(user.toString())
			.tenant(user.tenant())
			.headers(headers)
			.build();
		this.instances.oneOfEach(user.toString())
			.forEach((instance) -> this.order[Math.floorMod(user.hashCode(), STRIPES)]
				.publish(ClusterDestination.node(instance.node()), message));
	}

	/**
	 * Publishes one event after the other.
	 */
	private final class Order {

		private final OrderedActions actions = new OrderedActions();

		// Guarded by this object's monitor.
		private CompletableFuture<Void> last = CompletableFuture.completedFuture(null);

		void publish(ClusterDestination destination, ClusterMessage message) {
			long deadline = System.nanoTime() + PATIENCE.toNanos();
			CompletableFuture<Void> done = new CompletableFuture<>();
			synchronized (this) {
				CompletableFuture<Void> before = this.last;
				this.last = done;
				// Under the lock, so that actions are added in the order of what they
				// wait
				// for.
				this.actions.add(before,
						() -> SessionEventForwarder.this.publisher
							.publish(destination, message, Duration.ofNanos(deadline - System.nanoTime()))
							.whenComplete((published, failure) -> done.complete(null)));
			}
		}

	}

}
