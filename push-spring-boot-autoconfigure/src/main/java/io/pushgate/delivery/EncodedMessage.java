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
import io.pushgate.session.GroupMembers;
import io.pushgate.transport.FrameListener;
import io.pushgate.transport.OutboundFrame;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * A message on its way to the sessions of this node: encoded once for each codec that a
 * receiver speaks, and not before there is one. Thread-safe.
 */
final class EncodedMessage {

	private static final Log logger = LogFactory.getLog(EncodedMessage.class);

	private static final int ENVELOPE = 128;

	private final PushMessage message;

	private final FrameListener listener;

	private final @Nullable String group;

	private final Set<Long> except;

	private volatile @Nullable Encoding encodings;

	EncodedMessage(PushMessage message, FrameListener listener) {
		this(message, listener, null);
	}

	EncodedMessage(PushMessage message, FrameListener listener, @Nullable String group) {
		this.message = message;
		this.listener = listener;
		this.group = group;
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
		OutboundFrame frame = frame(session);
		return frame != null && session.send(frame);
	}

	/**
	 * Queue for a session, unless it is one that shall not get this message. The caller
	 * flushes the session.
	 * @return whether the message was queued
	 */
	boolean enqueueTo(ChannelSession session) {
		OutboundFrame frame = frame(session);
		return frame != null && session.enqueue(frame);
	}

	/**
	 * Queue for a member of a group, unless it is one that shall not get this message, or
	 * has left. The caller flushes the session.
	 * @return whether the message was queued
	 */
	boolean enqueueTo(ChannelSession session, GroupMembers members, int place) {
		OutboundFrame frame = frame(session);
		return frame != null && members.enqueue(place, frame);
	}

	private @Nullable OutboundFrame frame(ChannelSession session) {
		if (!this.except.isEmpty() && this.except.contains(session.number())) {
			return null;
		}
		return frame(session.codec());
	}

	/**
	 * Return about how many bytes this message takes in a queue, without encoding it.
	 */
	int size() {
		return ENVELOPE + this.message.payload().bytes().length;
	}

	private @Nullable OutboundFrame frame(FrameCodec codec) {
		Encoding encoding = find(codec);
		return ((encoding != null) ? encoding : encode(codec)).frame();
	}

	private @Nullable Encoding find(FrameCodec codec) {
		for (Encoding encoding = this.encodings; encoding != null; encoding = encoding.next()) {
			if (encoding.codec() == codec) {
				return encoding;
			}
		}
		return null;
	}

	private synchronized Encoding encode(FrameCodec codec) {
		Encoding encoding = find(codec);
		if (encoding == null) {
			encoding = new Encoding(codec, tryEncode(codec), this.encodings);
			this.encodings = encoding;
		}
		return encoding;
	}

	private @Nullable OutboundFrame tryEncode(FrameCodec codec) {
		try {
			PushMessage message = this.message;
			PushOptions options = message.options();
			byte[] bytes = codec.encode(new ServerFrame.Message(message.id(), options.namespace(), message.event(),
					message.time().toEpochMilli(), message.payload(), this.group));
			Instant expiresAt = message.expiresAt();
			return OutboundFrame.droppable(codec.isText(), bytes, latestKey(options),
					(expiresAt != null) ? expiresAt.toEpochMilli() : Long.MAX_VALUE, this.listener);
		}
		catch (RuntimeException ex) {
			// Remembered, so that it is neither tried nor logged for each receiver.
			logger.error("Message " + this.message.id() + " cannot be written as " + codec.subprotocol()
					+ " and could not be sent to clients that speak it", ex);
			return null;
		}
	}

	private @Nullable String latestKey(PushOptions options) {
		if (options.latestKey() == null) {
			return null;
		}
		String key = options.namespace() + ':' + options.latestKey();
		// No name has a control character: nothing else is the latest of a group's key.
		return (this.group != null) ? this.group + '\n' + key : key;
	}

	private record Encoding(FrameCodec codec, @Nullable OutboundFrame frame, @Nullable Encoding next) {

	}

}
