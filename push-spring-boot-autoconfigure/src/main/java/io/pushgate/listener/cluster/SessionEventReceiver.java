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

import java.util.List;
import java.util.Map;

import io.pushgate.cluster.ClusterBus;
import io.pushgate.cluster.ClusterEnvelope;
import io.pushgate.cluster.ClusterMessage;
import io.pushgate.cluster.ClusterMessageHandler;
import io.pushgate.message.UserKey;
import io.pushgate.session.SessionListener;
import io.pushgate.transport.CloseReason;

/**
 * Tells this application of sessions and users that come and go at gateways.
 *
 * @since 0.1.0
 */
public final class SessionEventReceiver implements ClusterMessageHandler {

	private final List<SessionListener> listeners;

	/**
	 * Create a receiver, and listen.
	 * @param bus what events come by
	 * @param listeners who is told
	 */
	public SessionEventReceiver(ClusterBus bus, List<SessionListener> listeners) {
		this.listeners = List.copyOf(listeners);
		bus.addHandler(this);
	}

	@Override
	public void handle(ClusterEnvelope envelope) {
		ClusterMessage message = envelope.message();
		if (message.operation().equals(Operation.EVENT)) {
			this.listeners.forEach((listener) -> tell(listener, message));
		}
	}

	private static void tell(SessionListener listener, ClusterMessage message) {
		Map<String, String> headers = message.headers();
		switch (headers.getOrDefault(SessionEventForwarder.KIND, "")) {
			case SessionEventForwarder.CONNECTED -> listener.opened(UplinkMessages.session(message));
			case SessionEventForwarder.DISCONNECTED -> listener.closed(UplinkMessages.session(message),
					new CloseReason((int) UplinkMessages.number(message, SessionEventForwarder.CODE),
							headers.getOrDefault(SessionEventForwarder.REASON, "")));
			case SessionEventForwarder.ONLINE ->
				listener.online(user(message), UplinkMessages.number(message, SessionEventForwarder.SESSION),
						UplinkMessages.number(message, SessionEventForwarder.GENERATION));
			case SessionEventForwarder.OFFLINE ->
				listener.offline(user(message), UplinkMessages.number(message, SessionEventForwarder.SESSION),
						UplinkMessages.number(message, SessionEventForwarder.GENERATION));
			default -> {
				// Of a later version.
			}
		}
	}

	private static UserKey user(ClusterMessage message) {
		return new UserKey(message.tenant(), message.headers().getOrDefault(SessionEventForwarder.USER, "?"));
	}

}
