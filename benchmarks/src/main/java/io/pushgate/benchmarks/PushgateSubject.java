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

package io.pushgate.benchmarks;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

import io.pushgate.core.PushTemplate;
import io.pushgate.session.SessionManager;

import org.springframework.boot.Banner;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Pushgate itself, on one of its transports: authentication, sessions, heartbeats and
 * meters in place.
 */
final class PushgateSubject implements Subject {

	static final int OVERHEAD = "{'type':'message','id':'1234567890123456789','event':'m','data':'','time':1234567890123}"
		.length();

	private static final String EVENT = "m";

	private final ConfigurableApplicationContext context;

	private final PushTemplate push;

	private final int port;

	PushgateSubject(Container container, String io) {
		SpringApplicationBuilder application = new SpringApplicationBuilder(Application.class)
			.bannerMode(Banner.Mode.OFF)
			.properties("push.auth.insecure-user-parameter=true", "push.uplink.max-rate=0", "push.netty.io=" + io,
					"push.netty.workers=1", "push.api.enabled=true",
					"push.api.keys.default=" + sha256(HttpScenario.KEY), "logging.level.root=error",
					"spring.jmx.enabled=false");
		this.context = container.prepare(application, 0).run();
		this.push = this.context.getBean(PushTemplate.class);
		this.port = this.context.getEnvironment().getRequiredProperty(container.portProperty(), Integer.class);
	}

	static String sha256(String key) {
		try {
			return HexFormat.of()
				.formatHex(MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.US_ASCII)));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every JDK has SHA-256", ex);
		}
	}

	@Override
	public int port() {
		return this.port;
	}

	@Override
	public int overhead() {
		return OVERHEAD;
	}

	@Override
	public void toAll(String data) {
		this.push.toAll().send(EVENT, data);
	}

	@Override
	public void toOne(int index, String data) {
		this.push.toUser("u" + index).send(EVENT, data);
	}

	@Override
	public Integer connections() {
		return this.context.getBean(SessionManager.class).sessions().size();
	}

	@Override
	public void close() {
		this.context.close();
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
