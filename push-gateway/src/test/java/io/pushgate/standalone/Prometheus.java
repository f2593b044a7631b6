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

package io.pushgate.standalone;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.awaitility.Awaitility.await;

/**
 * Prometheus in a process of its own, with the alerts of {@code docs/monitoring}. It asks
 * each second, and all its times are {@value #FASTER} times shorter than in the rules.
 */
final class Prometheus implements AutoCloseable {

	static final int FASTER = 30;

	private static final Pattern DURATION = Pattern.compile("(\\[|offset |for: )(\\d+)([smhd])");

	private final Path directory;

	private final int port;

	private final Process process;

	private Prometheus(Path directory, int port, Process process) {
		this.directory = directory;
		this.port = port;
		this.process = process;
		Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
	}

	/**
	 * Return whether it is installed.
	 */
	static boolean isInstalled() {
		return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
			.anyMatch((directory) -> Files.isExecutable(Path.of(directory, "prometheus")));
	}

	/**
	 * Start it, without targets.
	 * @param rules the file with the alerts
	 */
	static Prometheus start(Path directory, Path rules) throws IOException {
		Files.writeString(directory.resolve("rules.yml"), faster(Files.readString(rules)));
		Files.writeString(directory.resolve("targets.json"), "[]");
		Files.writeString(directory.resolve("prometheus.yml"), """
				global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}
				rule_files: [rules.yml]
				scrape_configs:
				  - job_name: push
				    metrics_path: /actuator/prometheus
				    file_sd_configs:
				      - files: [targets.json]
				        refresh_interval: 1s
				""");
		int port = freePort();
		Process process = new ProcessBuilder("prometheus", "--config.file=prometheus.yml",
				"--storage.tsdb.path=" + directory.resolve("data"), "--web.listen-address=127.0.0.1:" + port)
			.directory(directory.toFile())
			.redirectErrorStream(true)
			.redirectOutput(directory.resolve("prometheus.log").toFile())
			.start();
		Prometheus prometheus = new Prometheus(directory, port, process);
		await().atMost(GatewayProcess.PATIENCE).until(prometheus::isReady);
		return prometheus;
	}

	static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	/**
	 * Shorten all times in rules or in an expression.
	 */
	static String faster(String text) {
		Matcher matcher = DURATION.matcher(text);
		return matcher.replaceAll((found) -> {
			long seconds = Long.parseLong(found.group(2)) * switch (found.group(3)) {
				case "m" -> 60;
				case "h" -> 3600;
				case "d" -> 86_400;
				default -> 1;
			};
			long shorter = Math.max(found.group(1).startsWith("for") ? 1 : 5, seconds / FASTER);
			return Matcher.quoteReplacement(found.group(1) + shorter + "s");
		});
	}

	private boolean isReady() {
		try {
			return get("/-/ready").statusCode() == 200;
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * Set which ports it asks.
	 */
	void targets(List<Integer> ports) {
		try {
			Path file = this.directory.resolve("targets.new");
			Files.writeString(file, "[{\"targets\":["
					+ ports.stream().map((port) -> "\"127.0.0.1:" + port + "\"").collect(Collectors.joining(","))
					+ "]}]");
			Files.move(file, this.directory.resolve("targets.json"), StandardCopyOption.REPLACE_EXISTING,
					StandardCopyOption.ATOMIC_MOVE);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Return the ports that it asks.
	 */
	Set<Integer> asked() {
		Set<Integer> ports = new TreeSet<>();
		ask("up").forEach((series) -> ports
			.add(Integer.valueOf(series.at("/metric/instance").asString().replaceFirst(".*:", ""))));
		return ports;
	}

	/**
	 * Return the alerts that fired between two moments.
	 */
	Set<String> fired(Instant from, Instant to) {
		Set<String> names = new TreeSet<>();
		ask("ALERTS{alertstate=\"firing\"}", from, to)
			.forEach((series) -> names.add(series.at("/metric/alertname").asString()));
		return names;
	}

	/**
	 * Return the alerts that fire now.
	 */
	Set<String> firing() {
		Set<String> names = new TreeSet<>();
		ask("ALERTS{alertstate=\"firing\"}").forEach((series) -> names.add(series.at("/metric/alertname").asString()));
		return names;
	}

	/**
	 * Ask for an expression as it is now.
	 */
	JsonNode ask(String expression) {
		return query("/api/v1/query?query=" + encode(expression));
	}

	/**
	 * Ask for an expression as it was between two moments.
	 */
	JsonNode ask(String expression, Instant from, Instant to) {
		return query("/api/v1/query_range?step=1&start=" + from.getEpochSecond() + "&end=" + to.getEpochSecond()
				+ "&query=" + encode(expression));
	}

	private static String encode(String text) {
		return URLEncoder.encode(text, StandardCharsets.UTF_8);
	}

	private JsonNode query(String path) {
		try {
			JsonNode answer = JsonMapper.shared().readTree(get(path).body());
			if (!answer.path("status").asString().equals("success")) {
				throw new IllegalArgumentException(path + ": " + answer);
			}
			return answer.at("/data/result");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private HttpResponse<String> get(String path) throws IOException {
		try {
			return Client.HTTP.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.port + path)).build(),
					BodyHandlers.ofString());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		this.process.destroy();
		this.process.onExit().join();
	}

}
