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

package io.pushgate.cluster.rocketmq;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import org.apache.rocketmq.client.consumer.store.OffsetStore;
import org.apache.rocketmq.client.consumer.store.ReadOffsetType;
import org.apache.rocketmq.common.message.MessageQueue;

/**
 * Remembers how far each queue has been read, for as long as the node lives and not
 * longer. RocketMQ's own store for broadcasts is a file, from which a node that comes
 * back would replay what is long past; and it forgets a queue whose broker is away for a
 * while, after which what was published meanwhile would be skipped.
 */
final class MemoryOffsetStore implements OffsetStore {

	private static final long UNKNOWN = -1;

	private final Map<MessageQueue, Long> offsets = new ConcurrentHashMap<>();

	@Override
	public void load() {
		// There is nothing from before.
	}

	@Override
	public void updateOffset(MessageQueue queue, long offset, boolean increaseOnly) {
		this.offsets.merge(queue, offset, (before, after) -> increaseOnly ? Math.max(before, after) : after);
	}

	@Override
	public void updateAndFreezeOffset(MessageQueue queue, long offset) {
		this.offsets.put(queue, offset);
	}

	@Override
	public long readOffset(MessageQueue queue, ReadOffsetType type) {
		return this.offsets.getOrDefault(queue, UNKNOWN);
	}

	@Override
	public void persistAll(Set<MessageQueue> queues) {
		// Nothing outlives the node.
	}

	@Override
	public void persist(MessageQueue queue) {
		// Nothing outlives the node.
	}

	@Override
	public void removeOffset(MessageQueue queue) {
		// The broker may come back, and be read on from here.
	}

	@Override
	public Map<MessageQueue, Long> cloneOffsetTable(String topic) {
		return this.offsets.entrySet()
			.stream()
			.filter((entry) -> topic.equals(entry.getKey().getTopic()))
			.collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
	}

	@Override
	public void updateConsumeOffsetToBroker(MessageQueue queue, long offset, boolean isOneway) {
		// The broker keeps no offsets of broadcasts.
	}

}
