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

import io.pushgate.PushException;
import io.pushgate.core.PushTemplate;
import io.pushgate.sample.security.GroupRules;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Pushes the numbers: the few of the live panel to everyone when they have changed, at
 * most every two seconds, and all of them every second to those who look at the stats
 * page. Where there are several nodes, each pushes its own, and a tab shows those of the
 * node that it is connected to. Behind a gateway, they are those of the gateway.
 */
@RegisterReflectionForBinding({ LiveStats.class, Stats.class })
@Component
class LivePanel {

	private static final long EVERY_MILLIS = 2000;

	private static final long EVERY_MILLIS_TO_WATCHERS = 1000;

	private final PushMeters meters;

	private final PushTemplate push;

	/**
	 * What was pushed from here: without it, each push would be the next change.
	 */
	private final AtomicLong own = new AtomicLong();

	/** Used by the scheduler's thread only. */
	private @Nullable LiveStats latest;

	LivePanel(PushMeters meters, PushTemplate push) {
		this.meters = meters;
		this.push = push;
	}

	LiveStats stats() {
		long messages = Math.max(0, this.meters.sum("push.published") - this.own.get());
		return new LiveStats(this.meters.node(), this.meters.sum("push.connections"), this.meters.sum("push.users"),
				messages);
	}

	@Scheduled(fixedDelay = EVERY_MILLIS)
	void pushIfChanged() {
		LiveStats stats = stats();
		if (!stats.equals(this.latest)) {
			this.latest = stats;
			this.own.incrementAndGet();
			this.push.toAll().keepLatest("live " + stats.node()).send("live.stats", stats);
		}
	}

	@Scheduled(fixedDelay = EVERY_MILLIS_TO_WATCHERS)
	void pushToWatchers() {
		if (isWatched()) {
			this.own.incrementAndGet();
			Stats stats = this.meters.stats();
			this.push.toGroup(GroupRules.STATS).keepLatest("stats " + stats.node()).send("stats", stats);
		}
	}

	private boolean isWatched() {
		try {
			return this.push.group(GroupRules.STATS).sessions() > 0;
		}
		catch (PushException ex) {
			// The other nodes cannot be asked now.
			return false;
		}
	}

}
