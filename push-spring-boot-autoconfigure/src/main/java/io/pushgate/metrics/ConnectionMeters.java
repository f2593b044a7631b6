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

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.pushgate.message.BoundedNames;
import io.pushgate.message.Names;
import io.pushgate.session.PushSession;
import io.pushgate.session.SessionListener;
import io.pushgate.transport.CloseReason;

/**
 * Counts connections and how they end: {@code push.connections} by transport and tenant,
 * {@code push.disconnects} by close code.
 *
 * @since 0.1.0
 */
public final class ConnectionMeters implements SessionListener, MeterBinder {

	/**
	 * How many tenants are named where nothing else is said.
	 */
	public static final int MAX_TENANTS = 100;

	/**
	 * The codes that get a tag of their own. A client may close with any number.
	 */
	private static final Set<Integer> CODES = Set.of(1000, 1001, 1002, 1003, 1005, 1006, 1007, 1008, 1009, 1011, 1012,
			1013, 4001, 4002, 4003, 4100, 4101, 4102, 4200, 4401, 4403);

	private final BoundedNames tenants;

	private final Set<String> transports;

	private final Map<Place, AtomicInteger> connections = new ConcurrentHashMap<>();

	private final Map<Integer, LongAdder> disconnects = CODES.stream()
		.collect(Collectors.toMap(Function.identity(), (code) -> new LongAdder()));

	private final LongAdder otherDisconnects = new LongAdder();

	private final Set<MeterRegistry> registries = new CopyOnWriteArraySet<>();

	/**
	 * Create meters that name up to {@value #MAX_TENANTS} tenants.
	 * @param transports the transports that are there, as their connections name them
	 */
	public ConnectionMeters(String... transports) {
		this(MAX_TENANTS, transports);
	}

	/**
	 * Create meters.
	 * @param maxTenants how many tenants are named: they come from tokens, and what comes
	 * over it is counted as tenant {@value BoundedNames#OTHER}
	 * @param transports the transports that are there, as their connections name them
	 */
	public ConnectionMeters(int maxTenants, String... transports) {
		this.tenants = new BoundedNames(maxTenants);
		this.transports = Set.of(transports);
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		// What is there before the first session is easier to alert on.
		this.disconnects.forEach((code, count) -> register(registry, Integer.toString(code), count));
		register(registry, BoundedNames.OTHER, this.otherDisconnects);
		this.transports.forEach((transport) -> connections(place(transport, Names.DEFAULT_TENANT)));
		// Before the places are registered, so that none that comes meanwhile is missed.
		this.registries.add(registry);
		this.connections.forEach((place, count) -> register(registry, place, count));
	}

	@Override
	public void opened(PushSession session) {
		connections(place(session.transport(), session.tenant())).incrementAndGet();
	}

	@Override
	public void closed(PushSession session, CloseReason reason) {
		connections(place(session.transport(), session.tenant())).decrementAndGet();
		this.disconnects.getOrDefault(reason.code(), this.otherDisconnects).increment();
	}

	private Place place(String transport, String tenant) {
		return new Place(transport, this.tenants.of(tenant));
	}

	private AtomicInteger connections(Place place) {
		return this.connections.computeIfAbsent(place, (key) -> {
			AtomicInteger count = new AtomicInteger();
			this.registries.forEach((registry) -> register(registry, key, count));
			return count;
		});
	}

	private static void register(MeterRegistry registry, String code, LongAdder count) {
		FunctionCounter.builder("push.disconnects", count, LongAdder::sum)
			.description("Sessions that have ended")
			.tag("code", code)
			.register(registry);
	}

	private static void register(MeterRegistry registry, Place place, AtomicInteger count) {
		Gauge.builder("push.connections", count, AtomicInteger::get)
			.description("Open sessions")
			.tag("transport", place.transport())
			.tag("tenant", place.tenant())
			.register(registry);
	}

	private record Place(String transport, String tenant) {

	}

}
