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

package io.pushgate.memory;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import javax.management.JMException;
import javax.management.ObjectName;

import io.pushgate.listener.PushListener;
import io.pushgate.testsupport.Container;
import io.pushgate.testsupport.PushServer;

/**
 * A server in a process of its own that tells how much heap is in use. Commands come line
 * by line: {@code heap}, {@code histogram}, {@code sessions}; the end of the input ends
 * the process.
 */
public final class MemoryServer {

	private MemoryServer() {
	}

	public static void main(String[] args) throws IOException, JMException {
		PushServer.Builder builder = PushServer.on(Container.valueOf(args[0]))
			.trusting()
			.with(Listener.class)
			.shutdownHook()
			.property("server.tomcat.max-connections", 20_000)
			.property("logging.level.root", "warn");
		Arrays.stream(args).skip(1).map((arg) -> arg.split("=", 2)).forEach((arg) -> builder.property(arg[0], arg[1]));
		try (PushServer server = builder.start();
				BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
			answer("port " + server.port());
			for (String command = in.readLine(); command != null; command = in.readLine()) {
				switch (command) {
					case "heap" -> answer("heap " + heapAfterCollection());
					case "sessions" -> answer("sessions " + server.gateway().connectionCount());
					default -> {
						answer(histogram());
						answer("end");
					}
				}
			}
		}
	}

	private static void answer(String line) {
		System.out.println(line);
		System.out.flush();
	}

	private static long heapAfterCollection() {
		for (int i = 0; i < 4; i++) {
			System.gc();
		}
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

	private static String histogram() throws JMException {
		return (String) ManagementFactory.getPlatformMBeanServer()
			.invoke(new ObjectName("com.sun.management:type=DiagnosticCommand"), "gcClassHistogram",
					new Object[] { new String[0] }, new String[] { String[].class.getName() });
	}

	/**
	 * Answers requests with so many characters.
	 */
	static class Listener {

		@PushListener("characters")
		String characters(int count) {
			return "x".repeat(count);
		}

	}

}
