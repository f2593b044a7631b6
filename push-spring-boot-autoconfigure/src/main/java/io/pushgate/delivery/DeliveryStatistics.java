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

import io.pushgate.message.Qos;
import io.pushgate.transport.DropReason;
import io.pushgate.transport.FrameListener;

/**
 * Counts what became of messages. Thread-safe; counting costs next to nothing.
 *
 * @since 0.1.0
 */
public final class DeliveryStatistics implements FrameListener {

	private final LongAdder delivered = new LongAdder();

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

	@Override
	public void written() {
		this.delivered.increment();
	}

	@Override
	public void dropped(DropReason reason) {
		this.dropped.get(reason).increment();
	}

	void published(Qos qos, TargetKind target, PublishOutcome outcome) {
		this.published.get(qos).get(target).get(outcome).increment();
	}

	/**
	 * Return how many messages were handed to sockets, counted once per receiver.
	 * @return the count
	 */
	public long deliveredCount() {
		return this.delivered.sum();
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

}
