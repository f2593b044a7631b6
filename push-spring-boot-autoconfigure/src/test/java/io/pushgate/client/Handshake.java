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

package io.pushgate.client;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.springframework.util.StringUtils;
import org.springframework.web.util.UriComponentsBuilder;
import org.springframework.web.util.UriUtils;

/**
 * A request to open a WebSocket, as the server saw it.
 *
 * @param query the parameters of the query
 * @param protocols the subprotocols on offer
 * @param time when it came, in nanoseconds of {@link System#nanoTime()}
 */
record Handshake(Map<String, String> query, List<String> protocols, long time) {

	static Handshake of(URI uri, List<String> protocolHeaders) {
		Map<String, String> query = new HashMap<>();
		UriComponentsBuilder.fromUri(uri)
			.build()
			.getQueryParams()
			.forEach((name, values) -> query.put(name, UriUtils.decode(values.get(0), StandardCharsets.UTF_8)));
		List<String> protocols = protocolHeaders.stream()
			.flatMap((header) -> Arrays.stream(StringUtils.tokenizeToStringArray(header, ",")))
			.toList();
		return new Handshake(query, protocols, System.nanoTime());
	}

}
