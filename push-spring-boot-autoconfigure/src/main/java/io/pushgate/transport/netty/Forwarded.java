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

package io.pushgate.transport.netty;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * What proxies have written about a client into the headers of its request.
 *
 * @param hops what each proxy has written, the nearest proxy last; empty if the headers
 * break the grammar, so that nobody can tell what is whose
 */
record Forwarded(List<Hop> hops) {

	private static final String FORWARDED = "Forwarded";

	private static final String FOR = "X-Forwarded-For";

	private static final String PROTOCOL = "X-Forwarded-Proto";

	private static final String HOST = "X-Forwarded-Host";

	private static final String PORT = "X-Forwarded-Port";

	private static final String UNKNOWN = "unknown";

	/**
	 * Read {@code X-Forwarded-*}. All but the addresses are told once, and so are the
	 * same of each hop.
	 * @return what they tell, or {@code null} if there are none
	 */
	static @Nullable Forwarded ofX(HttpHeaders headers) {
		if (!headers.contains(FOR) && !headers.contains(PROTOCOL) && !headers.contains(HOST)
				&& !headers.contains(PORT)) {
			return null;
		}
		String protocol = first(headers, PROTOCOL);
		String host = first(headers, HOST);
		String port = first(headers, PORT);
		List<String> nodes = headers.contains(FOR) ? values(headers, FOR) : List.of(UNKNOWN);
		return new Forwarded(nodes.stream().map((node) -> new Hop(node, protocol, host, port)).toList());
	}

	private static List<String> values(HttpHeaders headers, String name) {
		List<String> values = new ArrayList<>();
		for (String header : headers.getAll(name)) {
			for (String value : header.split(",")) {
				values.add(value.trim());
			}
		}
		return values;
	}

	private static @Nullable String first(HttpHeaders headers, String name) {
		List<String> values = values(headers, name);
		return (values.isEmpty() || values.get(0).isEmpty()) ? null : values.get(0);
	}

	/**
	 * Read {@code Forwarded}.
	 * @return what it tells, or {@code null} if there is none
	 */
	static @Nullable Forwarded ofRfc7239(HttpHeaders headers) {
		List<String> lines = headers.getAll(FORWARDED);
		return lines.isEmpty() ? null
				: new Forwarded(split(String.join(",", lines), ',').stream().map(Forwarded::hop).toList());
	}

	private static Hop hop(String element) {
		// A proxy that does not tell whom it serves ends what is known.
		String node = UNKNOWN;
		String protocol = null;
		String host = null;
		for (String pair : split(element, ';')) {
			int equals = pair.indexOf('=');
			String name = (equals != -1) ? pair.substring(0, equals).trim().toLowerCase(Locale.ROOT) : "";
			String value = unquote(pair.substring(equals + 1).trim());
			switch (name) {
				case "for" -> node = value;
				case "proto" -> protocol = value;
				case "host" -> host = value;
				default -> {
					// "by", or an extension
				}
			}
		}
		return new Hop(node, protocol, host, null);
	}

	/**
	 * Split where no quotes are open.
	 * @return the parts, or none if quotes are left open
	 */
	private static List<String> split(String text, char separator) {
		List<String> parts = new ArrayList<>();
		boolean quoted = false;
		int start = 0;
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			if (quoted && c == '\\') {
				i++;
			}
			else if (c == '"') {
				quoted = !quoted;
			}
			else if (c == separator && !quoted) {
				parts.add(text.substring(start, i));
				start = i + 1;
			}
		}
		if (quoted) {
			return List.of();
		}
		parts.add(text.substring(start));
		return parts;
	}

	private static String unquote(String value) {
		if (value.length() < 2 || value.charAt(0) != '"') {
			return value;
		}
		return value.substring(1, value.length() - 1).replaceAll("\\\\(.)", "$1");
	}

	/**
	 * What one proxy has written.
	 *
	 * @param node where it has the request from
	 * @param protocol what that one speaks, or {@code null} if that is not told
	 * @param host the host that was asked for, or {@code null} if that is not told
	 * @param port the port that was asked for, or {@code null} if that is not told
	 */
	record Hop(String node, @Nullable String protocol, @Nullable String host, @Nullable String port) {

	}

}
