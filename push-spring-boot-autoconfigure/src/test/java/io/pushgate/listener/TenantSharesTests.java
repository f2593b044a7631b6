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

package io.pushgate.listener;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TenantShares}.
 */
class TenantSharesTests {

	private final AtomicLong clock = new AtomicLong();

	private final TenantShares shares = new TenantShares(12, this.clock::get);

	@Test
	void aTenantThatIsAloneTakesAll() {
		assertThat(enter("a", 100)).isEqualTo(12);
		leave("a", 1);
		assertThat(enter("a", 100)).isEqualTo(1);
	}

	@Test
	void thereIsRoomForOthersOnceThereAreSeveral() {
		assertThat(enter("a", 100)).isEqualTo(12);
		// All is taken before anybody knew that there are others.
		assertThat(enter("b", 1)).isZero();
		leave("a", 12);
		assertThat(enter("a", 100)).isEqualTo(6);
		assertThat(enter("b", 100)).isEqualTo(3);
		assertThat(enter("c", 1)).isEqualTo(1);
		assertThat(enter("a", 1)).isZero();
		leave("b", 3);
		leave("c", 1);
		leave("a", 3);
		assertThat(enter("a", 100)).isEqualTo(3);
		assertThat(this.shares.takenCount()).isEqualTo(6);
	}

	@Test
	void aTenantTakesAllAgainOnceNobodyElseHasAskedForAWhile() {
		enter("b", 1);
		leave("b", 1);
		assertThat(enter("a", 100)).isEqualTo(6);
		this.clock.addAndGet(Duration.ofSeconds(60).toNanos());
		assertThat(enter("a", 100)).isZero();
		this.clock.addAndGet(1);
		assertThat(enter("a", 100)).isEqualTo(6);
	}

	@Test
	void countsEachPlaceWhateverHappensAtTheSameTime() throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(4);
		try {
			List<Future<?>> ends = new ArrayList<>();
			for (int i = 0; i < 4; i++) {
				int seed = i;
				ends.add(threads.submit(() -> {
					Random random = new Random(seed);
					for (int round = 0; round < 20_000; round++) {
						String tenant = "t" + random.nextInt(3);
						if (this.shares.enter(tenant)) {
							assertThat(this.shares.takenCount()).isPositive();
							this.shares.leave(tenant);
						}
					}
				}));
			}
			for (Future<?> end : ends) {
				end.get();
			}
		}
		finally {
			threads.shutdownNow();
		}
		assertThat(this.shares.takenCount()).isZero();
		assertThat(this.shares).extracting("tenants").isEqualTo(Map.of());
	}

	private int enter(String tenant, int times) {
		int entered = 0;
		for (int i = 0; i < times; i++) {
			if (this.shares.enter(tenant)) {
				entered++;
			}
		}
		return entered;
	}

	private void leave(String tenant, int times) {
		for (int i = 0; i < times; i++) {
			this.shares.leave(tenant);
		}
	}

}
