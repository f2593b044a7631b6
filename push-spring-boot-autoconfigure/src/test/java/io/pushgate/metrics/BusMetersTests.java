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

package io.pushgate.metrics;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pushgate.cluster.BusNode;
import io.pushgate.cluster.BusState;
import io.pushgate.cluster.ClusterDestination;
import io.pushgate.cluster.ClusterMessage;
import io.pushgate.cluster.EnvelopeException;
import io.pushgate.cluster.FaultyEngine;
import io.pushgate.cluster.LocalBroker;
import io.pushgate.cluster.LocalBusEngine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests of {@link BusMeters}, on a bus whose engine does what brokers do.
 */
class BusMetersTests {

	private final LocalBroker broker = new LocalBroker();

	private final FaultyEngine engine = new FaultyEngine(new LocalBusEngine(this.broker));

	private final MeterRegistry registry = new SimpleMeterRegistry();

	private BusNode node;

	private BusNode other;

	@BeforeEach
	void start() {
		this.node = BusNode.started(1, this.engine);
		this.other = BusNode.started(2, new LocalBusEngine(this.broker));
		this.node.awaitHearing(this.other);
		this.other.awaitHearing(this.node);
		BusMeters meters = new BusMeters(this.node.bus(), List.of());
		this.node.bus().addListener(meters);
		meters.bindTo(this.registry);
	}

	@AfterEach
	void stop() {
		this.node.close();
		this.other.close();
	}

	@Test
	void namesAndTagsAreThePublicOnes() {
		Map<String, Set<String>> tags = new TreeMap<>();
		this.registry.getMeters().forEach((meter) -> {
			Set<String> keys = tags.computeIfAbsent(meter.getId().getName(), (name) -> new TreeSet<>());
			meter.getId().getTags().forEach((tag) -> keys.add(tag.getKey()));
			assertThat(meter.getId().getDescription()).isNotBlank();
		});
		assertThat(tags).isEqualTo(Map.of("push.bus.publish", Set.of("bus", "outcome"), "push.bus.publish.histogram",
				Set.of("bus", "outcome", "le"), "push.bus.received", Set.of(), "push.bus.gaps", Set.of(),
				"push.bus.duplicates", Set.of(), "push.bus.skipped", Set.of("reason"), "push.bus.ready", Set.of(),
				"push.bus.losses", Set.of(), "push.bus.lag", Set.of(), "push.bus.nodes", Set.of()));
	}

	@Test
	void timesWhatIsPublishedByWhatCameOfIt() {
		this.node.toAll("key", "accepted").join();
		this.node.to(this.other, "key", "accepted").join();
		assertThat(published("accepted")).isEqualTo(2);
		assertThat(this.registry.get("push.bus.publish")
			.tags("bus", "faulty", "outcome", "accepted")
			.functionTimer()
			.totalTime(TimeUnit.NANOSECONDS)).isPositive();
		this.engine.refuse((envelope) -> true);
		assertThat(this.node.toAll("key", "refused")).failsWithin(Duration.ofSeconds(10));
		assertThat(published("refused")).isEqualTo(1);
		assertThat(this.registry.get("push.bus.publish.histogram")
			.tags("outcome", "refused", "le", "60.0")
			.gauge()
			.value()).isEqualTo(1);
	}

	@Test
	void tellsHowLongAProbeIsUnderWay() {
		await().atMost(BusNode.PATIENCE).until(() -> this.registry.get("push.bus.lag").gauge().value() > 0);
	}

	@Test
	void doesNotCountProbes() {
		await().atMost(BusNode.PATIENCE).until(() -> this.node.states().contains(BusState.READY));
		assertThat(published("accepted")).isZero();
		assertThat(count("push.bus.received")).isZero();
	}

	@Test
	void countsWhatArrivesAndWhatArrivesAgain() {
		this.other.toAll("key", "once").join();
		this.engine.sendTwice();
		this.node.toAll("key", "twice").join();
		await().atMost(BusNode.PATIENCE).until(() -> count("push.bus.duplicates") == 1);
		assertThat(count("push.bus.received")).isEqualTo(2);
	}

	@Test
	void countsWhatIsMissing() {
		this.engine.lose((envelope) -> envelope.sequence() > 1);
		for (int i = 0; i < 4; i++) {
			this.node.toAll("key", "lost").join();
		}
		// A node hears itself as it hears others.
		await().atMost(BusNode.PATIENCE).until(() -> count("push.bus.gaps") == 3);
	}

	@Test
	void countsWhatIsNotHandledByReason() {
		this.engine.receiver().skipped(EnvelopeException.Reason.MALFORMED);
		this.engine.receiver().skipped(EnvelopeException.Reason.VERSION);
		this.engine.receiver().skipped(EnvelopeException.Reason.UNKNOWN_TARGET);
		this.other.bus()
			.publish(ClusterDestination.all(),
					ClusterMessage.of("test").expiresAt(Instant.now().minusMillis(1)).build())
			.join();
		this.node.bus().addHandler((envelope) -> {
			throw new IllegalStateException("of the test");
		});
		this.other.toAll("key", "fails").join();
		await().atMost(BusNode.PATIENCE).until(() -> skipped("failed") == 1);
		assertThat(skipped("expired")).isEqualTo(1);
		assertThat(skipped("malformed")).isEqualTo(1);
		assertThat(skipped("unsupported")).isEqualTo(2);
	}

	@Test
	void tellsHowTheBusIsAndWhomItHears() {
		assertThat(gauge("push.bus.ready")).isEqualTo(1);
		assertThat(gauge("push.bus.nodes")).isEqualTo(2);
		assertThat(count("push.bus.losses")).isZero();
		this.engine.receiver().disconnected(null);
		assertThat(gauge("push.bus.ready")).isZero();
		assertThat(count("push.bus.losses")).isEqualTo(1);
		this.engine.receiver().connected();
		await().atMost(BusNode.PATIENCE).until(() -> gauge("push.bus.ready") == 1);
		this.other.close();
		await().atMost(BusNode.PATIENCE).until(() -> gauge("push.bus.nodes") == 1);
	}

	private double published(String outcome) {
		return this.registry.get("push.bus.publish").tags("bus", "faulty", "outcome", outcome).functionTimer().count();
	}

	private double skipped(String reason) {
		return this.registry.get("push.bus.skipped").tag("reason", reason).functionCounter().count();
	}

	private double count(String name) {
		return this.registry.get(name).functionCounter().count();
	}

	private double gauge(String name) {
		return this.registry.get(name).gauge().value();
	}

}
