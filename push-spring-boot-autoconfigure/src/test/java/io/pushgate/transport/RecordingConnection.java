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

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;

import io.pushgate.transport.OutboundQueue.Step;
import org.jspecify.annotations.Nullable;

/**
 * A connection without a socket: a real {@link OutboundQueue} whose frames are written
 * into a list, by whichever thread has the right to write. Like a transport, it tells its
 * end once, and is not open any more by then.
 */
public final class RecordingConnection implements Connection {

	private final Lane lane;

	private final OutboundQueue queue;

	private final BiConsumer<RecordingConnection, CloseReason> closed;

	private final AtomicBoolean ended = new AtomicBoolean();

	private final List<OutboundFrame> written = new ArrayList<>();

	// Guarded by the list of what was written, as that is.

	private boolean reading = true;

	private boolean parked;

	private int pings;

	private int flushes;

	private @Nullable CloseReason sentClose;

	private volatile @Nullable CloseReason closeReason;

	private volatile @Nullable Object attachment;

	public RecordingConnection() {
		this(new ManualLane(), new OutboundLimits(1 << 20, Long.MAX_VALUE, SlowConsumerPolicy.CLOSE),
				(connection, reason) -> {
				});
	}

	public RecordingConnection(Lane lane, OutboundLimits limits, BiConsumer<RecordingConnection, CloseReason> closed) {
		this.lane = lane;
		this.queue = new OutboundQueue(limits);
		this.closed = closed;
	}

	@Override
	public SendResult send(OutboundFrame frame) {
		Offer offer = this.queue.offer(frame);
		if (offer == Offer.WRITE) {
			drain();
		}
		return SendResult.of(offer);
	}

	@Override
	public SendResult enqueue(OutboundFrame frame) {
		return SendResult.of(this.queue.enqueue(frame));
	}

	@Override
	public void flush() {
		if (this.queue.startWriting() == Offer.WRITE) {
			drain();
		}
	}

	@Override
	public void ping() {
		if (this.queue.offerPing() == Offer.WRITE) {
			drain();
		}
	}

	@Override
	public void close(CloseReason reason, @Nullable OutboundFrame farewell) {
		close(reason, farewell, false);
	}

	@Override
	public void closeNow(CloseReason reason, @Nullable OutboundFrame farewell) {
		close(reason, farewell, true);
	}

	private void close(CloseReason reason, @Nullable OutboundFrame farewell, boolean discard) {
		Offer offer;
		synchronized (this) {
			if (this.closeReason != null) {
				return;
			}
			this.closeReason = reason;
			offer = this.queue.close(farewell, discard);
		}
		if (offer == Offer.WRITE) {
			drain();
		}
	}

	@Override
	public boolean isClosedHere() {
		return this.closeReason != null;
	}

	private void drain() {
		synchronized (this.written) {
			this.flushes++;
		}
		while (true) {
			Step step = this.queue.next();
			if (step.kind() == Step.Kind.IDLE) {
				return;
			}
			if (step.kind() == Step.Kind.CLOSE) {
				synchronized (this.written) {
					this.sentClose = this.closeReason;
				}
				end(CloseReason.ABNORMAL);
				return;
			}
			synchronized (this.written) {
				if (step.kind() == Step.Kind.PING) {
					this.pings++;
				}
				else {
					this.written.add(Objects.requireNonNull(step.frame()));
					if (!this.reading) {
						this.parked = true;
						return;
					}
				}
			}
		}
	}

	/**
	 * Return how often somebody came to write.
	 * @return the number of times
	 */
	public int flushes() {
		synchronized (this.written) {
			return this.flushes;
		}
	}

	/**
	 * Let the other side stop reading: one more frame is being written, and stays so.
	 * @return this connection
	 */
	public RecordingConnection stopReading() {
		synchronized (this.written) {
			this.reading = false;
		}
		return this;
	}

	/**
	 * Let the other side read again.
	 */
	public void read() {
		boolean resume;
		synchronized (this.written) {
			this.reading = true;
			resume = this.parked;
			this.parked = false;
		}
		if (resume) {
			drain();
		}
	}

	/**
	 * Lose the connection without a close frame.
	 */
	public void lose() {
		end(CloseReason.ABNORMAL);
	}

	private void end(CloseReason reason) {
		if (this.ended.compareAndSet(false, true)) {
			this.queue.abort();
			CloseReason ours = this.closeReason;
			this.closed.accept(this, (ours != null) ? ours : reason);
		}
	}

	@Override
	public boolean isOpen() {
		return this.queue.isOpen();
	}

	@Override
	public Lane lane() {
		return this.lane;
	}

	@Override
	public long pendingBytes() {
		return this.queue.pendingBytes();
	}

	@Override
	public String transport() {
		return "recording";
	}

	@Override
	public @Nullable Object attachment() {
		return this.attachment;
	}

	@Override
	public void attach(@Nullable Object attachment) {
		this.attachment = attachment;
	}

	/**
	 * Return what was written, or is being written.
	 * @return the frames
	 */
	public List<OutboundFrame> written() {
		synchronized (this.written) {
			return List.copyOf(this.written);
		}
	}

	/**
	 * Return what was written, as text.
	 * @return the frames
	 */
	public List<String> texts() {
		return written().stream().map(OutboundFrame::asString).toList();
	}

	public int pings() {
		synchronized (this.written) {
			return this.pings;
		}
	}

	/**
	 * Return the reason of the close frame that was written.
	 * @return the reason, or {@code null} if none was written
	 */
	public @Nullable CloseReason sentClose() {
		synchronized (this.written) {
			return this.sentClose;
		}
	}

}
