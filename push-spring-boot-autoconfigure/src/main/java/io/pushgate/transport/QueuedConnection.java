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

import org.jspecify.annotations.Nullable;

/**
 * What the connections of all transports have in common: an {@link OutboundQueue}, and
 * the hand-over of the right to write to the connection's lane. To be extended by
 * transports.
 *
 * @since 0.1.0
 */
public abstract class QueuedConnection implements Connection {

	private final OutboundQueue queue;

	private final Lane lane;

	private volatile @Nullable CloseReason closeReason;

	private volatile @Nullable Object attachment;

	/**
	 * Create a connection.
	 * @param limits the limits of what waits to be written
	 * @param lane the lane that writes
	 */
	protected QueuedConnection(OutboundLimits limits, Lane lane) {
		this.queue = new OutboundQueue(limits);
		this.lane = lane;
	}

	/**
	 * Return whether the calling thread may write, rather than the lane's.
	 * @return {@code true} on the lane's thread
	 */
	protected boolean mayDrain() {
		return this.lane.isCurrent();
	}

	/**
	 * Write what {@link OutboundQueue#next()} gives. Called by the one that has the right
	 * to write, where {@link #mayDrain()}.
	 */
	protected abstract void drain();

	/**
	 * See to it that the connection ends within a bounded time. Called when it starts to
	 * close.
	 */
	protected abstract void closing();

	@Override
	public final SendResult send(OutboundFrame frame) {
		Offer offer = this.queue.offer(frame);
		if (offer == Offer.WRITE) {
			startDraining();
		}
		return SendResult.of(offer);
	}

	@Override
	public final SendResult enqueue(OutboundFrame frame) {
		return SendResult.of(this.queue.enqueue(frame));
	}

	@Override
	public final void flush() {
		if (this.queue.startWriting() == Offer.WRITE) {
			startDraining();
		}
	}

	@Override
	public final void ping() {
		if (this.queue.offerPing() == Offer.WRITE) {
			startDraining();
		}
	}

	@Override
	public final void close(CloseReason reason, @Nullable OutboundFrame farewell) {
		close(reason, farewell, false);
	}

	@Override
	public final void closeNow(CloseReason reason, @Nullable OutboundFrame farewell) {
		close(reason, farewell, true);
	}

	private void close(CloseReason reason, @Nullable OutboundFrame farewell, boolean discard) {
		Offer offer;
		// The first reason is the one that counts, and its farewell the one that is sent.
		synchronized (this) {
			if (this.closeReason != null) {
				return;
			}
			this.closeReason = reason;
			offer = this.queue.close(farewell, discard);
		}
		closing();
		if (offer == Offer.WRITE) {
			startDraining();
		}
	}

	private void startDraining() {
		if (mayDrain()) {
			drain();
		}
		else {
			this.lane.execute(this::drain);
		}
	}

	@Override
	public final boolean isOpen() {
		return this.queue.isOpen();
	}

	@Override
	public final boolean isClosedHere() {
		return this.closeReason != null;
	}

	@Override
	public final Lane lane() {
		return this.lane;
	}

	@Override
	public final long pendingBytes() {
		return this.queue.pendingBytes();
	}

	@Override
	public final @Nullable Object attachment() {
		return this.attachment;
	}

	@Override
	public final void attach(@Nullable Object attachment) {
		this.attachment = attachment;
	}

	/**
	 * Return the queue.
	 * @return the queue
	 */
	protected final OutboundQueue queue() {
		return this.queue;
	}

	/**
	 * Return why the connection is closed.
	 * @param fallback the reason where this side has given none
	 * @return the reason
	 */
	protected final CloseReason closeReason(CloseReason fallback) {
		CloseReason reason = this.closeReason;
		return (reason != null) ? reason : fallback;
	}

}
