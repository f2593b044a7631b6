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

import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

import io.pushgate.message.PushMessage;
import io.pushgate.message.PushOptions;
import io.pushgate.protocol.FrameCodec;
import io.pushgate.protocol.ServerFrame;
import io.pushgate.session.ChannelSession;
import io.pushgate.transport.FrameListener;
import io.pushgate.transport.OutboundFrame;
import org.jspecify.annotations.Nullable;

/**
 * A message on its way to the sessions of this node: encoded once for each codec that a
 * receiver speaks, and not before there is one. Thread-safe.
 */
final class EncodedMessage {

	private final PushMessage message;

	private final FrameListener listener;

	private final Set<Long> except;

	private volatile @Nullable Encoding encodings;

	EncodedMessage(PushMessage message, FrameListener listener) {
		this.message = message;
		this.listener = listener;
		this.except = numbers(message.options().except());
	}

	private static Set<Long> numbers(Set<String> ids) {
		if (ids.isEmpty()) {
			return Set.of();
		}
		Set<Long> numbers = new HashSet<>();
		for (String id : ids) {
			try {
				numbers.add(Long.valueOf(id));
			}
			catch (NumberFormatException ex) {
				// No session has such an id, so none is left out.
			}
		}
		return numbers;
	}

	/**
	 * Send to a session, unless it is one that shall not get this message.
	 * @return whether the message was queued
	 */
	boolean sendTo(ChannelSession session) {
		if (!this.except.isEmpty() && this.except.contains(session.number())) {
			return false;
		}
		return session.send(frame(session.codec()));
	}

	private OutboundFrame frame(FrameCodec codec) {
		OutboundFrame frame = find(codec);
		return (frame != null) ? frame : encode(codec);
	}

	private @Nullable OutboundFrame find(FrameCodec codec) {
		for (Encoding encoding = this.encodings; encoding != null; encoding = encoding.next()) {
			if (encoding.codec() == codec) {
				return encoding.frame();
			}
		}
		return null;
	}

	private synchronized OutboundFrame encode(FrameCodec codec) {
		OutboundFrame frame = find(codec);
		if (frame == null) {
			PushMessage message = this.message;
			PushOptions options = message.options();
			byte[] bytes = codec.encode(new ServerFrame.Message(message.id(), options.namespace(), message.event(),
					message.time().toEpochMilli(), message.payload()));
			Instant expiresAt = message.expiresAt();
			frame = OutboundFrame.droppable(codec.isText(), bytes, latestKey(options),
					(expiresAt != null) ? expiresAt.toEpochMilli() : Long.MAX_VALUE, this.listener);
			this.encodings = new Encoding(codec, frame, this.encodings);
		}
		return frame;
	}

	private static @Nullable String latestKey(PushOptions options) {
		return (options.latestKey() != null) ? options.namespace() + ':' + options.latestKey() : null;
	}

	private record Encoding(FrameCodec codec, OutboundFrame frame, @Nullable Encoding next) {

	}

}
