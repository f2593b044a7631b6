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

package io.pushgate.cluster.redis;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link ReconnectPause}.
 */
class ReconnectPauseTests {

	private final AtomicLong now = new AtomicLong();

	private final ReconnectPause pause = new ReconnectPause(this.now::get);

	@Test
	void growsWhereEachAttemptIsTheFirstOneAsRedisAcceptsAndRefuses() {
		for (int i = 0; i < 10; i++) {
			attempt();
		}
		assertThat(attempt()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(2));
	}

	@Test
	void beginsAnewOnceAConnectionHasLasted() {
		for (int i = 0; i < 10; i++) {
			attempt();
		}
		this.now.addAndGet(Duration.ofMinutes(1).toNanos());
		assertThat(attempt()).isLessThanOrEqualTo(Duration.ofMillis(50));
	}

	private Duration attempt() {
		Duration pause = this.pause.createDelay(1);
		this.now.addAndGet(pause.toNanos());
		return pause;
	}

}
