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
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Tests for {@link GapDetector}: what time does to it.
 */
class GapDetectorTests {

	private static final long GRACE = 1000;

	private final AtomicLong clock = new AtomicLong();

	private final List<BusGap> gaps = new ArrayList<>();

	private final GapDetector detector = new GapDetector(new NodeId(1), GRACE, this.clock::get, this.gaps::add);

	@Test
	void missesWhatWasLostHoweverLongNothingWasHeard() {
		this.detector.arrived(envelope(1));
		this.clock.addAndGet(1_000_000);
		this.detector.sweep();
		this.detector.arrived(envelope(5));
		this.clock.addAndGet(GRACE);
		this.detector.sweep();
		assertThat(this.gaps).extracting(BusGap::first, BusGap::count).containsExactly(tuple(2L, 3L));
	}

	@Test
	void forgetsWhoIsGone() {
		this.detector.arrived(envelope(1));
		this.clock.addAndGet(500);
		this.detector.forgetUnheardFor(500);
		assertThat(this.detector.arrived(envelope(1))).isFalse();
		this.clock.addAndGet(501);
		this.detector.forgetUnheardFor(500);
		assertThat(this.detector.arrived(envelope(1))).isTrue();
	}

	@Test
	void missesNothingOfBeforeItForgotEverything() {
		this.detector.arrived(envelope(1));
		this.detector.clear();
		this.detector.arrived(envelope(5));
		this.clock.addAndGet(GRACE);
		this.detector.sweep();
		assertThat(this.gaps).isEmpty();
	}

	private static ClusterEnvelope envelope(long sequence) {
		return new ClusterEnvelope(new NodeId(2), 1, ClusterDestination.all(), 0, sequence, Instant.EPOCH,
				BusNode.message("key", "text"));
	}

}
