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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.pushgate.delivery.DeliveryStatistics;
import io.pushgate.delivery.MessageDelivery;
import io.pushgate.message.Payload;
import io.pushgate.message.PushMessage;
import io.pushgate.message.PushOptions;
import io.pushgate.message.PushTarget;
import io.pushgate.session.ChannelSession;
import io.pushgate.session.GroupRegistry;
import io.pushgate.session.JoinResult;
import io.pushgate.session.SessionManager;
import io.pushgate.session.TestSessions;
import io.pushgate.transport.CloseReason;
import io.pushgate.transport.ManualLane;
import io.pushgate.transport.OutboundLimits;
import io.pushgate.transport.RecordingConnection;
import io.pushgate.transport.SlowConsumerPolicy;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How much heap a membership costs, by how they are spread: heap in use after a
 * collection, with memberships less without. The sessions have no sockets, but lanes as
 * on a machine of two processors.
 */
@Tag("measured")
class GroupMemoryTests {

	private final ManualLane[] lanes = { new ManualLane(), new ManualLane() };

	private final SessionManager manager = TestSessions.manager(10);

	private final DeliveryStatistics statistics = new DeliveryStatistics();

	private final MessageDelivery delivery = new MessageDelivery(this.manager, this.statistics);

	/**
	 * Bounds are what was measured and a third.
	 */
	@ParameterizedTest
	@CsvSource({ "100_000, 1, 100", "100_000, 100_000, 400", "1_000, 100_000, 400", "1, 100_000, 400",
			"2_000, 1_000, 100" })
	void aMembershipStaysWithinItsBytes(String sessionCount, String groupCount, int limit) {
		List<ChannelSession> sessions = open(number(sessionCount));
		int groups = number(groupCount);
		int memberships = Math.max(sessions.size(), groups);
		if (sessions.size() > 1 && sessions.size() < 10_000 && groups < 10_000) {
			// Everyone in a hundred of them.
			memberships = sessions.size() * 100;
		}
		long before = heapAfterCollection();
		join(sessions, groups, memberships);
		double bytes = (heapAfterCollection() - before) / (double) memberships;
		System.out.printf("%,d memberships of %,d sessions in %,d groups: %.0f bytes of heap for each%n", memberships,
				sessions.size(), groups, bytes);
		assertThat(this.manager.groups().groupCount()).isEqualTo(groups);
		assertThat(bytes).isLessThanOrEqualTo(limit);
		for (int group = 0; group < groups; group++) {
			push("group-" + group);
			if (group % 1000 == 0) {
				runLanes();
			}
		}
		runLanes();
		assertThat(this.statistics.deliveredCount()).isEqualTo(memberships);
		sessions.forEach((session) -> this.manager.ended(session, CloseReason.ABNORMAL));
		assertThat(this.manager.groups().groupCount()).isZero();
	}

	private void join(List<ChannelSession> sessions, int groups, int memberships) {
		GroupRegistry registry = this.manager.groups();
		for (int i = 0; i < memberships; i++) {
			// Names as they come out of frames: each a string of its own.
			int group = (memberships == groups || groups == 1) ? i % groups : (i + i / sessions.size()) % groups;
			assertThat(registry.join(sessions.get(i % sessions.size()), "group-" + group, Integer.MAX_VALUE))
				.isEqualTo(JoinResult.JOINED);
		}
	}

	private void push(String group) {
		this.delivery
			.deliver(new PushMessage("m", PushTarget.group(group), "e", Payload.none(), PushOptions.DEFAULTS,
					Instant.now()))
			.join();
	}

	private void runLanes() {
		this.lanes[0].runAll();
		this.lanes[1].runAll();
	}

	private List<ChannelSession> open(int count) {
		OutboundLimits limits = new OutboundLimits(1 << 30, Long.MAX_VALUE, SlowConsumerPolicy.CLOSE);
		List<ChannelSession> sessions = new ArrayList<>(count);
		for (int i = 0; i < count; i++) {
			RecordingConnection connection = new RecordingConnection(this.lanes[i % 2], limits, (lost, reason) -> {
			});
			sessions.add(TestSessions.open(this.manager, "user-" + i, connection));
		}
		return sessions;
	}

	private static int number(String text) {
		return Integer.parseInt(text.replace("_", ""));
	}

	private static long heapAfterCollection() {
		for (int i = 0; i < 4; i++) {
			System.gc();
		}
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

}
