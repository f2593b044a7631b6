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
import java.util.concurrent.atomic.AtomicLong;

import io.pushgate.listener.UplinkAnswer.Reply;
import io.pushgate.message.Payload;
import io.pushgate.message.UserKey;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RequestMemory}.
 */
class RequestMemoryTests {

	private static final UserKey ANN = new UserKey("default", "ann");

	private static final UserKey BOB = new UserKey("default", "bob");

	private static final int SIZE = 1024 * 1024;

	private final AtomicLong clock = new AtomicLong();

	private final RequestMemory memory = new RequestMemory(Duration.ofMinutes(5), SIZE, this.clock::get);

	@Test
	void remembersByUserAndId() {
		remember(ANN, "1", 10);
		remember(BOB, "1", 20);
		assertThat(length(ANN, "1")).isEqualTo(10);
		assertThat(length(BOB, "1")).isEqualTo(20);
		assertThat(this.memory.find(ANN, "2")).isNull();
		assertThat(this.memory.find(new UserKey("acme", "ann"), "1")).isNull();
	}

	@Test
	void forgetsEachAnswerAfterItsTime() {
		remember(ANN, "1", 1);
		pass(Duration.ofMinutes(3));
		remember(ANN, "2", 1);
		pass(Duration.ofMinutes(2).minusNanos(1));
		assertThat(this.memory.find(ANN, "1")).isNotNull();
		pass(Duration.ofNanos(1));
		assertThat(this.memory.find(ANN, "1")).isNull();
		assertThat(this.memory.find(ANN, "2")).isNotNull();
		pass(Duration.ofMinutes(3));
		assertThat(this.memory.find(ANN, "2")).isNull();
		assertThat(this.memory.size()).isZero();
	}

	@Test
	void givesTheRoomOfForgottenAnswersBack() {
		for (int i = 0; i < 100; i++) {
			remember(ANN, "early-" + i, 100);
		}
		long full = this.memory.size();
		pass(Duration.ofMinutes(4));
		remember(ANN, "late", 100);
		assertThat(this.memory.size()).isGreaterThan(full);
		pass(Duration.ofMinutes(2));
		remember(ANN, "last", 100);
		assertThat(this.memory.size()).isLessThan(full / 10);
		assertThat(this.memory.find(ANN, "late")).isNotNull();
		assertThat(this.memory.find(ANN, "last")).isNotNull();
	}

	@Test
	void aUserWhoSendsMuchLosesAnswersOfItsOwnTheEarliestFirst() {
		remember(BOB, "kept", 1);
		for (int i = 0; i < 10_000; i++) {
			remember(ANN, Integer.toString(i), 100);
		}
		assertThat(this.memory.find(BOB, "kept")).isNotNull();
		assertThat(this.memory.find(ANN, "0")).isNull();
		assertThat(this.memory.find(ANN, "9999")).isNotNull();
		assertThat(this.memory.find(ANN, "9900")).isNotNull();
		assertThat(this.memory.size()).isBetween(SIZE / 32L, SIZE / 16L + 2000);
	}

	@Test
	void neverTakesMoreThanItMay() {
		for (int i = 0; i < 100_000; i++) {
			remember(new UserKey("default", "user-" + i % 1000), Integer.toString(i), i % 500);
			if (i % 1000 == 0) {
				assertThat(this.memory.size()).isLessThanOrEqualTo(SIZE);
			}
		}
		assertThat(this.memory.size()).isBetween(SIZE / 2L, (long) SIZE);
	}

	@Test
	void aTenantThatSendsMuchLosesAnswersOfItsOwn() {
		for (int i = 0; i < 50; i++) {
			remember(new UserKey("small", "user-" + i), "kept", 100);
		}
		for (int i = 0; i < 100_000; i++) {
			remember(new UserKey("large", "user-" + i), "1", 100);
		}
		assertThat(this.memory.size()).isBetween(SIZE / 2L, (long) SIZE);
		for (int i = 0; i < 50; i++) {
			assertThat(this.memory.find(new UserKey("small", "user-" + i), "kept")).isNotNull();
		}
	}

	@Test
	void remembersTheLastAnswerOfAUserHoweverLargeItIs() {
		remember(ANN, "1", 10);
		remember(ANN, "2", SIZE / 10);
		assertThat(length(ANN, "2")).isEqualTo(SIZE / 10);
		assertThat(this.memory.find(ANN, "1")).isNull();
	}

	@Test
	void takesTheLastAnswerOfAnId() {
		remember(ANN, "1", 10);
		long size = this.memory.size();
		remember(ANN, "1", 20);
		assertThat(length(ANN, "1")).isEqualTo(20);
		assertThat(this.memory.size()).isEqualTo(size + 10);
	}

	private void remember(UserKey user, String id, int length) {
		this.memory.remember(user, id, 0, new Reply(Payload.binary(new byte[length])));
	}

	private int length(UserKey user, String id) {
		Remembered remembered = this.memory.find(user, id);
		assertThat(remembered).isNotNull();
		return ((Reply) remembered.answer()).data().bytes().length;
	}

	private void pass(Duration time) {
		this.clock.addAndGet(time.toNanos());
	}

}
