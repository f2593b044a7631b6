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

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * The frames that wait for one connection, and the right to write them.
 *
 * <p>
 * Invariants:
 * <ul>
 * <li>There is at most one writer. {@link #offer} and {@link #close} give the right to
 * write by returning {@link Offer#WRITE}; it ends when {@link #next} returns
 * {@link Step#IDLE}.</li>
 * <li>Frames leave in the order of their offers. A frame with a key takes the place of
 * none: the older frame of that key disappears and the newer one queues up at the
 * end.</li>
 * <li>Every frame that was taken is reported exactly once, as written or as dropped, and
 * then gives its bytes back to {@link OutboundLimits}.</li>
 * <li>What is being written cannot be dropped.</li>
 * <li>After {@link #close} nothing is taken any more; the farewell is the last
 * frame.</li>
 * </ul>
 *
 * <p>
 * One lock, this object, held for a few field accesses and never during I/O or a call to
 * a {@link FrameListener}. Empty collections are not kept, so an idle queue is this
 * object alone.
 *
 * @since 0.1.0
 */
public final class OutboundQueue {

	private static final int MAX_HOLLOW = 16;

	private final OutboundLimits limits;

	// All fields below are guarded by this object's monitor.

	// The only frame that waits, where there is only one; otherwise they are in the
	// entries.
	private @Nullable OutboundFrame single;

	private @Nullable ArrayDeque<Entry> entries;

	private @Nullable Map<String, Entry> latest;

	private @Nullable OutboundFrame inFlight;

	private @Nullable DroppedFrame dropped;

	private long pending;

	// Entries whose frame was replaced.
	private int hollow;

	private boolean writing;

	private boolean pingWanted;

	private boolean closing;

	/**
	 * Create a queue.
	 * @param limits the limits, shared by all queues of the node
	 */
	public OutboundQueue(OutboundLimits limits) {
		this.limits = limits;
	}

	/**
	 * Offer a frame.
	 * @param frame the frame
	 * @return what became of it
	 */
	public Offer offer(OutboundFrame frame) {
		return offer(frame, true);
	}

	/**
	 * Offer a frame, but leave the right to write where it is: for several frames that
	 * shall be written together, or where the caller holds a lock. Whoever offers so
	 * calls {@link #startWriting()} afterwards.
	 * @param frame the frame
	 * @return what became of it, but never {@link Offer#WRITE}
	 */
	public Offer enqueue(OutboundFrame frame) {
		return offer(frame, false);
	}

	private Offer offer(OutboundFrame frame, boolean write) {
		Offer result;
		@Nullable DroppedFrame dropped;
		synchronized (this) {
			result = doOffer(frame, write);
			dropped = takeDropped();
		}
		DroppedFrame.report(dropped);
		return result;
	}

	private Offer doOffer(OutboundFrame frame, boolean write) {
		if (this.closing) {
			return Offer.CLOSED;
		}
		String key = frame.latestKey();
		if (key != null) {
			dropLatest(key);
		}
		if (!this.limits.fits(this.pending, frame.size()) && !makeRoom(frame)) {
			return Offer.OVERFLOW;
		}
		append(frame);
		return write ? takeRightToWrite() : Offer.QUEUED;
	}

	/**
	 * Ask for the right to write what was enqueued.
	 * @return {@link Offer#WRITE} if the caller has to write, {@link Offer#QUEUED} if a
	 * writer is at work or nothing waits
	 */
	public synchronized Offer startWriting() {
		return (this.single != null || this.entries != null) ? takeRightToWrite() : Offer.QUEUED;
	}

	/**
	 * Ask for a ping of the transport. It goes before whatever is queued: a client that
	 * only listens answers nothing else, however busy the connection is.
	 * @return {@link Offer#WRITE} if the caller has to write
	 */
	public synchronized Offer offerPing() {
		if (this.closing) {
			return Offer.CLOSED;
		}
		this.pingWanted = true;
		return takeRightToWrite();
	}

	/**
	 * Take nothing more. Only the first call has an effect.
	 * @param farewell the last frame, or {@code null}
	 * @param discard whether to drop what is queued and not yet being written
	 * @return {@link Offer#WRITE} if the caller has to write, {@link Offer#QUEUED} if a
	 * writer is at work, {@link Offer#CLOSED} if this was not the first call
	 */
	public Offer close(@Nullable OutboundFrame farewell, boolean discard) {
		Offer result;
		@Nullable DroppedFrame dropped;
		synchronized (this) {
			if (this.closing) {
				return Offer.CLOSED;
			}
			this.closing = true;
			if (discard) {
				discard();
			}
			if (farewell != null) {
				append(farewell);
			}
			result = takeRightToWrite();
			dropped = takeDropped();
		}
		DroppedFrame.report(dropped);
		return result;
	}

	/**
	 * Drop everything, what is being written included: the connection is gone.
	 */
	public void abort() {
		@Nullable DroppedFrame dropped;
		synchronized (this) {
			this.closing = true;
			if (this.inFlight != null) {
				drop(this.inFlight, DropReason.CLOSED);
				this.inFlight = null;
			}
			discard();
			dropped = takeDropped();
		}
		DroppedFrame.report(dropped);
	}

	/**
	 * Return what is to be written next. Called by the one writer, which has finished
	 * what it was given before.
	 * @return the next step
	 */
	public Step next() {
		OutboundFrame finished;
		Step step;
		@Nullable DroppedFrame expired;
		synchronized (this) {
			finished = this.inFlight;
			if (finished != null) {
				this.inFlight = null;
				give(finished);
			}
			step = nextStep();
			expired = takeDropped();
		}
		if (finished != null) {
			finished.written();
		}
		DroppedFrame.report(expired);
		return step;
	}

	private Step nextStep() {
		if (this.pingWanted && !this.closing) {
			this.pingWanted = false;
			return Step.PING;
		}
		OutboundFrame frame = poll();
		if (frame != null) {
			this.inFlight = frame;
			return frame.step();
		}
		this.entries = null;
		this.latest = null;
		if (this.closing) {
			// The right to write is kept: nothing follows a close.
			return Step.CLOSE;
		}
		this.writing = false;
		return Step.IDLE;
	}

	/**
	 * Return whether frames are taken.
	 * @return {@code false} once closing
	 */
	public synchronized boolean isOpen() {
		return !this.closing;
	}

	/**
	 * Return how much waits.
	 * @return the bytes of the frames that are queued or being written
	 */
	public synchronized long pendingBytes() {
		return this.pending;
	}

	private Offer takeRightToWrite() {
		if (this.writing) {
			return Offer.QUEUED;
		}
		this.writing = true;
		return Offer.WRITE;
	}

	private void append(OutboundFrame frame) {
		this.pending += frame.size();
		this.limits.add(frame.size());
		if (this.single == null && this.entries == null) {
			this.single = frame;
			return;
		}
		if (this.entries == null) {
			this.entries = new ArrayDeque<>(4);
		}
		if (this.single != null) {
			enter(this.single, this.entries);
			this.single = null;
		}
		enter(frame, this.entries);
	}

	private void enter(OutboundFrame frame, ArrayDeque<Entry> entries) {
		Entry entry = new Entry(frame);
		entries.add(entry);
		if (frame.latestKey() != null) {
			if (this.latest == null) {
				this.latest = new HashMap<>(2);
			}
			this.latest.put(frame.latestKey(), entry);
		}
	}

	private @Nullable OutboundFrame poll() {
		OutboundFrame frame = this.single;
		if (frame != null) {
			this.single = null;
			return isSendable(frame) ? frame : null;
		}
		if (this.entries == null) {
			return null;
		}
		for (Entry entry = this.entries.poll(); entry != null; entry = this.entries.poll()) {
			frame = take(entry);
			if (frame == null) {
				this.hollow--;
			}
			else if (isSendable(frame)) {
				return frame;
			}
		}
		return null;
	}

	private boolean isSendable(OutboundFrame frame) {
		if (frame.isExpired()) {
			drop(frame, DropReason.EXPIRED);
			return false;
		}
		return true;
	}

	private @Nullable OutboundFrame take(Entry entry) {
		OutboundFrame frame = entry.frame;
		entry.frame = null;
		if (frame != null && frame.latestKey() != null && this.latest != null) {
			this.latest.remove(frame.latestKey(), entry);
		}
		return frame;
	}

	private void dropLatest(String key) {
		if (this.single != null && key.equals(this.single.latestKey())) {
			drop(this.single, DropReason.REPLACED);
			this.single = null;
			return;
		}
		Entry older = (this.latest != null) ? this.latest.remove(key) : null;
		if (older != null && older.frame != null) {
			drop(older.frame, DropReason.REPLACED);
			older.frame = null;
			// The entry stays in the queue, empty: removing each would be a search. They
			// go together once they are the greater part.
			this.hollow++;
			if (this.entries != null && this.hollow > MAX_HOLLOW && this.hollow > this.entries.size() / 2) {
				this.entries.removeIf((entry) -> entry.frame == null);
				this.hollow = 0;
			}
		}
	}

	private boolean makeRoom(OutboundFrame frame) {
		if (this.limits.policy() == SlowConsumerPolicy.DROP_OLDEST) {
			if (this.single != null && this.single.isDroppable()) {
				drop(this.single, DropReason.SLOW_CONSUMER);
				this.single = null;
			}
			if (dropOldest(frame.size())) {
				return true;
			}
		}
		this.dropped = new DroppedFrame(frame, DropReason.SLOW_CONSUMER, this.dropped);
		return false;
	}

	private boolean dropOldest(int size) {
		if (this.entries != null) {
			Iterator<Entry> oldestFirst = this.entries.iterator();
			while (oldestFirst.hasNext() && !this.limits.fits(this.pending, size)) {
				Entry entry = oldestFirst.next();
				if (entry.frame == null) {
					oldestFirst.remove();
					this.hollow--;
				}
				else if (entry.frame.isDroppable()) {
					oldestFirst.remove();
					drop(Objects.requireNonNull(take(entry)), DropReason.SLOW_CONSUMER);
				}
			}
		}
		return this.limits.fits(this.pending, size);
	}

	private void discard() {
		if (this.single != null) {
			drop(this.single, DropReason.CLOSED);
			this.single = null;
		}
		if (this.entries != null) {
			for (Entry entry : this.entries) {
				OutboundFrame frame = take(entry);
				if (frame != null) {
					drop(frame, DropReason.CLOSED);
				}
			}
			this.entries = null;
			this.latest = null;
			this.hollow = 0;
		}
	}

	private void drop(OutboundFrame frame, DropReason reason) {
		give(frame);
		this.dropped = new DroppedFrame(frame, reason, this.dropped);
	}

	private void give(OutboundFrame frame) {
		this.pending -= frame.size();
		this.limits.add(-frame.size());
	}

	private @Nullable DroppedFrame takeDropped() {
		DroppedFrame taken = this.dropped;
		this.dropped = null;
		return taken;
	}

	/**
	 * What the writer does next.
	 *
	 * @param kind the kind of step
	 * @param frame the frame to write, for {@link Kind#FRAME} only
	 */
	public record Step(Kind kind, @Nullable OutboundFrame frame) {

		static final Step CLOSE = new Step(Kind.CLOSE, null);

		static final Step PING = new Step(Kind.PING, null);

		static final Step IDLE = new Step(Kind.IDLE, null);

		static Step of(OutboundFrame frame) {
			return new Step(Kind.FRAME, frame);
		}

		/**
		 * Kinds of steps.
		 */
		public enum Kind {

			/**
			 * Write the frame, then ask again.
			 */
			FRAME,

			/**
			 * Send a ping, then ask again.
			 */
			PING,

			/**
			 * Close the connection; do not ask again.
			 */
			CLOSE,

			/**
			 * Nothing is left; the right to write has ended.
			 */
			IDLE

		}

	}

	private static final class Entry {

		private @Nullable OutboundFrame frame;

		private Entry(OutboundFrame frame) {
			this.frame = frame;
		}

	}

}
