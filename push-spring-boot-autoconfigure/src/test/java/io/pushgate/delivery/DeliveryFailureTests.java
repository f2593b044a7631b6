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

package io.pushgate.delivery;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import io.pushgate.message.PushTarget;
import io.pushgate.protocol.FrameCodec;
import io.pushgate.session.SessionManager;
import io.pushgate.session.TestSessions;
import io.pushgate.testsupport.ExpectErrors;
import io.pushgate.testsupport.LoggedErrors;
import io.pushgate.transport.ManualLane;
import io.pushgate.transport.RecordingConnection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for what goes wrong on the way to one receiver.
 */
class DeliveryFailureTests {

	private final SessionManager manager = TestSessions.manager(10);

	private final MessageDelivery delivery = new MessageDelivery(this.manager, new DeliveryStatistics());

	private final ManualLane lane = new ManualLane();

	@Test
	@ExpectErrors("could not be sent")
	void aCodecThatFailsDoesNotStopTheOtherSessionsOfAUser() {
		Receivers.open(this.manager, "default", "u", "bad", this.lane, new CountingCodec(true));
		RecordingConnection good = Receivers.open(this.manager, "default", "u", "good", this.lane, new CountingCodec());
		this.delivery.deliver(Receivers.message("m1", PushTarget.user("u")));
		assertThat(Receivers.ids(good)).containsExactly("m1");
	}

	@Test
	@ExpectErrors("could not be sent")
	void aCodecThatFailsIsAskedAndLoggedOncePerMessage(LoggedErrors errors) {
		CountingCodec failing = new CountingCodec(true);
		for (int i = 0; i < 10; i++) {
			Receivers.open(this.manager, "default", "u" + i, "d", this.lane, failing);
		}
		this.delivery.deliver(Receivers.message("m1", PushTarget.all()));
		this.lane.runAll();
		assertThat(failing.messages()).isOne();
		assertThat(errors.messages()).hasSize(1);
	}

	@ParameterizedTest
	@MethodSource
	@ExpectErrors("could not be sent")
	void aLaneGoesOnAfterAnError(PushTarget target) {
		FrameCodec failing = new CountingCodec(() -> {
			throw new NoClassDefFoundError("A library that is not there");
		});
		FrameCodec good = new CountingCodec();
		List<RecordingConnection> connections = Stream.of(failing, good, failing, good)
			.map((codec) -> Receivers.open(this.manager, "default", "u", "d", this.lane, codec))
			.toList();
		this.manager.sessions().forEach((session) -> this.manager.groups().join(session, "g", 1));
		this.delivery.deliver(Receivers.message("m1", target));
		this.lane.runAll();
		this.delivery.deliver(Receivers.message("m2", target));
		this.lane.runAll();
		assertThat(connections.stream().map(Receivers::ids)).containsExactly(List.of(), List.of("m1", "m2"), List.of(),
				List.of("m1", "m2"));
	}

	static List<PushTarget> aLaneGoesOnAfterAnError() {
		return List.of(PushTarget.all(), PushTarget.group("g"));
	}

	@Test
	void aTimeToLiveOfForeverIsForever() {
		RecordingConnection connection = Receivers.open(this.manager, "default", "u", "d", this.lane,
				new CountingCodec());
		assertThatNoException().isThrownBy(() -> this.delivery
			.deliver(Receivers.message("m1", PushTarget.user("u"), Receivers.ttl(Duration.ofSeconds(Long.MAX_VALUE)))));
		assertThat(Receivers.ids(connection)).containsExactly("m1");
	}

	@Test
	void aLaneThatWalksPastForeignSessionsLetsOtherTasksInBetween() {
		for (int i = 0; i < 1000; i++) {
			Receivers.open(this.manager, "t2", "u" + i, "d", this.lane, new CountingCodec());
		}
		this.delivery.deliver(Receivers.message("m1", PushTarget.all()));
		this.lane.runOne();
		assertThat(this.lane.waiting()).as("the rest of the walk").isOne();
	}

}
