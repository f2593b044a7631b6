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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.pushgate.cluster.ClusterBus;
import io.pushgate.listener.UplinkAnswer;
import io.pushgate.listener.UplinkError;
import io.pushgate.listener.webhook.EventOutcome;
import io.pushgate.testsupport.Container;
import io.pushgate.testsupport.LocalCluster;
import io.pushgate.testsupport.ManagedServer;
import io.pushgate.testsupport.RawWebSocket;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds the dashboard and the alerts to what an application really shows.
 */
class MonitoringFilesTests {

	private static final Path DIRECTORY = Path.of("..", "docs", "monitoring");

	private static final Pattern SELECTOR = Pattern
		.compile("\\b([a-z][a-z0-9_]*_[a-z0-9_]+)\\b(?!\\s*\\()(\\{[^}]*})?");

	private static final Pattern MATCHER = Pattern.compile("(\\w+)\\s*(=~|!~|!=|=)\\s*\"([^\"]*)\"");

	/**
	 * Labels that Prometheus adds.
	 */
	private static final Set<String> TARGET_LABELS = Set.of("instance", "job");

	private static Exposition exposition;

	@BeforeAll
	static void scrape() {
		try (ManagedServer server = ManagedServer.on(Container.NETTY, List.of(LocalCluster.class));
				RawWebSocket client = connect(server)) {
			server.server().push().toUser("ann").send("event", "data").join();
			client.readJson("message");
			client.sendText("{\"type\":\"send\",\"id\":\"1\",\"event\":\"unknown\",\"data\":1}");
			client.readJson("error");
			// There is no time of collections before the first.
			System.gc();
			Awaitility.await()
				.atMost(RawWebSocket.PATIENCE)
				.until(() -> Exposition.of(server).names().contains("jvm_gc_pause_seconds_sum"));
			exposition = Exposition.of(server);
		}
	}

	private static RawWebSocket connect(ManagedServer server) {
		server.server().bean(ClusterBus.class).awaitReady(RawWebSocket.PATIENCE);
		return server.connect("ann");
	}

	@Test
	void alertsAskForWhatIsThereOnly() throws IOException {
		List<String> expressions = new ArrayList<>();
		rules().forEach((rule) -> expressions.add((String) rule.get("expr")));
		assertThat(expressions).hasSizeGreaterThan(8);
		assertAsksForWhatIsThere(expressions);
	}

	@Test
	void dashboardAsksForWhatIsThereOnly() throws IOException {
		JsonNode dashboard = JsonMapper.shared()
			.readTree(Files.readString(DIRECTORY.resolve("grafana-dashboard.json")));
		List<String> expressions = dashboard.findValuesAsString("expr");
		assertThat(expressions).hasSizeGreaterThan(15);
		assertAsksForWhatIsThere(expressions);
	}

	@Test
	void dashboardAndAlertsLeaveNoMeterOut() throws IOException {
		String all = Files.readString(DIRECTORY.resolve("grafana-dashboard.json"))
				+ Files.readString(DIRECTORY.resolve("prometheus-rules.yml"));
		assertThat(exposition.labels().keySet()).filteredOn((name) -> !name.matches("push_(publish|listener)_.*"))
			.allSatisfy((name) -> assertThat(all).contains(name));
	}

	@Test
	void everyAlertIsExplainedAndTested() throws IOException {
		String tests = Files.readString(DIRECTORY.resolve("prometheus-rules-tests.yml"));
		assertThat(rules()).allSatisfy((rule) -> {
			assertThat(tests).contains("alertname: " + rule.get("alert"));
			assertThat(rule.get("annotations").toString()).contains("summary=", "description=");
			assertThat(rule.get("labels").toString()).contains("severity=");
		});
	}

	@Test
	@SuppressWarnings("unchecked")
	void everyAlertHasItsSectionOfTheRunbookAndATestInWhichItFires() throws IOException {
		List<String> runbook = Files.readAllLines(DIRECTORY.resolveSibling("runbook.md"));
		Map<String, Object> tests = new Yaml().load(Files.readString(DIRECTORY.resolve("prometheus-rules-tests.yml")));
		Set<String> firing = new TreeSet<>();
		Set<String> quiet = new TreeSet<>();
		((List<Map<String, Object>>) tests.get("tests"))
			.forEach((test) -> ((List<Map<String, Object>>) test.get("alert_rule_test"))
				.forEach((check) -> (((List<?>) check.get("exp_alerts")).isEmpty() ? quiet : firing)
					.add((String) check.get("alertname"))));
		assertThat(rules()).allSatisfy((rule) -> {
			String name = (String) rule.get("alert");
			assertThat((Map<String, Object>) rule.get("annotations")).containsEntry("runbook_url",
					"docs/runbook.md#" + name.toLowerCase(Locale.ROOT));
			assertThat(runbook).containsOnlyOnce("## " + name);
			assertThat(firing).contains(name);
			assertThat(quiet).contains(name);
		});
		assertThat(runbook.stream().filter((line) -> line.startsWith("## "))).hasSameSizeAs(rules());
	}

	@SuppressWarnings("unchecked")
	private static List<Map<String, Object>> rules() throws IOException {
		Map<String, Object> file = new Yaml().load(Files.readString(DIRECTORY.resolve("prometheus-rules.yml")));
		List<Map<String, Object>> rules = new ArrayList<>();
		((List<Map<String, Object>>) file.get("groups"))
			.forEach((group) -> rules.addAll((List<Map<String, Object>>) group.get("rules")));
		return rules;
	}

	private static void assertAsksForWhatIsThere(List<String> expressions) {
		Map<String, Set<String>> values = new TreeMap<>();
		exposition.samples().keySet().forEach((series) -> {
			values.computeIfAbsent(series.name(), (name) -> new TreeSet<>());
			series.labels()
				.forEach(
						(label, value) -> values.computeIfAbsent(series.name() + ' ' + label, (name) -> new TreeSet<>())
							.add(value));
		});
		// Its outcomes are there once they have happened.
		values.computeIfAbsent("push_uplink_seconds_count outcome", (name) -> new TreeSet<>())
			.addAll(Arrays.stream(UplinkError.values())
				.map((error) -> new UplinkAnswer.Failure(error, "").outcome())
				.toList());
		// These are there where webhooks, claims or an SSL bundle are set up.
		values.put("push_webhook_pending", Set.of());
		values.put("push_webhook_paused", Set.of());
		values.put("push_webhook_events_total", Set.of());
		values.put("push_webhook_events_total outcome",
				Arrays.stream(EventOutcome.values())
					.map((outcome) -> outcome.name().toLowerCase(Locale.ROOT))
					.collect(Collectors.toSet()));
		values.put("push_uplink_unclaimed_total", Set.of());
		values.put("ssl_chain_expiry_seconds", Set.of());
		for (String expression : expressions) {
			Set<String> names = new TreeSet<>();
			Matcher selector = SELECTOR.matcher(withoutFunctions(expression));
			while (selector.find()) {
				names.add(selector.group(1));
				assertThat(values.keySet()).as(expression).contains(selector.group(1));
				if (selector.group(2) != null) {
					assertMatches(selector.group(1), selector.group(2), values, expression);
				}
			}
			assertThat(names).as(expression).isNotEmpty();
		}
	}

	/**
	 * Take out what looks like the name of a metric and is none.
	 */
	private static String withoutFunctions(String expression) {
		return expression.replaceAll("\\$__\\w+", "5m")
			.replaceAll("\\b(group_left|group_right)\\b", "")
			.replaceAll("\\b(by|on|ignoring|without) \\([^)]*\\)", "");
	}

	private static void assertMatches(String name, String matchers, Map<String, Set<String>> values,
			String expression) {
		Matcher matcher = MATCHER.matcher(matchers);
		while (matcher.find()) {
			String label = matcher.group(1);
			if (TARGET_LABELS.contains(label)) {
				continue;
			}
			if (matcher.group(3).startsWith("$")) {
				// A variable of the dashboard.
				assertThat(values.keySet()).as(expression).contains(name + ' ' + label);
				continue;
			}
			Set<String> asked = matcher.group(2).endsWith("~") ? Set.of(matcher.group(3).split("\\|"))
					: Set.of(matcher.group(3));
			assertThat(values.getOrDefault(name + ' ' + label, Set.of())).as(expression).containsAll(asked);
		}
	}

}
