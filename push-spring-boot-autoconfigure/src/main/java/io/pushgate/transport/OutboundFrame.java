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

import java.nio.charset.StandardCharsets;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * One encoded frame, shared by all connections that it is sent to: it is encoded once,
 * and never changed. Thread-safe.
 *
 * @since 0.1.0
 */
public final class OutboundFrame {

	private final boolean text;

	private final byte[] bytes;

	private final @Nullable String latestKey;

	private final long expiresAt;

	private final @Nullable FrameListener listener;

	private final OutboundQueue.Step step = OutboundQueue.Step.of(this);

	private volatile @Nullable Object form;

	private OutboundFrame(boolean text, byte[] bytes, @Nullable String latestKey, long expiresAt,
			@Nullable FrameListener listener) {
		this.text = text;
		this.bytes = bytes;
		this.latestKey = latestKey;
		this.expiresAt = expiresAt;
		this.listener = listener;
	}

	/**
	 * Create a frame that is never dropped, such as the welcome or a reply.
	 * @param text whether the bytes are a text in UTF-8
	 * @param bytes the content; not copied
	 * @return the frame
	 */
	public static OutboundFrame required(boolean text, byte[] bytes) {
		return new OutboundFrame(text, bytes, null, Long.MAX_VALUE, null);
	}

	/**
	 * Create a frame that a slow receiver may lose.
	 * @param text whether the bytes are a text in UTF-8
	 * @param bytes the content; not copied
	 * @param latestKey the key of which only the latest pending frame is kept, or
	 * {@code null}
	 * @param expiresAt the time, in milliseconds of the epoch, from which on it is not
	 * sent any more; {@link Long#MAX_VALUE} for never
	 * @param listener told of each writing and each drop
	 * @return the frame
	 */
	public static OutboundFrame droppable(boolean text, byte[] bytes, @Nullable String latestKey, long expiresAt,
			FrameListener listener) {
		return new OutboundFrame(text, bytes, latestKey, expiresAt, listener);
	}

	/**
	 * Return whether this is a text frame rather than a binary one.
	 * @return whether this is text
	 */
	public boolean isText() {
		return this.text;
	}

	/**
	 * Return the content. Not a copy; do not change it.
	 * @return the bytes
	 */
	public byte[] bytes() {
		return this.bytes;
	}

	/**
	 * Return the form in which a transport writes this frame, made once whatever the
	 * number of receivers: a string, a buffer. A frame that connections of two transports
	 * get is made anew where they take turns.
	 * @param <T> the type of the form
	 * @param type the type of the form
	 * @param factory makes the form
	 * @return the form
	 */
	public <T> T form(Class<T> type, Function<OutboundFrame, T> factory) {
		Object current = this.form;
		if (type.isInstance(current)) {
			return type.cast(current);
		}
		// Two threads may both make it; they make equal forms.
		T result = factory.apply(this);
		this.form = result;
		return result;
	}

	/**
	 * Return the content as a string, for transports that take nothing else.
	 * @return the text
	 */
	public String asString() {
		return form(String.class, (frame) -> new String(frame.bytes, StandardCharsets.UTF_8));
	}

	/**
	 * Return what the frame counts in a queue.
	 * @return the number of bytes
	 */
	public int size() {
		return this.bytes.length;
	}

	/**
	 * Return the step of writing this frame, one for all receivers.
	 */
	OutboundQueue.Step step() {
		return this.step;
	}

	boolean isDroppable() {
		return this.listener != null;
	}

	@Nullable String latestKey() {
		return this.latestKey;
	}

	boolean isExpired() {
		return this.expiresAt != Long.MAX_VALUE && System.currentTimeMillis() >= this.expiresAt;
	}

	void written() {
		if (this.listener != null) {
			this.listener.written();
		}
	}

	void dropped(DropReason reason) {
		if (this.listener != null) {
			this.listener.dropped(reason);
		}
	}

}
