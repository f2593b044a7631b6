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

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.pushgate.message.SessionDetails;

/**
 * Sessions as a body of the bus, and back.
 *
 * @since 0.1.0
 */
public final class SessionDetailsCodec {

	/**
	 * How the body is written.
	 */
	public static final String CODEC = "sessions/1";

	private static final int SESSION = 1;

	private static final int USER = 2;

	private static final int DEVICE = 3;

	private static final int NODE = 4;

	private static final int TRANSPORT = 5;

	private static final int CONNECTED_AT = 6;

	// Ends a session.
	private static final int LAST_SEEN_AT = 7;

	private SessionDetailsCodec() {
	}

	/**
	 * Write sessions.
	 * @param sessions the sessions
	 * @return the body
	 */
	public static byte[] encode(List<SessionDetails> sessions) {
		Fields.Writer out = new Fields.Writer();
		for (SessionDetails session : sessions) {
			out.text(SESSION, session.session())
				.text(USER, session.user())
				.text(DEVICE, session.device())
				.text(NODE, session.node())
				.text(TRANSPORT, session.transport())
				.number(CONNECTED_AT, session.connectedAt().toEpochMilli())
				.number(LAST_SEEN_AT, session.lastSeenAt().toEpochMilli());
		}
		return out.toBytes();
	}

	/**
	 * Read sessions.
	 * @param message what has them as its body
	 * @return the sessions
	 * @throws EnvelopeException if they are none
	 */
	public static List<SessionDetails> decode(ClusterMessage message) {
		if (!message.codec().equals(CODEC)) {
			throw new EnvelopeException(EnvelopeException.Reason.VERSION,
					"There is no codec '" + message.codec() + "' for sessions", null);
		}
		Fields.Reader in = new Fields.Reader(ByteBuffer.wrap(message.body()));
		List<SessionDetails> sessions = new ArrayList<>();
		String[] texts = { "", "", "", "", "" };
		long connectedAt = 0;
		while (in.next()) {
			int tag = in.tag();
			if (tag >= SESSION && tag <= TRANSPORT) {
				texts[tag - SESSION] = in.text();
			}
			else if (tag == CONNECTED_AT) {
				connectedAt = in.number();
			}
			else if (tag == LAST_SEEN_AT) {
				sessions.add(new SessionDetails(texts[0], texts[1], texts[2], texts[3], texts[4],
						Instant.ofEpochMilli(connectedAt), Instant.ofEpochMilli(in.number())));
			}
		}
		return sessions;
	}

}
