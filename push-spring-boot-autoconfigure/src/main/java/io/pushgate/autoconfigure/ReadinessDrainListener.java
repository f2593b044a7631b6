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

import io.pushgate.gateway.DrainListener;
import io.pushgate.gateway.DrainState;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Tells the application that it is not ready while its node drains, so that load
 * balancers send nobody here. The first to be told.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class ReadinessDrainListener implements DrainListener {

	private final ApplicationEventPublisher publisher;

	private final ObjectProvider<ApplicationAvailability> availability;

	ReadinessDrainListener(ApplicationEventPublisher publisher, ObjectProvider<ApplicationAvailability> availability) {
		this.publisher = publisher;
		this.availability = availability;
	}

	@Override
	public void changed(DrainState state) {
		AvailabilityChangeEvent<ReadinessState> last = last();
		if (state == DrainState.DRAINING && (last == null || last.getState() != ReadinessState.REFUSING_TRAFFIC)) {
			AvailabilityChangeEvent.publish(this.publisher, this, ReadinessState.REFUSING_TRAFFIC);
		}
		// What somebody else has refused is not ours to accept.
		if (state == DrainState.ACCEPTING && last != null && last.getSource() == this) {
			AvailabilityChangeEvent.publish(this.publisher, this, ReadinessState.ACCEPTING_TRAFFIC);
		}
	}

	private AvailabilityChangeEvent<ReadinessState> last() {
		ApplicationAvailability availability = this.availability.getIfAvailable();
		return (availability != null) ? availability.getLastChangeEvent(ReadinessState.class) : null;
	}

}
