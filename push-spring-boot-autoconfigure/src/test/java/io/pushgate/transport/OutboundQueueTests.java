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

package io.pushgate.transport;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.pushgate.transport.OutboundQueue.Step;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link OutboundQueue} and {@link OutboundLimits}.
 */
class OutboundQueueTests {

	private static final long NEVER = Long.MAX_VALUE;

	private final Map<String, CountingListener> listeners = new HashMap<>();

	private OutboundLimits limits = new OutboundLimits(100, 1000, SlowConsumerPolicy.CLOSE);

	private OutboundQueue queue = new OutboundQueue(this.limits);

	@Test
	void whatIsEnqueuedIsWrittenByWhoAsksAfterwards() {
		assertThat(this.queue.enqueue(frame("a", 10))).isEqualTo(Offer.QUEUED);
		assertThat(this.queue.enqueue(frame("b", 10))).isEqualTo(Offer.QUEUED);
		assertThat(this.queue.startWriting()).isEqualTo(Offer.WRITE);
		assertThat(this.queue.startWriting()).as("there is one writer").isEqualTo(Offer.QUEUED);
		assertThat(this.queue.next().kind()).isEqualTo(Step.Kind.FRAME);
		assertThat(this.queue.enqueue(frame("c", 10))).isEqualTo(Offer.QUEUED);
		assertThat(this.queue.next().kind()).isEqualTo(Step.Kind.FRAME);
		assertThat(this.queue.next().kind()).as("a writer takes along what was enqueued").isEqualTo(Step.Kind.FRAME);
		assertThat(this.queue.next().kind()).isEqualTo(Step.Kind.IDLE);
		assertThat(this.queue.startWriting()).as("nothing waits").isEqualTo(Offer.QUEUED);
		assertThat(this.queue.offer(frame("d", 10))).isEqualTo(Offer.WRITE);
	}

	@Test
	void givesTheRightToWriteToOneOfferOnly() {
		assertThat(this.queue.offer(frame("a", 10))).isEqualTo(Offer.WRITE);
		assertThat(this.queue.offer(frame("b", 10))).isEqualTo(Offer.QUEUED);
		assertThat(step()).isEqualTo("a");
		assertThat(this.queue.offer(frame("c", 10))).isEqualTo(Offer.QUEUED);
		assertThat(steps()).containsExactly("b", "c", "IDLE");
		assertThat(this.queue.offer(frame("d", 10))).isEqualTo(Offer.WRITE);
	}

	@Test
	void framesLeaveInTheOrderOfTheirOffers() {
		for (String name : List.of("a", "b", "c", "d", "e")) {
			this.queue.offer(frame(name, 10));
		}
		assertThat(steps()).containsExactly("a", "b", "c", "d", "e", "IDLE");
	}

	@Test
	void reportsAFrameAsWrittenOnceTheWriterAsksForTheNext() {
		this.queue.offer(frame("a", 10));
		this.queue.next();
		assertThat(reports("a")).isEmpty();
		assertThat(this.queue.pendingBytes()).isEqualTo(10);
		this.queue.next();
		assertThat(reports("a")).containsExactly("WRITTEN");
		assertNothingPending();
	}

	@Test
	void countsWhatIsQueuedAndWhatIsBeingWritten() {
		this.queue.offer(frame("a", 30));
		this.queue.offer(frame("b", 20));
		assertThat(this.queue.pendingBytes()).isEqualTo(50);
		this.queue.next();
		assertThat(this.queue.pendingBytes()).isEqualTo(50);
		this.queue.next();
		assertThat(this.queue.pendingBytes()).isEqualTo(20);
		assertThat(this.limits.pendingBytes()).isEqualTo(20);
		this.queue.next();
		assertNothingPending();
	}

	@Test
	void takesWhatJustFits() {
		this.queue.offer(frame("a", 60));
		assertThat(this.queue.offer(frame("b", 40))).isEqualTo(Offer.QUEUED);
		assertThat(this.queue.offer(frame("c", 1))).isEqualTo(Offer.OVERFLOW);
	}

	@Test
	void overflowsWhenTheQueueIsFull() {
		this.queue.offer(frame("a", 60));
		assertThat(this.queue.offer(frame("b", 60))).isEqualTo(Offer.OVERFLOW);
		assertThat(reports("b")).containsExactly("SLOW_CONSUMER");
		assertThat(this.queue.pendingBytes()).isEqualTo(60);
		assertThat(steps()).containsExactly("a", "IDLE");
		assertNothingPending();
	}

	@Test
	void takesAFrameOfAnySizeWhereNothingWaits() {
		assertThat(this.queue.offer(frame("a", 5000))).isEqualTo(Offer.WRITE);
		assertThat(this.queue.offer(frame("b", 1))).isEqualTo(Offer.OVERFLOW);
		assertThat(steps()).containsExactly("a", "IDLE");
		assertNothingPending();
	}

	@Test
	void overflowsWhenTheNodeIsFull() {
		OutboundLimits limits = new OutboundLimits(100_000, 100_000, SlowConsumerPolicy.CLOSE);
		OutboundQueue slow = new OutboundQueue(limits);
		OutboundQueue behind = new OutboundQueue(limits);
		slow.offer(frame("slow", 80_000));
		behind.offer(frame("a", 20_000));
		assertThat(behind.offer(frame("b", 1))).isEqualTo(Offer.OVERFLOW);
		slow.abort();
		assertThat(behind.offer(frame("c", 1))).isEqualTo(Offer.QUEUED);
	}

	@Test
	void takesALittleWhereOthersHaveFilledTheNode() {
		OutboundLimits limits = new OutboundLimits(100_000, 100_000, SlowConsumerPolicy.CLOSE);
		OutboundQueue slow = new OutboundQueue(limits);
		OutboundQueue innocent = new OutboundQueue(limits);
		slow.offer(frame("slow", 100_000));
		innocent.offer(frame("a", 10_000));
		assertThat(innocent.offer(frame("b", 6_000))).isEqualTo(Offer.QUEUED);
		assertThat(innocent.offer(frame("c", 6_000))).isEqualTo(Offer.OVERFLOW);
	}

	@Test
	void takesAFrameWhereNothingWaitsThoughTheNodeIsFull() {
		OutboundQueue slow = new OutboundQueue(this.limits);
		slow.offer(frame("slow", 2000));
		assertThat(this.queue.offer(frame("a", 10))).isEqualTo(Offer.WRITE);
		assertThat(this.limits.pendingBytes()).isEqualTo(2010);
	}

	@Test
	void dropsTheOldestWhenTheQueueIsFull() {
		dropOldest();
		this.queue.offer(frame("writing", 10));
		this.queue.next();
		this.queue.offer(frame("a", 40));
		this.queue.offer(frame("b", 40));
		assertThat(this.queue.offer(frame("c", 40))).isEqualTo(Offer.QUEUED);
		assertThat(reports("a")).containsExactly("SLOW_CONSUMER");
		assertThat(this.queue.pendingBytes()).isEqualTo(90);
		assertThat(steps()).containsExactly("b", "c", "IDLE");
		assertNothingPending();
	}

	@Test
	void dropsAsManyOfTheOldestAsItTakes() {
		dropOldest();
		this.queue.offer(frame("a", 30));
		this.queue.offer(frame("b", 30));
		this.queue.offer(frame("c", 30));
		assertThat(this.queue.offer(frame("d", 70))).isEqualTo(Offer.QUEUED);
		assertThat(reports("a")).containsExactly("SLOW_CONSUMER");
		assertThat(reports("b")).containsExactly("SLOW_CONSUMER");
		assertThat(steps()).containsExactly("c", "d", "IDLE");
		assertNothingPending();
	}

	@Test
	void neverDropsARequiredFrame() {
		dropOldest();
		this.queue.offer(required("r1", 30));
		this.queue.offer(frame("a", 30));
		this.queue.offer(required("r2", 30));
		assertThat(this.queue.offer(frame("b", 40))).isEqualTo(Offer.QUEUED);
		assertThat(reports("a")).containsExactly("SLOW_CONSUMER");
		assertThat(steps()).containsExactly("r1", "r2", "b", "IDLE");
		assertNothingPending();
	}

	@Test
	void dropsOldFramesToMakeRoomForARequiredOne() {
		dropOldest();
		this.queue.offer(frame("a", 50));
		this.queue.offer(frame("b", 50));
		assertThat(this.queue.offer(required("r", 20))).isEqualTo(Offer.QUEUED);
		assertThat(steps()).containsExactly("b", "r", "IDLE");
		assertNothingPending();
	}

	@Test
	void neverDropsWhatIsBeingWritten() {
		dropOldest();
		this.queue.offer(frame("writing", 90));
		this.queue.next();
		assertThat(this.queue.offer(frame("a", 20))).isEqualTo(Offer.OVERFLOW);
		assertThat(reports("writing")).isEmpty();
		assertThat(reports("a")).containsExactly("SLOW_CONSUMER");
		assertThat(steps()).containsExactly("IDLE");
		assertThat(reports("writing")).containsExactly("WRITTEN");
		assertNothingPending();
	}

	@Test
	void overflowsWhereNothingMayBeDropped() {
		dropOldest();
		this.queue.offer(required("r1", 50));
		this.queue.offer(required("r2", 50));
		assertThat(this.queue.offer(frame("a", 10))).isEqualTo(Offer.OVERFLOW);
		assertThat(steps()).containsExactly("r1", "r2", "IDLE");
		assertNothingPending();
	}

	@Test
	void keepsOnlyTheLatestPendingFrameOfAKey() {
		this.queue.offer(frame("writing", 10));
		this.queue.next();
		this.queue.offer(frame("k1", 10, "k", NEVER));
		this.queue.offer(frame("a", 10));
		this.queue.offer(frame("other", 10, "o", NEVER));
		this.queue.offer(frame("k2", 10, "k", NEVER));
		this.queue.offer(frame("k3", 10, "k", NEVER));
		assertThat(reports("k1")).containsExactly("REPLACED");
		assertThat(reports("k2")).containsExactly("REPLACED");
		assertThat(this.queue.pendingBytes()).isEqualTo(40);
		assertThat(steps()).containsExactly("a", "other", "k3", "IDLE");
		assertNothingPending();
	}

	@Test
	void aKeyFindsRoomWhereItsOlderFrameWas() {
		this.queue.offer(frame("a", 40));
		this.queue.offer(frame("k1", 60, "k", NEVER));
		assertThat(this.queue.offer(frame("k2", 60, "k", NEVER))).isEqualTo(Offer.QUEUED);
		assertThat(steps()).containsExactly("a", "k2", "IDLE");
		assertNothingPending();
	}

	@Test
	void doesNotReplaceWhatIsBeingWritten() {
		this.queue.offer(frame("k1", 10, "k", NEVER));
		this.queue.next();
		this.queue.offer(frame("k2", 10, "k", NEVER));
		assertThat(reports("k1")).isEmpty();
		assertThat(steps()).containsExactly("k2", "IDLE");
		assertThat(reports("k1")).containsExactly("WRITTEN");
		assertNothingPending();
	}

	@Test
	void forgetsAKeyWhoseFrameWasDroppedForRoom() {
		dropOldest();
		this.queue.offer(frame("k1", 60, "k", NEVER));
		this.queue.offer(frame("a", 40));
		this.queue.offer(frame("b", 50));
		assertThat(reports("k1")).containsExactly("SLOW_CONSUMER");
		this.queue.offer(frame("k2", 10, "k", NEVER));
		assertThat(reports("k1")).hasSize(1);
		assertThat(steps()).containsExactly("a", "b", "k2", "IDLE");
		assertNothingPending();
	}

	@Test
	void dropsWhatHasExpiredInsteadOfWritingIt() {
		this.queue.offer(frame("a", 10, null, 1));
		this.queue.offer(frame("b", 10, null, NEVER - 1));
		this.queue.offer(frame("c", 10, "k", 1));
		assertThat(steps()).containsExactly("b", "IDLE");
		assertThat(reports("a")).containsExactly("EXPIRED");
		assertThat(reports("b")).containsExactly("WRITTEN");
		assertThat(reports("c")).containsExactly("EXPIRED");
		assertNothingPending();
	}

	@Test
	void pingsWhereNothingElseIsToBeWritten() {
		assertThat(this.queue.offerPing()).isEqualTo(Offer.WRITE);
		assertThat(this.queue.offerPing()).isEqualTo(Offer.QUEUED);
		assertThat(steps()).containsExactly("PING", "IDLE");
		assertThat(this.queue.offer(frame("a", 10))).isEqualTo(Offer.WRITE);
	}

	@Test
	void aFrameThatComesDuringAPingFollowsIt() {
		this.queue.offerPing();
		assertThat(step()).isEqualTo("PING");
		assertThat(this.queue.offer(frame("a", 10))).isEqualTo(Offer.QUEUED);
		assertThat(steps()).containsExactly("a", "IDLE");
	}

	@Test
	void pingsNoMoreOnceClosing() {
		this.queue.offerPing();
		this.queue.close(null, false);
		assertThat(this.queue.offerPing()).isEqualTo(Offer.CLOSED);
		assertThat(steps()).containsExactly("CLOSE");
	}

	@Test
	void writesWhatIsQueuedThenTheFarewellThenCloses() {
		this.queue.offer(frame("a", 50));
		this.queue.offer(frame("b", 50));
		assertThat(this.queue.close(required("bye", 50), false)).isEqualTo(Offer.QUEUED);
		assertThat(this.queue.isOpen()).isFalse();
		assertThat(this.queue.offer(frame("late", 1))).isEqualTo(Offer.CLOSED);
		assertThat(reports("late")).isEmpty();
		assertThat(steps()).containsExactly("a", "b", "bye", "CLOSE");
		assertNothingPending();
	}

	@Test
	void givesTheRightToWriteToTheCloseOfAnIdleQueue() {
		assertThat(this.queue.isOpen()).isTrue();
		assertThat(this.queue.close(required("bye", 10), true)).isEqualTo(Offer.WRITE);
		assertThat(steps()).containsExactly("bye", "CLOSE");
		assertNothingPending();
	}

	@Test
	void dropsWhatIsQueuedButNotWhatIsBeingWrittenWhenClosedAtOnce() {
		this.queue.offer(frame("writing", 10));
		this.queue.next();
		this.queue.offer(frame("a", 10));
		this.queue.offer(frame("b", 10, "k", NEVER));
		this.queue.offer(required("r", 10));
		assertThat(this.queue.close(required("bye", 10), true)).isEqualTo(Offer.QUEUED);
		assertThat(reports("a")).containsExactly("CLOSED");
		assertThat(reports("b")).containsExactly("CLOSED");
		assertThat(reports("writing")).isEmpty();
		assertThat(steps()).containsExactly("bye", "CLOSE");
		assertThat(reports("writing")).containsExactly("WRITTEN");
		assertNothingPending();
	}

	@Test
	void onlyTheFirstCloseHasAnEffect() {
		this.queue.offer(frame("a", 10));
		this.queue.close(required("bye", 10), false);
		assertThat(this.queue.close(required("again", 10), true)).isEqualTo(Offer.CLOSED);
		assertThat(steps()).containsExactly("a", "bye", "CLOSE");
	}

	@Test
	void dropsEverythingWhenTheConnectionIsGone() {
		this.queue.offer(frame("writing", 10));
		this.queue.next();
		this.queue.offer(frame("a", 10));
		this.queue.offer(frame("b", 10, "k", NEVER));
		this.queue.abort();
		assertThat(this.queue.isOpen()).isFalse();
		assertNothingPending();
		assertThat(reports("writing")).containsExactly("CLOSED");
		assertThat(reports("a")).containsExactly("CLOSED");
		assertThat(reports("b")).containsExactly("CLOSED");
		assertThat(this.queue.offer(frame("late", 1))).isEqualTo(Offer.CLOSED);
		assertThat(this.queue.close(required("bye", 1), false)).isEqualTo(Offer.CLOSED);
		assertThat(steps()).containsExactly("CLOSE");
		this.queue.abort();
		assertThat(this.listeners.values()).allSatisfy((listener) -> assertThat(listener.reports()).hasSizeLessThan(2));
		assertNothingPending();
	}

	@Test
	void dropsTheFarewellOfAClosingConnectionThatIsGone() {
		this.queue.offer(frame("a", 10));
		this.queue.close(required("bye", 10), false);
		this.queue.abort();
		assertThat(reports("a")).containsExactly("CLOSED");
		assertNothingPending();
	}

	@ParameterizedTest
	@EnumSource(SlowConsumerPolicy.class)
	void givesBackTheBytesOfWhatWasRefused(SlowConsumerPolicy policy) {
		this.limits = new OutboundLimits(10, 10, policy);
		this.queue = new OutboundQueue(this.limits);
		this.queue.offer(required("r", 10));
		for (int i = 0; i < 10; i++) {
			assertThat(this.queue.offer(frame("f" + i, 5, "k", NEVER))).isEqualTo(Offer.OVERFLOW);
			assertThat(reports("f" + i)).containsExactly("SLOW_CONSUMER");
		}
		assertThat(this.limits.pendingBytes()).isEqualTo(10);
		assertThat(steps()).containsExactly("r", "IDLE");
		assertNothingPending();
	}

	@Test
	void refusesLimitsThatLetNothingThrough() {
		assertThatIllegalArgumentException().isThrownBy(() -> new OutboundLimits(0, 10, SlowConsumerPolicy.CLOSE))
			.withMessage("'maxPending' must be positive");
		assertThatIllegalArgumentException().isThrownBy(() -> new OutboundLimits(10, 0, SlowConsumerPolicy.CLOSE))
			.withMessage("'maxTotal' must be positive");
	}

	@Test
	void aFrameIsDecodedOnceForAllReceivers() {
		OutboundFrame frame = OutboundFrame.required(true, "grüße".getBytes(StandardCharsets.UTF_8));
		assertThat(frame.asString()).isEqualTo("grüße").isSameAs(frame.asString());
		assertThat(frame.size()).isEqualTo(7);
	}

	private void dropOldest() {
		this.limits = new OutboundLimits(100, 1000, SlowConsumerPolicy.DROP_OLDEST);
		this.queue = new OutboundQueue(this.limits);
	}

	private OutboundFrame frame(String name, int size) {
		return frame(name, size, null, NEVER);
	}

	private OutboundFrame frame(String name, int size, @Nullable String key, long expiresAt) {
		CountingListener listener = new CountingListener();
		this.listeners.put(name, listener);
		return OutboundFrame.droppable(true, bytes(name, size), key, expiresAt, listener);
	}

	private static OutboundFrame required(String name, int size) {
		return OutboundFrame.required(true, bytes(name, size));
	}

	private static byte[] bytes(String name, int size) {
		return (name + " ".repeat(Math.max(0, size - name.length()))).getBytes(StandardCharsets.UTF_8);
	}

	private List<String> reports(String name) {
		return Objects.requireNonNull(this.listeners.get(name)).reports();
	}

	private String step() {
		Step step = this.queue.next();
		return (step.frame() != null) ? step.frame().asString().trim() : step.kind().name();
	}

	private List<String> steps() {
		List<String> steps = new ArrayList<>();
		String step;
		do {
			step = step();
			steps.add(step);
		}
		while (!step.equals("IDLE") && !step.equals("CLOSE"));
		return steps;
	}

	private void assertNothingPending() {
		assertThat(this.queue.pendingBytes()).isZero();
		assertThat(this.limits.pendingBytes()).isZero();
	}

}
