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

package io.pushgate.sample.live;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.pushgate.sample.connection.GatewayProperties;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Primary;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/**
 * Reads what the gateway shows to Prometheus, as the connections are there: what is
 * pushed from here is counted here, everything else there. Of several gateways, one would
 * ask Prometheus. While the gateway is away, its numbers stay as they were.
 */
@Component
@Primary
@ConditionalOnProperty("sample.gateway.management-url")
final class GatewayMeters implements PushMeters {

	private static final Log logger = LogFactory.getLog(GatewayMeters.class);

	private static final Duration PATIENCE = Duration.ofSeconds(2);

	private static final long EVERY_MILLIS = 1000;

	private static final Pattern BUCKET = Pattern.compile("^push_delivery_seconds_bucket\\{.*?le=\"(.+?)\".*?} (.+)$",
			Pattern.MULTILINE);

	private final LocalMeters here;

	private final RestClient http;

	private final URI url;

	private volatile String latest = "";

	GatewayMeters(LocalMeters here, GatewayProperties gateway) {
		this.here = here;
		JdkClientHttpRequestFactory requests = new JdkClientHttpRequestFactory(
				HttpClient.newBuilder().connectTimeout(PATIENCE).build());
		requests.setReadTimeout(PATIENCE);
		this.http = RestClient.builder().requestFactory(requests).build();
		this.url = URI.create(gateway.managementUrl() + "/actuator/prometheus");
	}

	@Scheduled(fixedDelay = EVERY_MILLIS)
	void read() {
		try {
			this.latest = Objects.requireNonNullElse(this.http.get().uri(this.url).retrieve().body(String.class), "");
		}
		catch (RestClientException ex) {
			logger.debug("The gateway's numbers cannot be read now", ex);
		}
	}

	@Override
	public @Nullable String node() {
		return null;
	}

	@Override
	public long sum(String name) {
		Pattern line = Pattern.compile("^" + name.replace('.', '_') + "(?:_total)?(?:\\{.*})? (.+)$",
				Pattern.MULTILINE);
		return this.here.sum(name)
				+ Math.round(matches(line).mapToDouble((match) -> Double.parseDouble(match.group(1))).sum());
	}

	@Override
	public SortedMap<Double, Double> deliveries() {
		SortedMap<Double, Double> counts = new TreeMap<>();
		matches(BUCKET).forEach((match) -> {
			String bound = match.group(1);
			counts.merge(bound.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(bound),
					Double.valueOf(match.group(2)), Double::sum);
		});
		return counts;
	}

	private Stream<MatchResult> matches(Pattern pattern) {
		return pattern.matcher(this.latest).results();
	}

}
