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

import java.time.Duration;
import java.util.Map;

import io.pushgate.cluster.ClusterBus;
import io.pushgate.cluster.ClusterDestination;
import io.pushgate.cluster.ClusterMessage;
import io.pushgate.cluster.Directory;
import io.pushgate.cluster.NodeId;
import io.pushgate.cluster.RetryingPublisher;
import io.pushgate.delivery.LocalReadPositions;
import io.pushgate.delivery.ReadPositions;
import io.pushgate.message.PushTarget;
import io.pushgate.message.UserKey;
import io.pushgate.protocol.ServerFrame;
import org.jspecify.annotations.Nullable;

/**
 * Tells the devices that are connected to any node. Thread-safe.
 *
 * @since 0.1.0
 */
public final class ClusterReadPositions implements ReadPositions {

	private static final String CONVERSATION = "conversation";

	private static final String TIME = "time";

	private final LocalReadPositions local;

	// Marks only ever grow, so they need no order.
	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private final ClusterBus bus;

	private final RetryingPublisher publisher;

	private final @Nullable Directory directory;

	/**
	 * Create positions.
	 * @param local tells the devices of this node
	 * @param bus carries positions to the others
	 * @param directory tells which nodes these are, or {@code null} for all
	 */
	public ClusterReadPositions(LocalReadPositions local, ClusterBus bus, @Nullable Directory directory) {
		this.local = local;
		this.bus = bus;
		this.publisher = new RetryingPublisher(bus, "Marks of what was read");
		this.directory = directory;
	}

	@Override
	public void tellOthers(UserKey user, String device, ServerFrame.Read position) {
		this.local.tellOthers(user, device, position);
		ClusterMessage message = encode(user, device, position);
		Directory directory = this.directory;
		if (directory == null) {
			this.publisher.publish(ClusterDestination.all(), message, PATIENCE);
			return;
		}
		directory.locate(user.tenant(), PushTarget.user(user.user())).whenComplete((location, failure) -> {
			if (failure != null) {
				this.publisher.publish(ClusterDestination.all(), message, PATIENCE);
				return;
			}
			for (NodeId node : location.nodes().keySet()) {
				if (!node.equals(this.bus.node())) {
					this.publisher.publish(ClusterDestination.node(node), message, PATIENCE);
				}
			}
		});
	}

	private static ClusterMessage encode(UserKey user, String device, ServerFrame.Read position) {
		return ClusterMessage.of(Operation.READ)
			.key(user.toString())
			.tenant(user.tenant())
			.namespace(position.namespace())
			.target(PushTarget.device(user.user(), device))
			.headers(Map.of(CONVERSATION, position.conversation(), TIME, Long.toString(position.until())))
			.build();
	}

	/**
	 * Read what another node has written.
	 */
	static ServerFrame.Read decode(ClusterMessage message) {
		return new ServerFrame.Read(message.namespace(), message.headers().getOrDefault(CONVERSATION, ""),
				Long.parseLong(message.headers().getOrDefault(TIME, "0")));
	}

}
