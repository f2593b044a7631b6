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

import io.pushgate.sample.SampleApplication;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * A way to run the sample: by itself, or behind a gateway.
 */
public interface SampleSetup extends AutoCloseable {

	/**
	 * Start the sample.
	 * @param port where its page is
	 */
	SampleServer start(int port);

	@Override
	default void close() {
	}

	/** By itself. */
	static SampleSetup embedded() {
		return (port) -> server(run(port), () -> {
		});
	}

	static ConfigurableApplicationContext run(int port, String... arguments) {
		// Pages are soon back when it is started again
		List<String> all = new ArrayList<>(
				List.of("--server.port=" + port, "--push.drain.timeout=2s", "--push.drain.spread=2s"));
		all.addAll(List.of(arguments));
		return new SpringApplicationBuilder(SampleApplication.class).run(all.toArray(String[]::new));
	}

	/**
	 * Make a server of an application.
	 * @param before what is to be stopped before
	 */
	static SampleServer server(ConfigurableApplicationContext context, Runnable before) {
		return new SampleServer() {

			@Override
			public <T> T getBean(Class<T> type) {
				return context.getBean(type);
			}

			@Override
			public void stopApplication() {
				context.close();
			}

			@Override
			public void close() {
				before.run();
				context.close();
			}

		};
	}

}
