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

package io.pushgate.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The document of the protocol as data: its examples and its tables, by the comments that
 * stand right before them.
 */
final class ProtocolDocument {

	private static final Path LOCATION = Path.of("..", "docs", "protocol.md");

	private static final Pattern MARKER = Pattern.compile("<!-- (example|table): (.+) -->");

	private static final String PSEUDOCODE = "<!-- pseudocode -->";

	private final Map<String, Example> examples = new LinkedHashMap<>();

	private final Map<String, List<List<String>>> tables = new LinkedHashMap<>();

	private final List<String> unmarked = new ArrayList<>();

	private ProtocolDocument(List<String> lines) {
		for (int i = 0; i < lines.size(); i++) {
			String before = (i > 0) ? lines.get(i - 1) : "";
			Matcher marker = MARKER.matcher(before);
			boolean marked = marker.matches();
			if (isFence(lines.get(i))) {
				int end = endOfBlock(lines, i + 1);
				if (marked && marker.group(1).equals("example")) {
					add(new Example(marker.group(2), List.copyOf(lines.subList(i + 1, end))));
				}
				else if (!before.equals(PSEUDOCODE)) {
					this.unmarked.add("line " + (i + 1));
				}
				i = end;
			}
			else if (marked && marker.group(1).equals("table")) {
				this.tables.put(marker.group(2), rows(lines, i));
			}
			else if (marked) {
				this.unmarked.add("line " + i + " marks no block");
			}
		}
	}

	static ProtocolDocument read() {
		try {
			return new ProtocolDocument(Files.readAllLines(LOCATION));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(LOCATION + " could not be read", ex);
		}
	}

	private static boolean isFence(String line) {
		return line.strip().startsWith("```") || line.strip().startsWith("~~~");
	}

	private static int endOfBlock(List<String> lines, int start) {
		int end = start;
		while (!isFence(lines.get(end))) {
			end++;
		}
		return end;
	}

	private void add(Example example) {
		assertThat(this.examples.put(example.name(), example)).as("another example '%s'", example.name()).isNull();
	}

	private static List<List<String>> rows(List<String> lines, int header) {
		List<List<String>> rows = new ArrayList<>();
		for (int i = header + 2; i < lines.size() && lines.get(i).startsWith("| "); i++) {
			String line = lines.get(i);
			rows.add(Arrays.stream(line.substring(1, line.lastIndexOf('|')).split("\\|"))
				.map((cell) -> cell.replace("`", "").trim())
				.toList());
		}
		return rows;
	}

	/**
	 * Return where the document has a block that no comment names, or the other way
	 * round.
	 */
	List<String> unmarked() {
		return this.unmarked;
	}

	List<Example> examples() {
		return List.copyOf(this.examples.values());
	}

	Example example(String name) {
		Example example = this.examples.get(name);
		assertThat(example).as("the example '%s'", name).isNotNull();
		return example;
	}

	/**
	 * Return the rows of a table, without its header and without marks of code.
	 */
	List<List<String>> table(String name) {
		List<List<String>> rows = this.tables.get(name);
		assertThat(rows).as("the table '%s'", name).isNotEmpty();
		return rows;
	}

	/**
	 * Return a column of a table.
	 */
	List<String> column(String table, int index) {
		return table(table).stream().map((row) -> row.get(index)).toList();
	}

	/**
	 * A block of the document.
	 *
	 * @param name what the comment before it says
	 * @param lines its lines
	 */
	record Example(String name, List<String> lines) {

		private static final JsonMapper JSON = JsonMapper.shared();

		private static final Pattern PLACEHOLDER = Pattern.compile("<[a-z]+>");

		private static final long ANY_TIME = 1767225600000L;

		private static final long ANY_DELAY = 17250;

		boolean isFrame(String party) {
			return this.name.startsWith(party + ' ') && !isMessagePack();
		}

		boolean isMessagePack() {
			return this.name.endsWith(" in msgpack");
		}

		String text() {
			return String.join("\n", this.lines);
		}

		JsonNode json() {
			return JSON.readTree(text());
		}

		/**
		 * Return the text with values in the place of the placeholders.
		 */
		String with(Map<String, String> values) {
			return PLACEHOLDER.matcher(text()).replaceAll((placeholder) -> {
				String value = values.get(placeholder.group());
				assertThat(value).as("a value for %s in '%s'", placeholder.group(), this.name).isNotNull();
				return Matcher.quoteReplacement(value);
			});
		}

		/**
		 * Assert that a frame has exactly the fields of this example, with values that
		 * fit.
		 */
		void assertMatches(JsonNode actual) {
			assertMatches(json(), actual, "");
		}

		private void assertMatches(JsonNode expected, JsonNode actual, String path) {
			String what = "%s of '%s', which is %s".formatted(path.isEmpty() ? "/" : path, this.name, actual);
			assertThat(actual.getNodeType()).as(what).isEqualTo(expected.getNodeType());
			if (expected.isObject()) {
				assertThat(actual.propertyNames()).as(what)
					.containsExactlyInAnyOrderElementsOf(expected.propertyNames());
				expected.forEachEntry((field, value) -> assertMatches(value, actual.get(field), path + '/' + field));
			}
			else if (expected.isIntegralNumber() && expected.longValue() == ANY_TIME) {
				assertThat(actual.longValue()).as(what).isGreaterThanOrEqualTo(ANY_TIME);
			}
			else if (expected.isIntegralNumber() && expected.longValue() == ANY_DELAY) {
				assertThat(actual.isIntegralNumber()).as(what).isTrue();
				assertThat(actual.longValue()).as(what).isNotNegative();
			}
			else if (expected.isString() && PLACEHOLDER.matcher(expected.stringValue()).matches()) {
				assertThat(actual.stringValue()).as(what).isNotEmpty();
			}
			else {
				assertThat(actual).as(what).isEqualTo(expected);
			}
		}

		/**
		 * Return the first line of HTTP.
		 */
		String startLine() {
			return this.lines.get(0);
		}

		/**
		 * Return the headers of HTTP.
		 */
		Map<String, String> headers(Map<String, String> values) {
			Map<String, String> headers = new LinkedHashMap<>();
			with(values).lines().skip(1).forEach((line) -> {
				int colon = line.indexOf(": ");
				headers.put(line.substring(0, colon), line.substring(colon + 2));
			});
			return headers;
		}

		/**
		 * Return the bytes of a hexadecimal example.
		 */
		byte[] bytes() {
			StringBuilder hex = new StringBuilder();
			this.lines.forEach((line) -> hex.append(hex(line)));
			return HexFormat.of().parseHex(hex);
		}

		/**
		 * Assert that bytes are those of this example, but for the lines that vary.
		 */
		void assertMatches(byte[] actual) {
			byte[] expected = bytes();
			int position = 0;
			for (String line : this.lines) {
				int length = hex(line).length() / 2;
				if (line.endsWith("varies") && actual.length == expected.length) {
					System.arraycopy(actual, position + 1, expected, position + 1, length - 1);
				}
				position += length;
			}
			assertThat(HexFormat.of().formatHex(actual)).as(this.name).isEqualTo(HexFormat.of().formatHex(expected));
		}

		private static String hex(String line) {
			int comment = line.indexOf('#');
			return ((comment != -1) ? line.substring(0, comment) : line).replace(" ", "");
		}

		@Override
		public String toString() {
			return this.name;
		}

	}

}
