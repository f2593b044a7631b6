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

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Figures by scenario, subject and metric, one for each block.
 */
final class Results {

	private final Map<Scenario, Map<SubjectKind, Map<String, List<Double>>>> values = new EnumMap<>(Scenario.class);

	private final Map<SubjectKind, String> skipped = new EnumMap<>(SubjectKind.class);

	void add(Scenario scenario, SubjectKind subject, String metric, double value) {
		this.values.computeIfAbsent(scenario, (key) -> new EnumMap<>(SubjectKind.class))
			.computeIfAbsent(subject, (key) -> new LinkedHashMap<>())
			.computeIfAbsent(metric, (key) -> new ArrayList<>())
			.add(value);
	}

	void skip(SubjectKind subject, String why) {
		this.skipped.put(subject, why);
	}

	Map<SubjectKind, String> skipped() {
		return this.skipped;
	}

	Set<Scenario> scenarios() {
		return this.values.keySet();
	}

	Set<SubjectKind> subjects(Scenario scenario) {
		return this.values.getOrDefault(scenario, Map.of()).keySet();
	}

	/**
	 * Return the metrics of a scenario, in the order in which they first came.
	 */
	List<String> metrics(Scenario scenario) {
		Set<String> metrics = new LinkedHashSet<>();
		this.values.getOrDefault(scenario, Map.of()).values().forEach((subject) -> metrics.addAll(subject.keySet()));
		return List.copyOf(metrics);
	}

	/**
	 * Return the figures of all blocks, possibly none.
	 */
	List<Double> values(Scenario scenario, SubjectKind subject, String metric) {
		return this.values.getOrDefault(scenario, Map.of())
			.getOrDefault(subject, Map.of())
			.getOrDefault(metric, List.of());
	}

	static double median(List<Double> values) {
		if (values.isEmpty()) {
			return Double.NaN;
		}
		List<Double> sorted = values.stream().sorted().toList();
		int middle = sorted.size() / 2;
		return (sorted.size() % 2 == 1) ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
	}

	/**
	 * Return one Markdown table: the median of the blocks, and the range where there are
	 * several.
	 */
	String table(Scenario scenario) {
		List<String> metrics = metrics(scenario);
		StringBuilder table = new StringBuilder("### ").append(scenario.title()).append("\n\n| subject |");
		metrics.forEach((metric) -> table.append(' ').append(metric).append(" |"));
		table.append("\n| --- |").append(" ---: |".repeat(metrics.size())).append('\n');
		for (SubjectKind subject : subjects(scenario)) {
			table.append("| ").append(subject.title()).append(" |");
			for (String metric : metrics) {
				table.append(' ').append(cell(values(scenario, subject, metric))).append(" |");
			}
			table.append('\n');
		}
		this.skipped.forEach((subject, why) -> table.append("| ")
			.append(subject.title())
			.append(" | skipped: ")
			.append(why)
			.append(" |")
			.append(" |".repeat(Math.max(0, metrics.size() - 1)))
			.append('\n'));
		return table.toString();
	}

	private static String cell(List<Double> values) {
		if (values.isEmpty()) {
			return "–";
		}
		double median = median(values);
		double min = Collections.min(values);
		double max = Collections.max(values);
		return (min == max) ? format(median) : format(median) + " (" + format(min) + "–" + format(max) + ")";
	}

	/**
	 * Format with three significant digits, or all of a large number's.
	 */
	static String format(double value) {
		if (Double.isNaN(value)) {
			return "–";
		}
		if (value == Math.rint(value) && Math.abs(value) < 1e15) {
			return Long.toString((long) value);
		}
		double size = Math.abs(value);
		int decimals = (size >= 100) ? 0 : (size >= 10) ? 1 : (size >= 0.1) ? 2 : 4;
		return String.format(Locale.ROOT, "%." + decimals + "f", value);
	}

}
