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

package io.pushgate.cluster;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CollisionDetector}.
 */
class CollisionDetectorTests {

	private final AtomicLong nanos = new AtomicLong();

	private final List<Long> found = new ArrayList<>();

	private CollisionDetector detector(boolean asking) {
		return new CollisionDetector(new NodeId(7), 100, asking, this.nanos::get, this.found::add);
	}

	@Test
	void theOneThatWasStartedLaterGivesWayOnce() {
		CollisionDetector detector = detector(false);
		detector.heard(probe(7, 99, 1), false);
		detector.heard(probe(7, 99, 2), false);
		detector.heard(probe(7, 101, 1), false);
		detector.heard(probe(7, 100, 1), false);
		detector.heard(probe(8, 50, 1), false);
		assertThat(this.found).containsExactly(99L);
	}

	@Test
	void whatAnEarlierLifeOfTheNodeSaidLastIsNoCollision() {
		CollisionDetector detector = detector(false);
		detector.heard(probe(7, 99, -1), false);
		assertThat(this.found).isEmpty();
	}

	@Test
	void clocksThatDifferDelayItOnly() {
		CollisionDetector detector = detector(false);
		detector.heard(probe(7, 99, -3600), false);
		assertThat(this.found).isEmpty();
		this.nanos.set(TimeUnit.SECONDS.toNanos(11));
		detector.heard(probe(7, 99, -3590), false);
		assertThat(this.found).containsExactly(99L);
	}

	@Test
	void nobodyGivesWayToAProcessThatAsks() {
		CollisionDetector detector = detector(false);
		detector.heard(probe(7, 99, 1), true);
		this.nanos.set(TimeUnit.SECONDS.toNanos(60));
		detector.heard(probe(7, 98, 1), true);
		assertThat(this.found).isEmpty();
	}

	@Test
	void whoAsksGivesWayToEverybody() {
		CollisionDetector detector = detector(true);
		detector.heard(probe(7, 99, -3600), false);
		detector.heard(probe(7, 101, 1), false);
		detector.heard(probe(7, 102, 1), true);
		assertThat(this.found).containsExactly(99L, 101L, 102L);
	}

	private static ClusterEnvelope probe(int node, long incarnation, long seconds) {
		return new ClusterEnvelope(new NodeId(node), incarnation, ClusterDestination.all(), 0, 0,
				Instant.now().plusSeconds(seconds), ClusterMessage.of("probe").build());
	}

}
