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

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Finds what others have published and this node has not got, and what it has got before.
 * Thread-safe.
 *
 * <p>
 * Each lane has numbers of its own, and the beats of a lane come along it: so nothing
 * overtakes anything where lanes keep their order. Knows of a publisher from the first
 * message or {@link Beat} on: what was published before does not count, as this node may
 * not have been there. What is missing counts even where nothing follows it, as beats
 * tell how far sequences have come.
 */
final class GapDetector {

	private static final Log logger = LogFactory.getLog(GapDetector.class);

	private static final long EPISODE = TimeUnit.MINUTES.toNanos(1);

	private final NodeId self;

	private final long grace;

	private final LongSupplier clock;

	private final Consumer<BusGap> listener;

	private final Map<PublisherKey, Publisher> publishers = new ConcurrentHashMap<>();

	/**
	 * Create a detector.
	 * @param self this node
	 * @param grace how long a message may be overtaken, in nanoseconds
	 * @param clock tells the time in nanoseconds
	 * @param listener told of each gap
	 */
	GapDetector(NodeId self, long grace, LongSupplier clock, Consumer<BusGap> listener) {
		this.self = self;
		this.grace = grace;
		this.clock = clock;
		this.listener = listener;
	}

	/**
	 * Take note of a message.
	 * @param envelope the message
	 * @return whether it has not arrived before
	 */
	boolean arrived(ClusterEnvelope envelope) {
		Publisher publisher = publisher(envelope);
		return publisher.tracker(envelope.destination().isAll(), envelope.lane())
			.arrived(envelope.sequence(), publisher.heardAt);
	}

	/**
	 * Take note of a beat.
	 * @param envelope what it came in
	 * @param beat the beat
	 */
	void beat(ClusterEnvelope envelope, Beat beat) {
		Publisher publisher = publisher(envelope);
		publisher.beating = true;
		boolean allReported = false;
		boolean directedReported = false;
		for (Beat.Report report : beat.reports()) {
			NodeId node = report.destination().node();
			if (node == null || node.equals(this.self)) {
				allReported = allReported || node == null;
				directedReported = directedReported || node != null;
				SequenceTracker tracker = publisher.tracker(node == null, envelope.lane());
				tracker.announced(report.last(), publisher.heardAt);
				report.voids().forEach((range) -> tracker.excused(range.first(), range.last()));
			}
		}
		if (beat.complete()) {
			if (!allReported) {
				publisher.tracker(true, envelope.lane()).fromTheStart();
			}
			if (!directedReported) {
				publisher.tracker(false, envelope.lane()).fromTheStart();
			}
		}
	}

	/**
	 * Take note of the state of a node.
	 * @param envelope the probe that told it
	 * @param number the number of the probe: what an earlier one told comes too late
	 * @param state the state
	 */
	void state(ClusterEnvelope envelope, long number, NodeState state) {
		publisher(envelope).state(number, state);
	}

	/**
	 * Return the nodes whose beats have been heard lately.
	 * @param window how long ago that may be, in nanoseconds
	 * @param latest the latest state that they may have told
	 * @return the nodes
	 */
	Set<NodeId> heardWithin(long window, NodeState latest) {
		long now = this.clock.getAsLong();
		return this.publishers.entrySet()
			.stream()
			.filter((entry) -> entry.getValue().beating && now - entry.getValue().heardAt <= window
					&& entry.getValue().state.compareTo(latest) <= 0)
			.map((entry) -> entry.getKey().node)
			.collect(Collectors.toUnmodifiableSet());
	}

	/**
	 * Tell what has become overdue.
	 */
	void sweep() {
		long now = this.clock.getAsLong();
		this.publishers.forEach((key, publisher) -> {
			publisher.trackers.forEach((stream, tracker) -> tracker.overdue(now, (first, count) -> tell(key, publisher,
					stream.all ? ClusterDestination.all() : ClusterDestination.node(this.self), first, count)));
			publisher.endEpisode(key, now);
		});
	}

	/**
	 * Forget publishers that are gone.
	 * @param nanos how long they have not been heard
	 */
	void forgetUnheardFor(long nanos) {
		long now = this.clock.getAsLong();
		this.publishers.values().removeIf((publisher) -> now - publisher.heardAt > nanos);
	}

	/**
	 * Forget everything.
	 */
	void clear() {
		this.publishers.clear();
	}

	private void tell(PublisherKey key, Publisher publisher, ClusterDestination destination, long first, long count) {
		publisher.missing(key, destination, first, count, this.clock.getAsLong());
		this.listener.accept(new BusGap(key.node, key.incarnation, destination, first, count));
	}

	private Publisher publisher(ClusterEnvelope envelope) {
		long now = this.clock.getAsLong();
		Publisher publisher = this.publishers.computeIfAbsent(
				new PublisherKey(envelope.publisher(), envelope.incarnation()),
				(key) -> new Publisher(this.grace, now));
		publisher.heardAt = now;
		return publisher;
	}

	/**
	 * One life of a node.
	 */
	private record PublisherKey(NodeId node, long incarnation) {

	}

	/**
	 * What a publisher numbers by itself.
	 *
	 * @param all whether it is for all nodes rather than for this one
	 * @param lane the lane that it takes
	 */
	private record Stream(boolean all, int lane) {

	}

	/**
	 * What is known of a publisher.
	 */
	private static final class Publisher {

		private final long grace;

		private final Map<Stream, SequenceTracker> trackers = new ConcurrentHashMap<>();

		private volatile long heardAt;

		private volatile boolean beating;

		private volatile NodeState state = NodeState.SERVING;

		// Of the probe that told the state. Under this object's monitor.
		private long stateNumber;

		// Of the thread that sweeps, as all below.
		private boolean inEpisode;

		private long episodeCount;

		private long episodeAt;

		Publisher(long grace, long now) {
			this.grace = grace;
			this.heardAt = now;
		}

		synchronized void state(long number, NodeState state) {
			if (number > this.stateNumber) {
				this.stateNumber = number;
				this.state = state;
			}
		}

		SequenceTracker tracker(boolean all, int lane) {
			return this.trackers.computeIfAbsent(new Stream(all, lane), (stream) -> new SequenceTracker(this.grace));
		}

		void missing(PublisherKey key, ClusterDestination destination, long first, long count, long now) {
			if (!this.inEpisode) {
				logger.warn("Messages that node " + key.node.name() + " has published to " + destination
						+ " have not arrived: " + count + " from number " + first + " on. What else is missing of "
						+ "that node is told when it is over");
				this.inEpisode = true;
				this.episodeCount = 0;
			}
			this.episodeCount += count;
			this.episodeAt = now;
		}

		void endEpisode(PublisherKey key, long now) {
			if (this.inEpisode && now - this.episodeAt > EPISODE) {
				this.inEpisode = false;
				logger.info("Everything that node " + key.node.name() + " publishes arrives again; " + this.episodeCount
						+ " of its messages were lost");
			}
		}

	}

}
