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

package io.pushgate.delivery.cluster;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import io.pushgate.cluster.ClusterBus;
import io.pushgate.cluster.ClusterEnvelope;
import io.pushgate.cluster.ClusterMessage;
import io.pushgate.cluster.ClusterMessageHandler;
import io.pushgate.cluster.PushMessageCodec;
import io.pushgate.cluster.SessionDetailsCodec;
import io.pushgate.delivery.LocalGroupControl;
import io.pushgate.delivery.LocalSessionControl;
import io.pushgate.delivery.MessageDelivery;
import io.pushgate.delivery.PushOverloadedException;
import io.pushgate.delivery.ReadPositions;
import io.pushgate.message.GroupDetails;
import io.pushgate.message.PushTarget;
import io.pushgate.message.SessionDetails;
import io.pushgate.message.UserKey;
import io.pushgate.session.SessionDirectory;
import io.pushgate.transport.CloseReason;

/**
 * Does what other nodes ask for. Thread-safe; never blocks. Ignores what this node has
 * published itself, as it has done that already, and what it does not know, as that is of
 * a later version.
 *
 * <p>
 * The body of a push that is for nobody here is not read.
 *
 * @since 0.1.0
 */
public final class ClusterReceiver implements ClusterMessageHandler {

	/**
	 * The header that names a group.
	 */
	static final String GROUP = "group";

	/**
	 * The header that has the code of a close.
	 */
	static final String CODE = "code";

	private final ClusterBus bus;

	private final ClusterCalls calls;

	private final MessageDelivery delivery;

	private final LocalSessionControl sessions;

	private final LocalGroupControl groups;

	private final ReadPositions positions;

	private final SessionDirectory directory;

	private final ClusterStatistics statistics;

	/**
	 * Create a receiver.
	 * @param bus what the messages come by
	 * @param calls where answers belong
	 * @param delivery delivers to the sessions of this node
	 * @param sessions the sessions of this node
	 * @param groups the groups of this node
	 * @param positions tells the devices of this node how far others have read
	 * @param directory has to know of a group before anyone relies on it
	 * @param statistics counts what comes
	 */
	public ClusterReceiver(ClusterBus bus, ClusterCalls calls, MessageDelivery delivery, LocalSessionControl sessions,
			LocalGroupControl groups, ReadPositions positions, SessionDirectory directory,
			ClusterStatistics statistics) {
		this.bus = bus;
		this.calls = calls;
		this.delivery = delivery;
		this.sessions = sessions;
		this.groups = groups;
		this.positions = positions;
		this.directory = directory;
		this.statistics = statistics;
	}

	@Override
	public void handle(ClusterEnvelope envelope) {
		if (envelope.incarnation() == this.bus.incarnation()) {
			return;
		}
		ClusterMessage message = envelope.message();
		switch (message.operation()) {
			case PushMessageCodec.OPERATION -> push(message);
			case Operation.ANSWER -> this.calls.answered(envelope);
			case Operation.READ -> read(message);
			case Operation.CLOSE -> close(envelope);
			case Operation.JOIN, Operation.LEAVE -> change(envelope);
			case Operation.SESSIONS -> tellSessions(envelope);
			case Operation.STATISTICS -> tellStatistics(envelope);
			case Operation.GROUP -> tellGroup(envelope);
			default -> {
				// Of a later version.
			}
		}
	}

	private void push(ClusterMessage message) {
		PushTarget target = message.target();
		if (target == null || !this.delivery.holds(message.tenant(), target)) {
			this.statistics.unwanted();
			return;
		}
		try {
			this.delivery.queue(PushMessageCodec.decode(message));
		}
		catch (PushOverloadedException ex) {
			this.statistics.overloaded();
		}
	}

	private void read(ClusterMessage message) {
		if (message.target() instanceof PushTarget.Device device) {
			this.positions.tellOthers(new UserKey(message.tenant(), device.user()), device.device(),
					ClusterReadPositions.decode(message));
		}
	}

	private void close(ClusterEnvelope envelope) {
		ClusterMessage message = envelope.message();
		PushTarget target = message.target();
		if (target != null) {
			boolean replaced = Integer.toString(CloseReason.REPLACED.code()).equals(message.headers().get(CODE));
			int closed = replaced ? this.sessions.close(message.tenant(), target, CloseReason.REPLACED)
					: this.sessions.disconnect(message.tenant(), target);
			answer(envelope, Answers.count(closed));
		}
	}

	private void change(ClusterEnvelope envelope) {
		ClusterMessage message = envelope.message();
		PushTarget target = message.target();
		String group = message.headers().get(GROUP);
		if (target == null || group == null) {
			return;
		}
		CompletableFuture<Void> changed = message.operation().equals(Operation.JOIN)
				? this.groups.join(message.tenant(), group, target)
				: this.groups.leave(message.tenant(), group, target);
		changed.thenCompose((done) -> this.directory.settled())
			.thenAccept((settled) -> answer(envelope, Answers.settled(settled)));
	}

	private void tellSessions(ClusterEnvelope envelope) {
		ClusterMessage message = envelope.message();
		if (message.target() instanceof PushTarget.Users users) {
			List<SessionDetails> sessions = this.sessions.sessions(new UserKey(message.tenant(), users.users().get(0)));
			this.calls.answer(envelope, ClusterMessage.of(Operation.ANSWER)
				.body(SessionDetailsCodec.CODEC, SessionDetailsCodec.encode(sessions)), Map.of());
		}
	}

	private void tellStatistics(ClusterEnvelope envelope) {
		answer(envelope, Answers.statistics(this.sessions.statistics(envelope.message().tenant()).nodes().get(0)));
	}

	private void tellGroup(ClusterEnvelope envelope) {
		ClusterMessage message = envelope.message();
		if (message.target() instanceof PushTarget.Groups one) {
			String group = one.groups().get(0);
			GroupDetails details = this.groups.details(message.tenant(), group);
			Set<String> users = this.groups.users(message.tenant(), group);
			this.calls.answer(envelope, ClusterMessage.of(Operation.ANSWER).body(Answers.CODEC, Answers.users(users)),
					Answers.group(details.sessions(), users.size()));
		}
	}

	private void answer(ClusterEnvelope question, Map<String, String> facts) {
		this.calls.answer(question, ClusterMessage.of(Operation.ANSWER), facts);
	}

}
