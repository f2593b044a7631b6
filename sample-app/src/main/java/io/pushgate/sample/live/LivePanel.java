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

package io.pushgate.sample.live;

import java.util.concurrent.atomic.AtomicLong;

import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.pushgate.core.PushTemplate;
import org.jspecify.annotations.Nullable;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Reads the meters that the starter publishes, and pushes them to everyone when they have
 * changed, at most every two seconds.
 */
@Component
class LivePanel {

	private static final long EVERY_MILLIS = 2000;

	private final MeterRegistry meters;

	private final PushTemplate push;

	/**
	 * What the panel itself has pushed: without it, each push would be the next change.
	 */
	private final AtomicLong own = new AtomicLong();

	/** Used by the scheduler's thread only. */
	private @Nullable LiveStats latest;

	LivePanel(MeterRegistry meters, PushTemplate push) {
		this.meters = meters;
		this.push = push;
	}

	LiveStats stats() {
		long messages = Math.max(0, sum("push.published") - this.own.get());
		return new LiveStats(sum("push.connections"), sum("push.users"), messages);
	}

	/** Meters differ in kind and tags; the panel wants one number. */
	private long sum(String name) {
		double sum = 0;
		for (Meter meter : this.meters.find(name).meters()) {
			for (Measurement measurement : meter.measure()) {
				sum += measurement.getValue();
			}
		}
		return Math.round(sum);
	}

	@Scheduled(fixedDelay = EVERY_MILLIS)
	void pushIfChanged() {
		LiveStats stats = stats();
		if (!stats.equals(this.latest)) {
			this.latest = stats;
			this.own.incrementAndGet();
			this.push.toAll().keepLatest("live").send("live.stats", stats);
		}
	}

}
