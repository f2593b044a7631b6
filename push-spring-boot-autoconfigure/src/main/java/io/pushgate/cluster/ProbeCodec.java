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

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A probe as a message of the bus, and back.
 */
final class ProbeCodec {

	private static final String OPERATION = "probe";

	private static final String CODEC = "beat/1";

	private static final String NUMBER = "number";

	private static final String LANE = "lane";

	private static final String DIRECTED = "directed";

	private static final String ASKING = "asking";

	// Left out while a node serves.
	private static final String STATE = "state";

	private static final byte[] NOTHING = new byte[0];

	private ProbeCodec() {
	}

	static ClusterMessage encode(BusReadiness.Probe probe, boolean asking, NodeState state, @Nullable Beat beat) {
		Map<String, String> headers = new HashMap<>();
		headers.put(NUMBER, Long.toString(probe.number()));
		headers.put(LANE, Integer.toString(probe.way().lane()));
		headers.put(DIRECTED, Boolean.toString(probe.way().directed()));
		headers.put(ASKING, Boolean.toString(asking));
		if (state != NodeState.SERVING) {
			headers.put(STATE, state.name());
		}
		return ClusterMessage.of(OPERATION)
			.headers(headers)
			.body(CODEC, (beat != null) ? beat.encode() : NOTHING)
			.build();
	}

	static boolean isProbe(ClusterMessage message) {
		return message.operation().equals(OPERATION);
	}

	/**
	 * Return whether a probe is of a process that merely asks whether a number is free.
	 */
	static boolean isAsking(ClusterMessage message) {
		return Boolean.parseBoolean(message.headers().get(ASKING));
	}

	/**
	 * Return the state of the node that has sent a probe.
	 */
	static NodeState state(ClusterMessage message) {
		String name = message.headers().get(STATE);
		// Also for a state that only newer nodes know.
		return Arrays.stream(NodeState.values())
			.filter((state) -> state.name().equals(name))
			.findFirst()
			.orElse(NodeState.SERVING);
	}

	static BusReadiness.Probe probe(ClusterMessage message) {
		Map<String, String> headers = message.headers();
		try {
			return new BusReadiness.Probe(Long.parseLong(headers.getOrDefault(NUMBER, "")), new BusReadiness.Way(
					Integer.parseInt(headers.getOrDefault(LANE, "")), Boolean.parseBoolean(headers.get(DIRECTED))));
		}
		catch (NumberFormatException ex) {
			throw Fields.malformed("A probe has no number", ex);
		}
	}

	static Beat beat(ClusterMessage message) {
		if (!message.codec().equals(CODEC)) {
			throw new EnvelopeException(EnvelopeException.Reason.VERSION,
					"There is no codec '" + message.codec() + "' for a beat", null);
		}
		try {
			return Beat.decode(message.body());
		}
		catch (IllegalArgumentException ex) {
			throw Fields.malformed("A beat is none", ex);
		}
	}

}
