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

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes results: every figure as CSV and JSON, the tables as Markdown, a plot for each
 * scenario.
 */
final class ResultFiles {

	private static final JsonMapper JSON = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

	private final Path directory;

	ResultFiles(Path directory) {
		this.directory = directory;
	}

	void write(Results results, Map<String, String> setting) throws IOException {
		Files.createDirectories(this.directory);
		List<String> csv = new ArrayList<>(List.of("scenario,subject,metric,block,value"));
		List<Map<String, Object>> rows = new ArrayList<>();
		StringBuilder markdown = new StringBuilder();
		setting.forEach((name, value) -> markdown.append("* ").append(name).append(": `").append(value).append("`\n"));
		for (Scenario scenario : results.scenarios()) {
			markdown.append('\n').append(results.table(scenario));
			String file = scenario.name().toLowerCase(Locale.ROOT) + ".svg";
			write(file, plot(results, scenario));
			markdown.append("\n![").append(scenario.title()).append("](").append(file).append(")\n");
			for (SubjectKind subject : results.subjects(scenario)) {
				for (String metric : results.metrics(scenario)) {
					List<Double> values = results.values(scenario, subject, metric);
					for (int block = 0; block < values.size(); block++) {
						csv.add(String.join(",", scenario.name(), subject.name(), '"' + metric + '"',
								Integer.toString(block + 1), Double.toString(values.get(block))));
					}
					Map<String, Object> row = new LinkedHashMap<>();
					row.put("scenario", scenario.name());
					row.put("subject", subject.name());
					row.put("metric", metric);
					row.put("values", values);
					rows.add(row);
				}
			}
		}
		write("results.md", markdown.toString());
		write("results.csv", String.join("\n", csv) + "\n");
		write("results.json", JSON.writeValueAsString(Map.of("setting", setting, "results", rows)) + "\n");
	}

	private static String plot(Results results, Scenario scenario) {
		String metric = results.metrics(scenario).get(0);
		BarPlot plot = new BarPlot(scenario.title() + ": " + metric);
		for (SubjectKind subject : results.subjects(scenario)) {
			List<Double> values = results.values(scenario, subject, metric)
				.stream()
				.filter((value) -> !value.isNaN())
				.toList();
			if (!values.isEmpty()) {
				plot.bar(subject.title(), Results.median(values), Collections.min(values), Collections.max(values));
			}
		}
		return plot.toSvg();
	}

	private void write(String name, String content) throws IOException {
		Files.writeString(this.directory.resolve(name), content, StandardCharsets.UTF_8);
	}

}
