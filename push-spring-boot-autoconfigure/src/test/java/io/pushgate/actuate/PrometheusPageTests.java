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

package io.pushgate.actuate;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.pushgate.testsupport.ExpectErrors;
import org.junit.jupiter.api.Test;

import org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus.PrometheusScrapeEndpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests of {@link PrometheusPage} on a real port, with a clock that stands still.
 */
class PrometheusPageTests {

	private static final int CONNECTIONS = 40;

	private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 1);

	private final AtomicInteger readings = new AtomicInteger();

	private volatile CountDownLatch latch = new CountDownLatch(0);

	private volatile boolean broken;

	private final PrometheusPage page = page();

	private PrometheusPage page() {
		PrometheusRegistry registry = new PrometheusRegistry();
		registry.register(this::read);
		this.readings.set(0);
		return new PrometheusPage(new PrometheusScrapeEndpoint(registry, new Properties()), this.clock::get);
	}

	private MetricSnapshot read() {
		int reading = this.readings.incrementAndGet();
		if (this.broken) {
			throw new IllegalStateException("No meter");
		}
		try {
			this.latch.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
		return GaugeSnapshot.builder()
			.name("readings")
			.dataPoint(GaugeDataPointSnapshot.builder().value(reading).build())
			.build();
	}

	@Test
	void readsMetersOnceForAllWhoAskMeanwhile() {
		this.latch = new CountDownLatch(1);
		try (ManagementPort port = new ManagementPort(this.page)) {
			List<CompletableFuture<HttpResponse<String>>> answers = port.ask(CONNECTIONS, "prometheus");
			// The second of the two threads waits for the first one, or reads as well.
			await().until(() -> this.readings.get() > 1 || isOneBlocked());
			this.latch.countDown();
			assertThat(answers).extracting((answer) -> answer.join().body())
				.hasSize(CONNECTIONS)
				.allMatch((body) -> body.contains("readings 1.0"));
			assertThat(this.readings).hasValue(1);
		}
	}

	private static boolean isOneBlocked() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.anyMatch((thread) -> thread.getName().startsWith("push-actuator-prometheus-")
					&& thread.getState() == Thread.State.BLOCKED);
	}

	@Test
	void readsMetersAgainAfterASecond() {
		try (ManagementPort port = new ManagementPort(this.page)) {
			assertThat(port.get("prometheus").body()).contains("readings 1.0");
			this.clock.addAndGet(TimeUnit.MILLISECONDS.toNanos(999));
			assertThat(port.get("prometheus").body()).contains("readings 1.0");
			this.clock.addAndGet(TimeUnit.MILLISECONDS.toNanos(1));
			assertThat(port.get("prometheus").body()).contains("readings 2.0");
			assertThat(port.get("prometheus").body()).contains("readings 2.0");
		}
	}

	@Test
	void keepsAPageForEachFormat() {
		try (ManagementPort port = new ManagementPort(this.page)) {
			HttpResponse<String> text = port.get("prometheus");
			HttpResponse<String> openMetrics = openMetrics(port);
			assertThat(text.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/plain");
			assertThat(text.body()).contains("readings 1.0").doesNotContain("# EOF");
			assertThat(openMetrics.headers().firstValue("Content-Type").orElseThrow())
				.startsWith("application/openmetrics-text");
			assertThat(openMetrics.body()).contains("readings 2.0").endsWith("# EOF\n");
			assertThat(openMetrics(port).body()).isEqualTo(openMetrics.body());
			assertThat(port.get("prometheus").body()).isEqualTo(text.body());
			assertThat(this.readings).hasValue(2);
		}
	}

	private static HttpResponse<String> openMetrics(ManagementPort port) {
		return port.get("prometheus", "Accept", "application/openmetrics-text;version=1.0.0");
	}

	@Test
	@ExpectErrors("The endpoint 'prometheus' failed")
	void keepsNoFailure() {
		this.broken = true;
		try (ManagementPort port = new ManagementPort(this.page)) {
			assertThat(port.get("prometheus").statusCode()).isEqualTo(500);
			this.broken = false;
			assertThat(port.get("prometheus").body()).contains("readings 2.0");
		}
	}

}
