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

package io.pushgate.memory;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

import io.pushgate.message.Claims;
import io.pushgate.session.ChannelSession;
import io.pushgate.session.SessionManager;
import io.pushgate.session.TestSessions;
import io.pushgate.transport.RecordingConnection;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How much heap the claims of a session cost: heap in use after a collection, with claims
 * less without.
 */
@Tag("measured")
class ClaimsMemoryTests {

	private static final int SESSIONS = 100_000;

	private static final int ROUNDS = 5;

	@Test
	void ofASessionStayWithinTheirBytes() {
		SessionManager manager = TestSessions.manager(10);
		List<ChannelSession> sessions = new ArrayList<>(SESSIONS);
		for (int i = 0; i < SESSIONS; i++) {
			sessions.add(TestSessions.open(manager, "user-" + i, new RecordingConnection()));
		}
		// Shared by all, so it costs nothing, and no measurement can be as exact.
		assertThat(sessions).allSatisfy((session) -> assertThat(session.claims()).isSameAs(Map.of()));
		assertThat(Claims.of(new HashMap<>())).isSameAs(Map.of());
		// Values as they come out of a token: each a string of its own.
		double three = cost(sessions,
				(i) -> Map.of("plan", "pro-" + i % 10, "level", 1000 + i % 10, "org", "acme-" + i % 10));
		System.out.printf("%.0f bytes of heap for three claims of a session%n", three);
		assertThat(three).isBetween(100.0, 300.0);
		assertThat(sessions.get(7).claims()).containsEntry("level", 1007L);
	}

	/**
	 * Measure some times, each time against the same sessions without claims: what other
	 * tests have left behind in this process goes meanwhile, once.
	 */
	private static double cost(List<ChannelSession> sessions, IntFunction<Map<String, Object>> claims) {
		double[] costs = new double[ROUNDS];
		for (int round = 0; round < ROUNDS; round++) {
			sessions.forEach((session) -> session.claims(Map.of()));
			long before = heapAfterCollection();
			for (int i = 0; i < SESSIONS; i++) {
				sessions.get(i).claims(Claims.of(claims.apply(i)));
			}
			costs[round] = (heapAfterCollection() - before) / (double) SESSIONS;
		}
		Arrays.sort(costs);
		return costs[ROUNDS / 2];
	}

	private static long heapAfterCollection() {
		for (int i = 0; i < 4; i++) {
			System.gc();
		}
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

}
