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
 * One live connection, as a transport offers it. Thread-safe. No method blocks: whatever
 * is sent goes through one bounded queue with one writer, pings and the close included,
 * so that frames leave in the order in which they were accepted.
 *
 * @since 0.1.0
 */
public interface Connection {

	/**
	 * Queue a frame. What happens when the queue is full is said by the transport's
	 * {@link OutboundLimits}.
	 * @param frame the frame
	 * @return what became of it; {@link SendResult#OVERFLOW} asks the caller to close the
	 * connection
	 */
	SendResult send(OutboundFrame frame);

	/**
	 * Queue a frame without writing it: for several frames that shall leave together, and
	 * for callers that hold a lock, as nothing is written by this call. The caller calls
	 * {@link #flush()} soon. A writer that is at work already takes the frame along.
	 * @param frame the frame
	 * @return what became of it, see {@link #send}
	 */
	SendResult enqueue(OutboundFrame frame);

	/**
	 * Write what was enqueued.
	 */
	void flush();

	/**
	 * Send a ping of the transport as soon as nothing else is being written.
	 */
	void ping();

	/**
	 * Close after everything that is queued has been written, but after a bounded time in
	 * any case. Only the first call has an effect.
	 * @param reason the reason
	 * @param farewell the last frame, or {@code null}
	 */
	void close(CloseReason reason, @Nullable OutboundFrame farewell);

	/**
	 * Close without sending what is queued. Only the first call has an effect.
	 * @param reason the reason
	 * @param farewell the last frame, or {@code null}
	 */
	void closeNow(CloseReason reason, @Nullable OutboundFrame farewell);

	/**
	 * Return whether frames are still accepted.
	 * @return {@code false} from the first call of a close method on, or from the moment
	 * the connection is known to be lost
	 */
	boolean isOpen();

	/**
	 * Return whether this side closes the connection, or has closed it.
	 * @return {@code true} from the first call of a close method on; {@code false} where
	 * the client has closed it, or it was lost
	 */
	boolean isClosedHere();

	/**
	 * Return the lane that writes for this connection.
	 * @return the lane
	 */
	Lane lane();

	/**
	 * Return how much waits to be written.
	 * @return the bytes of the frames that are queued or being written
	 */
	long pendingBytes();

	/**
	 * Return the name of the transport, such as {@code websocket}.
	 * @return the name
	 */
	String transport();

	/**
	 * Return what was attached.
	 * @return the attachment or {@code null}
	 */
	@Nullable Object attachment();

	/**
	 * Attach the owner's state to this connection.
	 * @param attachment the attachment
	 */
	void attach(@Nullable Object attachment);

}
