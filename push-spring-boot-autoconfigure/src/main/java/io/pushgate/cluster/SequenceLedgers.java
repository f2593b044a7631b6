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

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The ledgers of all destinations and lanes. Thread-safe.
 */
final class SequenceLedgers {

	private static final long RETENTION = TimeUnit.MINUTES.toNanos(1);

	private final Map<Stream, SequenceLedger> ledgers = new ConcurrentHashMap<>();

	private final Set<Integer> news = ConcurrentHashMap.newKeySet();

	long next(ClusterDestination destination, int lane, long now) {
		this.news.add(lane);
		return ledger(new Stream(destination, lane), now).next(now);
	}

	void refused(ClusterDestination destination, int lane, long sequence, long now) {
		this.news.add(lane);
		ledger(new Stream(destination, lane), now).refused(sequence, now);
	}

	private SequenceLedger ledger(Stream stream, long now) {
		SequenceLedger ledger = this.ledgers.get(stream);
		return (ledger != null) ? ledger
				: this.ledgers.computeIfAbsent(stream, (key) -> new SequenceLedger(RETENTION, now));
	}

	Set<Integer> takeLanesWithNews() {
		Set<Integer> lanes = new HashSet<>(this.news);
		this.news.removeAll(lanes);
		return lanes;
	}

	/**
	 * Return what others need to know of a lane.
	 */
	Beat beat(int lane, long now) {
		List<Beat.Report> news = new ArrayList<>();
		boolean complete = true;
		for (Map.Entry<Stream, SequenceLedger> entry : this.ledgers.entrySet()) {
			if (entry.getKey().lane == lane) {
				Beat.Report report = entry.getValue().report(entry.getKey().destination, now);
				if (report.settled()) {
					complete = false;
				}
				else {
					news.add(report);
				}
			}
		}
		return new Beat(news, complete);
	}

	/**
	 * What is numbered by itself.
	 *
	 * @param destination the destination
	 * @param lane the lane
	 */
	private record Stream(ClusterDestination destination, int lane) {

	}

}
