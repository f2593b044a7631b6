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

import java.util.Collection;
import java.util.Objects;

import io.pushgate.transport.OutboundQueue.Step;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.test.util.ReflectionTestUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OutboundQueue} with a receiver that is busy, or reads nothing at all.
 */
class BusyQueueTests {

	private final OutboundQueue queue = new OutboundQueue(
			new OutboundLimits(100_000, 1_000_000, SlowConsumerPolicy.CLOSE));

	@Test
	void aConnectionThatIsAlwaysBeingWrittenToIsPingedAllTheSame() {
		this.queue.offer(frame(null));
		assertThat(this.queue.next().kind()).isEqualTo(Step.Kind.FRAME);
		assertThat(this.queue.offerPing()).isEqualTo(Offer.QUEUED);
		this.queue.offer(frame(null));
		assertThat(this.queue.next().kind()).as("a client answers pings, not messages").isEqualTo(Step.Kind.PING);
		assertThat(this.queue.next().kind()).isEqualTo(Step.Kind.FRAME);
		assertThat(this.queue.next().kind()).isEqualTo(Step.Kind.IDLE);
	}

	@Test
	void replacedFramesLeaveNothingBehindWhileTheReceiverDoesNotRead() {
		this.queue.offer(frame(null));
		this.queue.next();
		this.queue.offer(frame(null));
		for (int i = 0; i < 10_000; i++) {
			assertThat(this.queue.offer(frame("progress"))).isEqualTo(Offer.QUEUED);
		}
		Collection<?> entries = (Collection<?>) Objects
			.requireNonNull(ReflectionTestUtils.getField(this.queue, "entries"));
		assertThat(entries).hasSizeLessThan(100);
	}

	private static OutboundFrame frame(@Nullable String key) {
		return OutboundFrame.droppable(true, new byte[10], key, Long.MAX_VALUE, new CountingListener());
	}

}
