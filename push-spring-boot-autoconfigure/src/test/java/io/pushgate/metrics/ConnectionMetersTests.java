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

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pushgate.session.PushSession;
import io.pushgate.transport.CloseReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link ConnectionMeters}.
 */
class ConnectionMetersTests {

	private final MeterRegistry registry = new SimpleMeterRegistry();

	private final ConnectionMeters meters = new ConnectionMeters("websocket");

	@Test
	void showsZeroConnectionsBeforeTheFirst() {
		this.meters.bindTo(this.registry);
		assertThat(connections(this.registry, "websocket", "default")).isZero();
	}

	@Test
	void showsTheTransportsThatAreThereOnly() {
		new ConnectionMeters("netty").bindTo(this.registry);
		assertThat(this.registry.get("push.connections").gauges())
			.extracting((gauge) -> gauge.getId().getTag("transport"))
			.containsExactly("netty");
	}

	@Test
	void showsEveryCodeBeforeItsFirstDisconnect() {
		this.meters.bindTo(this.registry);
		assertThat(this.registry.get("push.disconnects").tag("code", "4100").functionCounter().count()).isZero();
	}

	@Test
	void boundsTheTenantsThatTokensCanMakeUp() {
		ConnectionMeters meters = new ConnectionMeters(3, "websocket");
		meters.bindTo(this.registry);
		for (int i = 0; i < 1000; i++) {
			meters.opened(session("websocket", "tenant-" + i, "1"));
		}
		assertThat(this.registry.get("push.connections").gauges()).extracting((gauge) -> gauge.getId().getTag("tenant"))
			.containsExactlyInAnyOrder("default", "tenant-0", "tenant-1", "other");
		assertThat(connections(this.registry, "websocket", "tenant-1")).isEqualTo(1);
		assertThat(connections(this.registry, "websocket", "other")).isEqualTo(998);
		for (int i = 999; i >= 0; i--) {
			meters.closed(session("websocket", "tenant-" + i, "1"), CloseReason.NORMAL);
		}
		assertThat(this.registry.get("push.connections").gauges()).hasSize(4)
			.allSatisfy((gauge) -> assertThat(gauge.value()).isZero());
	}

	@Test
	void countsConnectionsByTransportAndTenant() {
		this.meters.bindTo(this.registry);
		this.meters.opened(session("websocket", "default", "1"));
		this.meters.opened(session("websocket", "default", "2"));
		this.meters.opened(session("websocket", "acme", "1"));
		this.meters.opened(session("polling", "acme", "1"));
		this.meters.closed(session("websocket", "default", "2"), CloseReason.NORMAL);
		assertThat(connections(this.registry, "websocket", "default")).isEqualTo(1);
		assertThat(connections(this.registry, "websocket", "acme")).isEqualTo(1);
		assertThat(connections(this.registry, "polling", "acme")).isEqualTo(1);
	}

	@Test
	void countsConnectionsThatWereThereBeforeTheRegistry() {
		this.meters.opened(session("websocket", "acme", "1"));
		this.meters.bindTo(this.registry);
		assertThat(connections(this.registry, "websocket", "acme")).isEqualTo(1);
	}

	@Test
	void worksWithoutARegistry() {
		this.meters.opened(session("websocket", "default", "1"));
		this.meters.closed(session("websocket", "default", "1"), CloseReason.NORMAL);
		this.meters.bindTo(this.registry);
		assertThat(connections(this.registry, "websocket", "default")).isZero();
	}

	@ParameterizedTest
	@ValueSource(ints = { 1000, 1001, 1007, 1008, 1009, 1011, 1012, 1013, 4001, 4002, 4003, 4100, 4101, 4102, 4200,
			4401, 4403 })
	void countsDisconnectsByEveryCodeOfTheProtocol(int code) {
		this.meters.bindTo(this.registry);
		close(code);
		close(code);
		assertThat(this.registry.get("push.disconnects").tag("code", Integer.toString(code)).functionCounter().count())
			.isEqualTo(2);
	}

	@Test
	void boundsTheCodesThatClientsCanMakeUp() {
		this.meters.bindTo(this.registry);
		for (int code = 1000; code < 5000; code++) {
			close(code);
		}
		assertThat(this.registry.get("push.disconnects").functionCounters()).hasSizeLessThan(30);
		assertThat(this.registry.get("push.disconnects")
			.functionCounters()
			.stream()
			.mapToDouble((counter) -> counter.count())
			.sum()).isEqualTo(4000);
		assertThat(this.registry.get("push.disconnects").tag("code", "other").functionCounter().count())
			.isGreaterThan(3900);
	}

	@Test
	void hasNoMorePlacesForMoreUsers() {
		this.meters.bindTo(this.registry);
		this.meters.opened(session("websocket", "default", "0"));
		close(4001);
		List<Meter.Id> before = ids(this.registry);
		for (int user = 1; user < 1000; user++) {
			this.meters.opened(session("websocket", "default", "user-" + user));
			close(4001);
		}
		assertThat(ids(this.registry)).isEqualTo(before);
		assertThat(before).allSatisfy((id) -> assertThat(Set.of("transport", "tenant", "code"))
			.containsAll(id.getTags().stream().map((tag) -> tag.getKey()).collect(Collectors.toSet())));
	}

	@Test
	void reachesEveryRegistryOfAComposite() {
		MeterRegistry other = new SimpleMeterRegistry();
		CompositeMeterRegistry composite = new CompositeMeterRegistry();
		composite.add(this.registry);
		composite.add(other);
		this.meters.bindTo(composite);
		openAndCloseOneOfTwo();
		assertShowsOneOfTwo(this.registry);
		assertShowsOneOfTwo(other);
	}

	private void openAndCloseOneOfTwo() {
		this.meters.opened(session("websocket", "acme", "1"));
		this.meters.opened(session("websocket", "acme", "2"));
		this.meters.closed(session("websocket", "acme", "2"), CloseReason.KICKED);
	}

	private static void assertShowsOneOfTwo(MeterRegistry registry) {
		assertThat(connections(registry, "websocket", "acme")).isEqualTo(1);
		assertThat(registry.get("push.disconnects").tag("code", "4002").functionCounter().count()).isEqualTo(1);
	}

	@Test
	void everyMeterIsDescribed() {
		this.meters.bindTo(this.registry);
		close(1000);
		assertThat(this.registry.getMeters()).hasSizeGreaterThan(20)
			.allSatisfy((meter) -> assertThat(meter.getId().getDescription()).isNotBlank());
	}

	private void close(int code) {
		PushSession session = session("websocket", "default", "1");
		this.meters.opened(session);
		this.meters.closed(session, new CloseReason(code, "because"));
	}

	private static List<Meter.Id> ids(MeterRegistry registry) {
		return registry.getMeters().stream().map(Meter::getId).toList();
	}

	private static double connections(MeterRegistry registry, String transport, String tenant) {
		return registry.get("push.connections").tags("transport", transport, "tenant", tenant).gauge().value();
	}

	private static PushSession session(String transport, String tenant, String user) {
		return new FixedSession(transport, tenant, user);
	}

	private record FixedSession(String transport, String tenant, String user) implements PushSession {

		@Override
		public String id() {
			return "1";
		}

		@Override
		public String device() {
			return "device";
		}

		@Override
		public Instant connectedAt() {
			return Instant.EPOCH;
		}

		@Override
		public Instant lastSeenAt() {
			return Instant.EPOCH;
		}

	}

}
