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

import io.pushgate.cluster.NodeId;
import io.pushgate.cluster.NodeLease;
import io.pushgate.cluster.NodeLeaseListener;
import io.pushgate.cluster.NodeReadiness;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;

/**
 * Tells the application that it is not ready while its node lets no clients in, so that
 * load balancers send nobody here: until it has joined the cluster, and while it does not
 * hold its number. And that it is broken once another node has that number, which nothing
 * but a restart heals. A bus that is lost later changes nothing, as it may be so on all
 * nodes.
 */
final class ClusterAvailability implements ApplicationListener<AvailabilityChangeEvent<?>>, Ordered {

	private final ApplicationEventPublisher publisher;

	private final NodeReadiness readiness;

	private final @Nullable ApplicationAvailability availability;

	ClusterAvailability(ApplicationEventPublisher publisher, NodeReadiness readiness, @Nullable NodeLease lease,
			@Nullable ApplicationAvailability availability) {
		this.publisher = publisher;
		this.readiness = readiness;
		this.availability = availability;
		readiness.whenJoined(this::admitted);
		if (lease != null) {
			lease.addListener(new NodeLeaseListener() {

				@Override
				public void lost(NodeId node, boolean forGood) {
					refused();
					if (forGood) {
						broken();
					}
				}

				@Override
				public void regained(NodeId node) {
					admitted();
				}

			});
		}
	}

	@Override
	public void onApplicationEvent(AvailabilityChangeEvent<?> event) {
		if (event.getState() == ReadinessState.ACCEPTING_TRAFFIC && this.readiness.refusal() != null) {
			refuse();
		}
	}

	/**
	 * The node refuses clients from now on. A readiness that was turned off by another
	 * bean stays its business.
	 */
	private void refused() {
		if (this.availability != null && this.availability.getReadinessState() == ReadinessState.ACCEPTING_TRAFFIC) {
			refuse();
		}
	}

	private void refuse() {
		AvailabilityChangeEvent.publish(this.publisher, this, ReadinessState.REFUSING_TRAFFIC);
		if (this.readiness.refusal() == null) {
			// Clients may have been let in while that was told.
			admitted();
		}
	}

	private void admitted() {
		if (this.readiness.refusal() != null) {
			return;
		}
		AvailabilityChangeEvent<ReadinessState> last = (this.availability != null)
				? this.availability.getLastChangeEvent(ReadinessState.class) : null;
		// What somebody else has refused is not ours to accept.
		if (last != null && last.getSource() == this && last.getState() == ReadinessState.REFUSING_TRAFFIC) {
			AvailabilityChangeEvent.publish(this.publisher, this, ReadinessState.ACCEPTING_TRAFFIC);
		}
	}

	private void broken() {
		AvailabilityChangeEvent.publish(this.publisher, this, LivenessState.BROKEN);
	}

	/**
	 * After what keeps the availability has taken note of an event, so that ours comes
	 * second.
	 */
	@Override
	public int getOrder() {
		return LOWEST_PRECEDENCE;
	}

}
