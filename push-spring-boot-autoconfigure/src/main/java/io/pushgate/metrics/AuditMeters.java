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
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.pushgate.core.PushAudit;

/**
 * Counts what operators and callers do from outside: {@code push.audit}.
 *
 * @since 0.1.0
 */
public final class AuditMeters implements MeterBinder {

	private final PushAudit audit;

	/**
	 * Create the meters.
	 * @param audit counts
	 */
	public AuditMeters(PushAudit audit) {
		this.audit = audit;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		for (PushAudit.Event event : PushAudit.Event.values()) {
			FunctionCounter.builder("push.audit", this.audit, (audit) -> audit.count(event))
				.description("What was done by the HTTP push API and the endpoint 'push'")
				.tag("event", event.name().toLowerCase(Locale.ROOT).replace('_', '-'))
				.register(registry);
		}
	}

}
