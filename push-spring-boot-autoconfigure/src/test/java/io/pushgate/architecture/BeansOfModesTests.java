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

package io.pushgate.architecture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

import io.pushgate.session.GroupAuthorizer;
import io.pushgate.session.PushSession;
import io.pushgate.testsupport.ApiClient;
import io.pushgate.testsupport.ClusterBroker;
import io.pushgate.testsupport.Container;
import io.pushgate.testsupport.PushServer;
import io.pushgate.testsupport.broker.Brokers;
import io.pushgate.testsupport.broker.RedisServer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds the table of beans in {@code docs/architecture.md} against applications in each
 * mode.
 */
@ExtendWith(Brokers.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BeansOfModesTests {

	private static final Map<String, Object> WEBHOOKS = Map.of("push.uplink.webhooks.shop.url", "http://localhost:1/",
			"push.uplink.webhooks.shop.secret", "0123456789abcdef0123456789abcdef");

	private final BeansOfModes table = BeansOfModes.read();

	private final List<Started> started = new ArrayList<>();

	@BeforeAll
	void start(RedisServer redis) {
		for (boolean directory : new boolean[] { false, true }) {
			Map<String, Object> broker = Map.of("push.cluster.bus", "redis", "spring.data.redis.port", redis.port(),
					"push.cluster.topic", "push-" + UUID.randomUUID(), "push.cluster.directory",
					directory ? "redis" : "local");
			start("embedded", directory ? Container.NETTY : Container.JETTY, broker);
			start("gateway", Container.NETTY, broker, WEBHOOKS);
			start("client", Container.TOMCAT, broker, directory ? WEBHOOKS : Map.of());
		}
		start("client", Container.TOMCAT, Map.of("push.client.gateway-url", "http://localhost:1"));
		Map<String, Object> ownPort = Map.of("management.server.port", "0");
		start("embedded", Container.TOMCAT, Map.of());
		start("embedded", Container.NETTY, WEBHOOKS, Map.of("push.netty.actuator", true));
		start("embedded", Container.NETTY, ownPort, Map.of("push.netty.actuator", true));
		start("gateway", Container.NETTY, Map.of());
		start("gateway", Container.NETTY, ownPort);
		start("gateway", Container.JETTY, Map.of("push.endpoint.transport", "servlet"));
	}

	private void start(String mode, Container container, Map<String, Object> properties) {
		start(mode, container, properties, Map.of());
	}

	private void start(String mode, Container container, Map<String, Object> properties, Map<String, Object> more) {
		Map<String, Object> all = new HashMap<>(properties);
		all.putAll(more);
		boolean bus = all.containsKey("push.cluster.bus");
		boolean directory = "redis".equals(all.get("push.cluster.directory"));
		PushServer.Builder builder = ApiClient.server(container)
			.connectedBy(new ClusterBroker("test", all, bus, false))
			.property("push.mode", mode)
			.property("management.endpoints.web.exposure.include", "*")
			.with(Beans.class);
		if (mode.equals("client")) {
			builder.with(Doorkeeper.class);
		}
		try (PushServer server = builder.start()) {
			this.started.add(new Started(mode, bus, directory, server.bean(Beans.class).types));
		}
	}

	@Test
	void thereIsWhatTheTableSaysAndWhereItSaysSo() {
		List<String> wrong = new ArrayList<>();
		for (String name : this.table.names()) {
			for (Started application : this.started) {
				boolean there = application.has(name);
				char sign = this.table.sign(name, application.mode);
				boolean right = switch (sign) {
					case '●' -> there;
					case '◐', '◒' -> there == application.bus;
					case '◑' -> there == application.directory;
					case '○' -> true;
					case '–' -> !there;
					default -> false;
				};
				if (!right) {
					wrong.add(name + " is " + (there ? "" : "not ") + "in " + application + ", but the table says "
							+ sign);
				}
			}
			for (String mode : BeansOfModes.MODES) {
				boolean anywhere = this.started.stream().anyMatch((one) -> one.mode.equals(mode) && one.has(name));
				if (this.table.sign(name, mode) == '○' && !anywhere) {
					wrong.add(name + " is in no application of the mode " + mode);
				}
			}
		}
		assertThat(wrong).isEmpty();
	}

	@Test
	void theTableIsWhole() {
		Set<String> missing = new TreeSet<>();
		for (Started application : this.started) {
			application.types.stream()
				.filter((type) -> this.table.names().stream().noneMatch((name) -> isNamed(type, name)))
				.forEach((type) -> missing.add(type.getSimpleName()));
		}
		assertThat(missing).isEmpty();
		assertThat(this.table.names()).hasSizeGreaterThan(50);
	}

	private static boolean isNamed(Class<?> type, String name) {
		Set<Class<?>> types = new LinkedHashSet<>(ClassUtils.getAllInterfacesForClassAsSet(type));
		for (Class<?> one = type; one != null; one = one.getSuperclass()) {
			types.add(one);
		}
		return types.stream()
			.anyMatch((one) -> one.getName().startsWith("io.pushgate.") && one.getSimpleName().equals(name));
	}

	/**
	 * An application that was started.
	 *
	 * @param mode its mode
	 * @param bus whether it has a bus
	 * @param directory whether it has a directory
	 * @param types the classes of its beans
	 */
	private record Started(String mode, boolean bus, boolean directory, List<Class<?>> types) {

		boolean has(String name) {
			return this.types.stream().anyMatch((type) -> isNamed(type, name));
		}

		@Override
		public String toString() {
			return this.mode + (this.bus ? " with bus" : "") + (this.directory ? " and directory" : "");
		}

	}

	/**
	 * Knows the beans that are there, but for those of the wiring and of tests.
	 */
	static final class Beans {

		private final List<Class<?>> types = new ArrayList<>();

		Beans(ConfigurableListableBeanFactory factory) {
			Arrays.stream(factory.getBeanDefinitionNames())
				.map((name) -> factory.getType(name, false))
				.filter((type) -> type != null && type.getName().startsWith("io.pushgate."))
				.filter((type) -> !type.getPackageName().equals("io.pushgate.autoconfigure")
						&& !type.getPackageName().equals("io.pushgate.testsupport")
						&& !type.getPackageName().equals("io.pushgate.architecture"))
				.forEach(this.types::add);
		}

	}

	/**
	 * Lets everybody into groups.
	 */
	static final class Doorkeeper implements GroupAuthorizer {

		@Override
		public boolean mayJoin(PushSession session, String group) {
			return true;
		}

	}

}
