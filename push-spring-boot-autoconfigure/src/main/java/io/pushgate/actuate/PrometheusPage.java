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

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

import io.pushgate.transport.HttpAnswer;
import io.pushgate.transport.HttpCall;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus.PrometheusOutputFormat;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus.PrometheusScrapeEndpoint;
import org.springframework.util.MimeType;

/**
 * Shows all meters in the format of Prometheus, or in that of OpenMetrics where the
 * request accepts it. Meters are read once a second at most for each format; requests
 * within that time, or during the reading, get the same page. Thread-safe.
 *
 * @since 0.1.0
 */
public final class PrometheusPage implements ActuatorPage {

	private static final long MAX_AGE = Duration.ofSeconds(1).toNanos();

	private final PrometheusScrapeEndpoint prometheus;

	private final LongSupplier nanoClock;

	private final Scrape text = new Scrape(PrometheusOutputFormat.CONTENT_TYPE_004);

	private final Scrape openMetrics = new Scrape(PrometheusOutputFormat.CONTENT_TYPE_OPENMETRICS_100);

	/**
	 * Create a page.
	 * @param prometheus what to show
	 */
	public PrometheusPage(PrometheusScrapeEndpoint prometheus) {
		this(prometheus, System::nanoTime);
	}

	PrometheusPage(PrometheusScrapeEndpoint prometheus, LongSupplier nanoClock) {
		this.prometheus = prometheus;
		this.nanoClock = nanoClock;
	}

	@Override
	public String id() {
		return "prometheus";
	}

	@Override
	public @Nullable HttpAnswer show(HttpCall call, String path) {
		return path.isEmpty() ? scrape(call).answer() : null;
	}

	private Scrape scrape(HttpCall call) {
		return call.headers("Accept").stream().anyMatch((accept) -> accept.contains("application/openmetrics-text"))
				? this.openMetrics : this.text;
	}

	/**
	 * The latest page in one format.
	 */
	private final class Scrape {

		private final PrometheusOutputFormat format;

		// Held while meters are read, so that whoever asks meanwhile waits for the page
		// instead of reading them as well. No meter asks for a page.
		private final Object lock = new Object();

		private @Nullable HttpAnswer answer;

		private long readAt;

		Scrape(PrometheusOutputFormat format) {
			this.format = format;
		}

		HttpAnswer answer() {
			synchronized (this.lock) {
				HttpAnswer answer = this.answer;
				if (answer == null || PrometheusPage.this.nanoClock.getAsLong() - this.readAt >= MAX_AGE) {
					answer = read();
					this.answer = answer;
					this.readAt = PrometheusPage.this.nanoClock.getAsLong();
				}
				return answer;
			}
		}

		private HttpAnswer read() {
			WebEndpointResponse<byte[]> response = PrometheusPage.this.prometheus.scrape(this.format, null);
			Map<String, String> headers = new LinkedHashMap<>();
			headers.put("Cache-Control", "no-store");
			MimeType type = response.getContentType();
			if (type != null) {
				headers.put("Content-Type", type.toString());
			}
			byte[] body = response.getBody();
			return new HttpAnswer(response.getStatus(), headers, (body != null) ? body : new byte[0]);
		}

	}

}
