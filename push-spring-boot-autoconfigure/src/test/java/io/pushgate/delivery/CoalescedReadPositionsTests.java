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

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

import io.pushgate.message.UserKey;
import io.pushgate.protocol.ServerFrame;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link CoalescedReadPositions}.
 */
class CoalescedReadPositionsTests {

	private final List<String> told = new ArrayList<>();

	private final Deque<Runnable> pauses = new ArrayDeque<>();

	private final CoalescedReadPositions positions = new CoalescedReadPositions(
			(user, device, position) -> this.told
				.add(user.user() + "/" + device + " " + position.conversation() + " " + position.until()),
			this.pauses::add);

	@Test
	void tellsTheFirstAtOnceAndTheFurthestAfterThePause() {
		read("phone", "c", 1);
		read("phone", "c", 5);
		read("phone", "c", 3);
		assertThat(this.told).containsExactly("ann/phone c 1");
		endPause();
		assertThat(this.told).containsExactly("ann/phone c 1", "ann/phone c 5");
		read("phone", "c", 6);
		assertThat(this.told).hasSize(2);
		endPause();
		assertThat(this.told).containsExactly("ann/phone c 1", "ann/phone c 5", "ann/phone c 6");
		endPause();
		assertThat(this.told).hasSize(3);
		read("phone", "c", 7);
		assertThat(this.told).last().isEqualTo("ann/phone c 7");
	}

	@Test
	void tellsNothingThatIsBehindWhatWasTold() {
		read("phone", "c", 100);
		read("phone", "c", 50);
		endPause();
		assertThat(this.told).containsExactly("ann/phone c 100");
		assertThat(this.pauses).isEmpty();
	}

	@Test
	void goesOnAfterAFailure() {
		CoalescedReadPositions failing = new CoalescedReadPositions((user, device, position) -> {
			this.told.add("failed " + position.until());
			throw new IllegalStateException("Not sent");
		}, this.pauses::add);
		ServerFrame.Read position = new ServerFrame.Read("default", "c", 1);
		assertThatIllegalStateException()
			.isThrownBy(() -> failing.tellOthers(new UserKey("default", "ann"), "phone", position));
		endPause();
		assertThatIllegalStateException()
			.isThrownBy(() -> failing.tellOthers(new UserKey("default", "ann"), "phone", position));
		assertThat(this.told).containsExactly("failed 1", "failed 1");
	}

	@Test
	void holdsUpNoOtherDeviceOrConversation() {
		read("phone", "c", 1);
		read("tab", "c", 2);
		read("phone", "d", 3);
		assertThat(this.told).containsExactly("ann/phone c 1", "ann/tab c 2", "ann/phone d 3");
	}

	@Test
	void keepsNothingOfWhatIsRead() {
		for (int i = 0; i < 100; i++) {
			read("phone", "c" + i, i);
		}
		while (!this.pauses.isEmpty()) {
			endPause();
		}
		assertThat(this.positions).extracting("paused").asInstanceOf(InstanceOfAssertFactories.MAP).isEmpty();
	}

	private void read(String device, String conversation, long until) {
		this.positions.tellOthers(new UserKey("default", "ann"), device,
				new ServerFrame.Read("default", conversation, until));
	}

	private void endPause() {
		this.pauses.remove().run();
	}

}
