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

import java.util.LinkedHashMap;
import java.util.Map;

import io.pushgate.transport.HttpAnswer;
import io.pushgate.transport.HttpCall;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus.PrometheusOutputFormat;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus.PrometheusScrapeEndpoint;
import org.springframework.util.MimeType;

/**
 * Shows all meters in the format of Prometheus, or in that of OpenMetrics to who asks for
 * it.
 *
 * @since 0.1.0
 */
public final class PrometheusPage implements ActuatorPage {

	private final PrometheusScrapeEndpoint prometheus;

	/**
	 * Create a page.
	 * @param prometheus what to show
	 */
	public PrometheusPage(PrometheusScrapeEndpoint prometheus) {
		this.prometheus = prometheus;
	}

	@Override
	public String id() {
		return "prometheus";
	}

	@Override
	public @Nullable HttpAnswer show(HttpCall call, String path) {
		if (!path.isEmpty()) {
			return null;
		}
		WebEndpointResponse<byte[]> response = this.prometheus.scrape(format(call), null);
		Map<String, String> headers = new LinkedHashMap<>();
		headers.put("Cache-Control", "no-store");
		MimeType type = response.getContentType();
		if (type != null) {
			headers.put("Content-Type", type.toString());
		}
		byte[] body = response.getBody();
		return new HttpAnswer(response.getStatus(), headers, (body != null) ? body : new byte[0]);
	}

	private static PrometheusOutputFormat format(HttpCall call) {
		return call.headers("Accept").stream().anyMatch((accept) -> accept.contains("application/openmetrics-text"))
				? PrometheusOutputFormat.CONTENT_TYPE_OPENMETRICS_100 : PrometheusOutputFormat.CONTENT_TYPE_004;
	}

}
