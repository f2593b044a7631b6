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

package io.pushgate.sample.support;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.test.util.TestSocketUtils;

/**
 * The sample behind a gateway, which is a process of its own, with Redis between them: as
 * the README has it.
 */
public final class BehindGateway implements SampleSetup {

	/** As in the documents, where they belong to all. */
	public static final List<String> ARGUMENTS = List.of("--push.cluster.bus=redis", "--push.cluster.directory=redis",
			"--push.cluster.topic=pushgate-sample", "--push.auth.jwt.secret=pushgate-demo-secret-of-the-sample");

	private final Redis redis = Redis.start();

	private final int gatewayPort = TestSocketUtils.findAvailableTcpPort();

	private final int managementPort = TestSocketUtils.findAvailableTcpPort();

	// The one of the browser's tests, which goes on from test to test.
	private @Nullable GatewayProcess gateway;

	/** The port of the gateway, whenever there is one. */
	public int gatewayPort() {
		return this.gatewayPort;
	}

	@Override
	public SampleServer start(int port) {
		ConfigurableApplicationContext business = startBusiness(port);
		forget(business.getBean(StringRedisTemplate.class));
		GatewayProcess running = this.gateway;
		if (running == null) {
			running = startGateway(port);
			this.gateway = running;
		}
		running.awaitReady();
		return SampleSetup.server(business, this::stopGateway);
	}

	/** Leave nothing of an earlier test. */
	private static void forget(StringRedisTemplate redis) {
		redis.delete(redis.keys("sample:*"));
	}

	private void stopGateway() {
		GatewayProcess running = this.gateway;
		this.gateway = null;
		if (running != null) {
			running.stop();
		}
	}

	/**
	 * Start the application.
	 * @param port where its page is, or 0
	 */
	public ConfigurableApplicationContext startBusiness(int port) {
		return SampleSetup.run(port, "--spring.profiles.active=business",
				"--spring.data.redis.port=" + this.redis.port(),
				"--sample.gateway.url=http://localhost:" + this.gatewayPort,
				"--sample.gateway.management-url=http://localhost:" + this.managementPort);
	}

	/**
	 * Start the gateway.
	 * @param port where the page is that may connect
	 */
	public GatewayProcess startGateway(int port) {
		List<String> arguments = new ArrayList<>(ARGUMENTS);
		arguments.add("--spring.data.redis.port=" + this.redis.port());
		arguments.add("--push.endpoint.allowed-origins=http://localhost:%1$d,http://127.0.0.1:%1$d".formatted(port));
		arguments.add("--push.api.keys.default=0b956c1a092586bf7f3a81e0a3f00d173346f2cdeda3e98aa34b6b700cdac032");
		arguments.addAll(List.of("--push.drain.timeout=2s", "--push.drain.spread=2s"));
		return GatewayProcess.start(this.gatewayPort, this.managementPort, arguments.toArray(String[]::new));
	}

	@Override
	public void close() {
		stopGateway();
		this.redis.close();
	}

}
