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

package io.pushgate.metrics.prometheus;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.pushgate.testsupport.ManagedServer;

/**
 * What Prometheus reads from an application.
 *
 * @param samples the values by series
 * @param types the types by metric
 */
record Exposition(Map<Series, Double> samples, Map<String, String> types) {

	private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][\\w:]*)(?:\\{(.*)})? (\\S+)(?: \\d+)?");

	private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\",?");

	static Exposition of(ManagedServer server) {
		ManagedServer.Answer answer = server.get("/prometheus");
		if (answer.status() != 200) {
			throw new AssertionError("Not exposed: " + answer);
		}
		Map<Series, Double> samples = new LinkedHashMap<>();
		Map<String, String> types = new TreeMap<>();
		for (String line : answer.body().split("\n")) {
			if (line.startsWith("# TYPE ")) {
				String[] parts = line.split(" ");
				types.put(parts[2], parts[3]);
			}
			else if (!line.startsWith("#") && !line.isBlank()) {
				add(line, samples);
			}
		}
		return new Exposition(samples, types);
	}

	private static void add(String line, Map<Series, Double> samples) {
		Matcher sample = SAMPLE.matcher(line);
		if (!sample.matches()) {
			throw new AssertionError("Not a sample: " + line);
		}
		Map<String, String> labels = new TreeMap<>();
		if (sample.group(2) != null) {
			Matcher label = LABEL.matcher(sample.group(2));
			while (label.find()) {
				labels.put(label.group(1), label.group(2));
			}
		}
		Double former = samples.put(new Series(sample.group(1), labels),
				Double.valueOf(sample.group(3).replace("+Inf", "Infinity")));
		if (former != null) {
			throw new AssertionError("Twice: " + line);
		}
	}

	/**
	 * Return the names of all metrics.
	 */
	Set<String> names() {
		return this.samples.keySet().stream().map(Series::name).collect(Collectors.toSet());
	}

	/**
	 * Return the series of this starter.
	 */
	Set<Series> series() {
		return this.samples.keySet()
			.stream()
			.filter((series) -> series.name().startsWith("push_"))
			.collect(Collectors.toCollection(TreeSet::new));
	}

	/**
	 * Return the labels of this starter's metrics, by name.
	 */
	Map<String, Set<String>> labels() {
		Map<String, Set<String>> labels = new TreeMap<>();
		series().forEach((series) -> labels.computeIfAbsent(series.name(), (name) -> new TreeSet<>())
			.addAll(series.labels().keySet()));
		return labels;
	}

	double value(String name, String... labels) {
		Map<String, String> map = new TreeMap<>();
		for (int i = 0; i < labels.length; i += 2) {
			map.put(labels[i], labels[i + 1]);
		}
		Double value = this.samples.get(new Series(name, map));
		if (value == null) {
			throw new AssertionError("There is no " + name + map + " but " + series());
		}
		return value;
	}

	/**
	 * A series.
	 */
	record Series(String name, Map<String, String> labels) implements Comparable<Series> {

		@Override
		public int compareTo(Series other) {
			return toString().compareTo(other.toString());
		}

	}

}
