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

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class SequenceTrackerTests {

	private static final long GRACE = 100;

	private final SequenceTracker tracker = new SequenceTracker(GRACE);

	private final Set<Long> missing = new TreeSet<>();

	private void overdueAt(long now) {
		this.tracker.overdue(now, (first, count) -> {
			for (long i = first; i < first + count; i++) {
				assertThat(this.missing.add(i)).as("told once: " + i).isTrue();
			}
		});
	}

	@Test
	void isMissingOnceTheGraceIsOverAndOnlyOnce() {
		assertThat(this.tracker.arrived(10, 0)).isTrue();
		assertThat(this.tracker.arrived(13, 0)).isTrue();
		overdueAt(99);
		assertThat(this.missing).isEmpty();
		overdueAt(100);
		overdueAt(1000);
		assertThat(this.missing).containsExactly(11L, 12L);
	}

	@Test
	void isWelcomeEvenWhenItIsLate() {
		this.tracker.arrived(1, 0);
		this.tracker.arrived(4, 0);
		overdueAt(100);
		assertThat(this.tracker.arrived(3, 200)).isTrue();
		assertThat(this.tracker.arrived(3, 200)).isFalse();
		assertThat(this.tracker.arrived(2, 200)).isTrue();
	}

	@Test
	void isNotMissingBeforeTheFirst() {
		this.tracker.arrived(100, 0);
		assertThat(this.tracker.arrived(98, 0)).isTrue();
		assertThat(this.tracker.arrived(98, 0)).isFalse();
		overdueAt(1000);
		assertThat(this.missing).isEmpty();
	}

	@Test
	void isMissingFromTheFirstOnWhereTheStartWasSeen() {
		this.tracker.announced(0, 0);
		this.tracker.arrived(3, 0);
		overdueAt(100);
		assertThat(this.missing).containsExactly(1L, 2L);
	}

	@Test
	void isMissingWhereOnlyTheAnnouncementArrives() {
		this.tracker.arrived(1, 0);
		this.tracker.announced(3, 50);
		overdueAt(149);
		assertThat(this.missing).isEmpty();
		overdueAt(150);
		assertThat(this.missing).containsExactly(2L, 3L);
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 })
	void findsExactlyWhatWasLost(long seed) {
		Random random = new Random(seed);
		Set<Long> lost = new TreeSet<>();
		Set<Long> refused = new HashSet<>();
		List<Long> arriving = new ArrayList<>();
		long last = 2000;
		for (long sequence = 1; sequence <= last; sequence++) {
			int fate = random.nextInt(10);
			if (fate == 0) {
				lost.add(sequence);
			}
			else if (fate == 1) {
				refused.add(sequence);
			}
			else {
				arriving.add(sequence);
				if (fate == 2) {
					arriving.add(sequence);
				}
			}
		}
		// Out of order, but not further than the grace allows.
		for (int i = 0; i + 20 < arriving.size(); i += 20) {
			Collections.shuffle(arriving.subList(i, i + 20), random);
		}
		this.tracker.announced(0, 0);
		int fresh = 0;
		for (int i = 0; i < arriving.size(); i++) {
			fresh += this.tracker.arrived(arriving.get(i), i) ? 1 : 0;
			refused.forEach((sequence) -> this.tracker.excused(sequence, sequence));
			overdueAt(i);
		}
		this.tracker.announced(last, arriving.size());
		refused.forEach((sequence) -> this.tracker.excused(sequence, sequence));
		overdueAt(arriving.size() + GRACE);
		assertThat(this.missing).isEqualTo(lost);
		assertThat(fresh).isEqualTo(new HashSet<>(arriving).size());
	}

}
