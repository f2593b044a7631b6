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

package io.pushgate.actuate;

import java.util.Map;
import java.util.function.BooleanSupplier;

import io.pushgate.cluster.BusState;
import io.pushgate.cluster.ClusterBus;
import io.pushgate.cluster.Directory;
import io.pushgate.cluster.NodeId;
import io.pushgate.cluster.NodeReadiness;
import io.pushgate.gateway.Drain;
import io.pushgate.gateway.DrainState;
import io.pushgate.session.SessionManager;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * {@link HealthIndicator} of this node: {@code DOWN} where clients cannot reach it as its
 * port is closed, or where it cannot reach the other nodes; {@code OUT_OF_SERVICE} while
 * it lets nobody in, as it is drained, has not joined its cluster yet or does not hold
 * its number; {@code UP} otherwise.
 *
 * <p>
 * A bus that is lost is {@code DOWN} and not {@code OUT_OF_SERVICE}, as something is
 * broken and somebody has to know, while clients are let in as ever. It is for operators
 * alone: no reason to restart the node, whose clients stay connected, nor to send clients
 * elsewhere, as the broker is lost to the other nodes as well, most likely. So this
 * indicator belongs into neither the liveness group nor the readiness group, and Spring
 * Boot puts it into none. A directory that cannot be asked is told and leaves the node
 * {@code UP}: pushes find another way.
 *
 * @since 0.1.0
 */
public final class PushHealthIndicator extends AbstractHealthIndicator {

	private final NodeId node;

	private final SessionManager sessions;

	private final NodeReadiness readiness;

	private final @Nullable Directory directory;

	private final BooleanSupplier listening;

	private final @Nullable Drain drain;

	/**
	 * Create an indicator.
	 * @param node this node
	 * @param sessions the sessions of this node
	 * @param readiness whether it may let clients in, and how its bus is
	 * @param directory knows which node holds whom, or {@code null}
	 * @param listening whether clients can reach the transport
	 * @param drain drains this node, or {@code null} if it has no endpoint for clients
	 */
	public PushHealthIndicator(NodeId node, SessionManager sessions, NodeReadiness readiness,
			@Nullable Directory directory, BooleanSupplier listening, @Nullable Drain drain) {
		super("The health of the push endpoint could not be checked");
		this.node = node;
		this.sessions = sessions;
		this.readiness = readiness;
		this.directory = directory;
		this.listening = listening;
		this.drain = drain;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		builder.up().withDetail("node", this.node.name()).withDetail("connections", this.sessions.sessionCount());
		DrainState drain = (this.drain != null) ? this.drain.status().state() : DrainState.ACCEPTING;
		if (drain != DrainState.ACCEPTING) {
			builder.outOfService().withDetail("drain", drain);
		}
		String refusal = this.readiness.refusal();
		if (refusal != null) {
			builder.outOfService().withDetail("reason", refusal);
		}
		ClusterBus bus = this.readiness.bus();
		if (bus != null) {
			BusState state = bus.state();
			builder.withDetail("bus", Map.of("name", bus.name(), "state", state, "nodes", bus.nodes().size()));
			if (state == BusState.LOST) {
				builder.down().withDetail("reason", "The bus to the other nodes is lost");
			}
		}
		if (this.directory != null) {
			builder.withDetail("directory",
					Map.of("name", this.directory.name(), "available", this.directory.isAvailable()));
		}
		if (!this.listening.getAsBoolean()) {
			builder.down().withDetail("reason", "The port for clients is not open");
		}
	}

}
