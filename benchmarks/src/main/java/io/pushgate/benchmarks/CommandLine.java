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

package io.pushgate.benchmarks;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads arguments of the form {@code --name=value}.
 */
final class CommandLine {

	private CommandLine() {
	}

	/**
	 * Read arguments.
	 * @param args the arguments
	 * @param names the names that are known
	 * @return the values by their names
	 * @throws IllegalArgumentException if an argument is not known
	 */
	static Map<String, String> parse(String[] args, String... names) {
		List<String> known = List.of(names);
		Map<String, String> values = new LinkedHashMap<>();
		for (String arg : args) {
			int equals = arg.indexOf('=');
			String name = arg.startsWith("--") ? arg.substring(2, (equals != -1) ? equals : arg.length()) : arg;
			if (!arg.startsWith("--") || !known.contains(name)) {
				throw new IllegalArgumentException("Unknown argument '" + arg + "'. Known are: " + known);
			}
			values.put(name, (equals != -1) ? arg.substring(equals + 1) : "true");
		}
		return values;
	}

}
