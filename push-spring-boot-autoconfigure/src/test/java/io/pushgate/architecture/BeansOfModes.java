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

package io.pushgate.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The table of {@code docs/architecture.md} that says which beans there are in which
 * mode.
 */
final class BeansOfModes {

	static final List<String> MODES = List.of("embedded", "gateway", "client");

	private static final Pattern NAME = Pattern.compile("`([A-Z]\\w+)`");

	private final Map<String, Map<String, Character>> rows = new LinkedHashMap<>();

	private BeansOfModes() {
	}

	static BeansOfModes read() {
		try {
			BeansOfModes table = new BeansOfModes();
			List<String> lines = Files.readAllLines(Path.of("../docs/architecture.md"));
			int start = lines.indexOf("| bean | embedded | gateway | client |") + 2;
			for (String line : lines.subList(start, lines.size())) {
				if (!line.startsWith("|")) {
					break;
				}
				table.add(line.split("\\|"));
			}
			return table;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void add(String[] cells) {
		Map<String, Character> byMode = new LinkedHashMap<>();
		for (int i = 0; i < MODES.size(); i++) {
			byMode.put(MODES.get(i), cells[2 + i].trim().charAt(0));
		}
		Matcher names = NAME.matcher(cells[1]);
		while (names.find()) {
			this.rows.put(names.group(1), byMode);
		}
	}

	/**
	 * Return the simple names of the beans, in the order of the table.
	 */
	List<String> names() {
		return new ArrayList<>(this.rows.keySet());
	}

	char sign(String name, String mode) {
		return this.rows.get(name).get(mode);
	}

}
