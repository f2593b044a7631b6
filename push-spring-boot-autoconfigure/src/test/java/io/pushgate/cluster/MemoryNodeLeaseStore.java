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

package io.pushgate.cluster;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Remembers in memory which node has which number, and fails when it is told to.
 */
class MemoryNodeLeaseStore implements NodeLeaseStore {

	private final Map<NodeId, Entry> entries = new HashMap<>();

	private final Map<NodeId, Long> marks = new HashMap<>();

	private @Nullable RuntimeException failure;

	private Duration age = Duration.ofDays(1);

	synchronized void failWith(@Nullable RuntimeException failure) {
		this.failure = failure;
	}

	/**
	 * Give a number to somebody else, as a store does that has lost its data.
	 */
	synchronized void steal(NodeId node, String owner) {
		this.entries.put(node, new Entry(owner, Long.MAX_VALUE / 2, 0));
	}

	synchronized long until(NodeId node) {
		return this.marks.get(node);
	}

	/**
	 * Forget everything, as a store that comes back without its data, and is young.
	 */
	synchronized void lose(Duration age) {
		this.entries.clear();
		this.marks.clear();
		grow(age);
	}

	synchronized void grow(Duration age) {
		this.age = age;
	}

	@Override
	public synchronized Duration age() {
		check();
		return this.age;
	}

	@Override
	public synchronized @Nullable NodeId acquire(NodeId first, NodeId last, NodeLeaseTerms terms) {
		check();
		for (int i = first.number(); i <= last.number(); i++) {
			NodeId node = new NodeId(i);
			Entry entry = this.entries.get(node);
			boolean taken = entry != null && System.currentTimeMillis() <= entry.expiresAt + entry.ttl;
			if (!taken && this.marks.getOrDefault(node, 0L) < terms.now()) {
				put(node, terms);
				return node;
			}
		}
		return null;
	}

	@Override
	public synchronized boolean renew(NodeId node, NodeLeaseTerms terms) {
		check();
		Entry entry = this.entries.get(node);
		if ((entry != null) ? !entry.owner.equals(terms.owner()) : this.marks.getOrDefault(node, 0L) >= terms.now()) {
			return false;
		}
		put(node, terms);
		return true;
	}

	private void put(NodeId node, NodeLeaseTerms terms) {
		long ttl = terms.ttl().toMillis();
		this.entries.put(node, new Entry(terms.owner(), System.currentTimeMillis() + ttl, ttl));
		this.marks.put(node, terms.until());
	}

	@Override
	public synchronized void release(NodeId node, String owner, long until) {
		check();
		Entry entry = this.entries.get(node);
		if (entry != null && entry.owner.equals(owner)) {
			this.entries.remove(node);
			this.marks.put(node, until);
		}
	}

	private void check() {
		if (this.failure != null) {
			throw this.failure;
		}
	}

	private record Entry(String owner, long expiresAt, long ttl) {

	}

}
