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

package io.pushgate.message;

import java.time.Instant;

/**
 * How the ids of sessions are laid out, which is that of Snowflake: 41 bits of
 * milliseconds since 2024, 10 bits of node number, 12 bits of sequence. So an id tells
 * which node holds the session.
 *
 * @since 0.1.0
 */
public final class SessionIds {

	/**
	 * The largest number of a node.
	 */
	public static final int MAX_NODE = 1023;

	/**
	 * How many bits of an id are sequence.
	 */
	public static final int SEQUENCE_BITS = 12;

	private static final long EPOCH = Instant.parse("2024-01-01T00:00:00Z").toEpochMilli();

	private static final int NODE_BITS = 10;

	private SessionIds() {
	}

	/**
	 * Return the tick of a moment: its millisecond, and room for a sequence.
	 * @param millis milliseconds since 1970
	 * @return the tick, whose last bits are zero
	 */
	public static long tickOf(long millis) {
		return (millis - EPOCH) << SEQUENCE_BITS;
	}

	/**
	 * Return the id of a tick.
	 * @param tick the tick, with the sequence in its last bits
	 * @param node the number of the node
	 * @return the id
	 */
	public static long of(long tick, int node) {
		long millis = tick >>> SEQUENCE_BITS;
		long sequence = tick & ((1 << SEQUENCE_BITS) - 1);
		return (millis << (NODE_BITS + SEQUENCE_BITS)) | ((long) node << SEQUENCE_BITS) | sequence;
	}

	/**
	 * Return the number of the node that made an id.
	 * @param id the id
	 * @return the number
	 */
	public static int nodeOf(long id) {
		return (int) (id >>> SEQUENCE_BITS) & MAX_NODE;
	}

	/**
	 * Return the number of the node that made an id.
	 * @param id the id as text
	 * @return the number, or -1 if the text is no id
	 */
	public static int nodeOf(String id) {
		try {
			long number = Long.parseLong(id);
			return (number > 0) ? nodeOf(number) : -1;
		}
		catch (NumberFormatException ex) {
			return -1;
		}
	}

	/**
	 * Return when an id was made.
	 * @param id the id
	 * @return the time by the clock of the node that made it
	 */
	public static Instant timeOf(long id) {
		return Instant.ofEpochMilli((id >>> (NODE_BITS + SEQUENCE_BITS)) + EPOCH);
	}

}
