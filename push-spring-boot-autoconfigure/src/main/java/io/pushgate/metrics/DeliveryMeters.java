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

package io.pushgate.metrics;

import java.util.Locale;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.pushgate.auth.CredentialsProblem;
import io.pushgate.delivery.DeliveryStatistics;
import io.pushgate.delivery.PublishOutcome;
import io.pushgate.delivery.TargetKind;
import io.pushgate.gateway.GatewayStatistics;
import io.pushgate.gateway.HandshakeOutcome;
import io.pushgate.message.Qos;
import io.pushgate.session.SessionManager;
import io.pushgate.transport.DropReason;
import io.pushgate.transport.OutboundLimits;

/**
 * Shows what the node counts anyway: {@code push.users}, {@code push.groups},
 * {@code push.handshakes}, {@code push.handshake.questions}, {@code push.auth.refused},
 * {@code push.published}, {@code push.delivered}, {@code push.dropped},
 * {@code push.inbox.pending} and {@code push.outbound.pending}.
 *
 * @since 0.1.0
 */
public final class DeliveryMeters implements MeterBinder {

	private final SessionManager sessions;

	private final DeliveryStatistics delivery;

	private final GatewayStatistics gateway;

	private final OutboundLimits outbound;

	/**
	 * Create the meters.
	 * @param sessions the sessions of this node
	 * @param delivery counts messages
	 * @param gateway counts handshakes
	 * @param outbound knows what waits to be written
	 */
	public DeliveryMeters(SessionManager sessions, DeliveryStatistics delivery, GatewayStatistics gateway,
			OutboundLimits outbound) {
		this.sessions = sessions;
		this.delivery = delivery;
		this.gateway = gateway;
		this.outbound = outbound;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		Gauge.builder("push.users", this.sessions, SessionManager::userCount)
			.description("Users with at least one session")
			.register(registry);
		Gauge.builder("push.groups", this.sessions, (sessions) -> sessions.groups().groupCount())
			.description("Groups with at least one member")
			.register(registry);
		Gauge.builder("push.outbound.pending", this.outbound, OutboundLimits::pendingBytes)
			.description("Bytes that wait to be written")
			.baseUnit(BaseUnits.BYTES)
			.register(registry);
		// Messages at least once are to come.
		Gauge.builder("push.inbox.pending", () -> 0)
			.description("Messages that were stored and not yet acknowledged")
			.register(registry);
		FunctionCounter.builder("push.delivered", this.delivery, DeliveryStatistics::deliveredCount)
			.description("Messages written to a socket, counted once per receiver")
			.register(registry);
		for (DropReason reason : DropReason.values()) {
			FunctionCounter.builder("push.dropped", this.delivery, (delivery) -> delivery.droppedCount(reason))
				.description("Messages dropped before they were written, counted once per receiver")
				.tag("reason", tag(reason))
				.register(registry);
		}
		for (Qos qos : Qos.values()) {
			for (TargetKind target : TargetKind.values()) {
				for (PublishOutcome outcome : PublishOutcome.values()) {
					bindPublished(registry, qos, target, outcome);
				}
			}
		}
		for (CredentialsProblem problem : CredentialsProblem.values()) {
			FunctionCounter
				.builder("push.auth.refused", this.gateway, (gateway) -> gateway.credentialsRefusedCount(problem))
				.description("Credentials that were refused, of handshakes, first frames and renewals")
				.tag("reason", problem.tag())
				.register(registry);
		}
		for (HandshakeOutcome outcome : HandshakeOutcome.values()) {
			FunctionCounter.builder("push.handshakes", this.gateway, (gateway) -> gateway.handshakeCount(outcome))
				.description("Handshakes")
				.tag("outcome", outcome.tag())
				.register(registry);
			FunctionCounter
				.builder("push.handshake.questions", this.gateway, (gateway) -> gateway.questionCount(outcome))
				.description("Questions of clients why their handshake failed")
				.tag("reason", outcome.tag())
				.register(registry);
		}
	}

	private void bindPublished(MeterRegistry registry, Qos qos, TargetKind target, PublishOutcome outcome) {
		FunctionCounter
			.builder("push.published", this.delivery, (delivery) -> delivery.publishedCount(qos, target, outcome))
			.description("Messages that were to be sent, counted once per message")
			.tag("target", tag(target))
			.tag("qos", qos.name())
			.tag("outcome", tag(outcome))
			.register(registry);
	}

	private static String tag(Enum<?> value) {
		return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
