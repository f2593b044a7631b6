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

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

import io.pushgate.message.PushMessage;
import io.pushgate.message.Qos;
import io.pushgate.transport.DropReason;
import io.pushgate.transport.FrameListener;

/**
 * Counts what became of messages, and how long they took. Thread-safe; counting costs
 * next to nothing.
 *
 * @since 0.1.0
 */
public final class DeliveryStatistics {

	private final TimeHistogram times = new TimeHistogram();

	private final WalkClock clock = new WalkClock();

	private final Map<DropReason, LongAdder> dropped = fill(DropReason.class, LongAdder::new);

	private final Map<Qos, Map<TargetKind, Map<PublishOutcome, LongAdder>>> published = fill(Qos.class,
			() -> fill(TargetKind.class, () -> fill(PublishOutcome.class, LongAdder::new)));

	private static <K extends Enum<K>, V> Map<K, V> fill(Class<K> keys, Supplier<V> values) {
		Map<K, V> map = new EnumMap<>(keys);
		for (K key : keys.getEnumConstants()) {
			map.put(key, values.get());
		}
		return map;
	}

	/**
	 * Take note that a message is accepted now.
	 * @return told of what becomes of it for each receiver
	 */
	FrameListener accepted() {
		return new Accepted(System.nanoTime());
	}

	/**
	 * Return the clock that tells when something is written.
	 */
	WalkClock clock() {
		return this.clock;
	}

	/**
	 * Count a message that was published on this node.
	 * @param message the message
	 * @param outcome what came of it
	 */
	public void published(PushMessage message, PublishOutcome outcome) {
		this.published.get(message.options().qos()).get(TargetKind.of(message.target())).get(outcome).increment();
	}

	/**
	 * Return how many messages were handed to sockets, counted once per receiver.
	 * @return the count
	 */
	public long deliveredCount() {
		return this.times.count();
	}

	/**
	 * Return how long messages took to be written.
	 * @return the times
	 */
	public TimeHistogram times() {
		return this.times;
	}

	/**
	 * Return how many messages were dropped, counted once per receiver.
	 * @param reason why
	 * @return the count
	 */
	public long droppedCount(DropReason reason) {
		return this.dropped.get(reason).sum();
	}

	/**
	 * Return how many messages were published, counted once per message.
	 * @param qos the promise that was asked for
	 * @param target the kind of target
	 * @param outcome what came of it
	 * @return the count
	 */
	public long publishedCount(Qos qos, TargetKind target, PublishOutcome outcome) {
		return this.published.get(qos).get(target).get(outcome).sum();
	}

	/**
	 * A message that was accepted.
	 */
	private final class Accepted implements FrameListener {

		private final long since;

		private Accepted(long since) {
			this.since = since;
		}

		@Override
		public void written() {
			// The clock's reading may be a few writes old, and the message newer.
			DeliveryStatistics.this.times.record(Math.max(0, DeliveryStatistics.this.clock.now() - this.since));
		}

		@Override
		public void dropped(DropReason reason) {
			DeliveryStatistics.this.dropped.get(reason).increment();
		}

	}

}
