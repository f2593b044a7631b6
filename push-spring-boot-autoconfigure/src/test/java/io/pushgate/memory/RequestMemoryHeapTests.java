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

import java.io.IOException;

import io.pushgate.testsupport.Container;
import io.pushgate.testsupport.RawWebSocket;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How much heap remembered answers take, in a server process of its own: after 100,000
 * requests with an id each, no more than they may.
 */
@Tag("measured")
class RequestMemoryHeapTests {

	private static final int USERS = 100;

	private static final int REQUESTS = 1000;

	private static final int WINDOW = 50;

	private static final int CHARACTERS = 300;

	@Test
	void staysWithinItsBound() throws IOException {
		try (ServerProcess server = ServerProcess.of(Container.NETTY)
			.options("-Xmx512m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
			.property("push.uplink.max-rate", 0)
			.property("push.uplink.request-memory-size", "16MB")
			.start()) {
			request(server, "warm", WINDOW);
			server.awaitSessions(0);
			long before = server.ask("heap");
			for (int i = 0; i < USERS; i++) {
				request(server, "user-" + i, REQUESTS);
			}
			server.awaitSessions(0);
			double megabytes = (server.ask("heap") - before) / 1024.0 / 1024.0;
			System.out.printf("%.1f MB of heap after %d requests%n", megabytes, USERS * REQUESTS);
			assertThat(megabytes).isBetween(8.0, 18.0);
		}
	}

	private static void request(ServerProcess server, String user, int requests) {
		try (RawWebSocket client = RawWebSocket.to(server.port()).user(user).open()) {
			client.readJson("welcome");
			for (int i = 0; i < requests; i += WINDOW) {
				for (int j = i; j < i + WINDOW; j++) {
					client.sendText("{\"type\":\"send\",\"event\":\"characters\",\"id\":\"" + user + "-request-" + j
							+ "\",\"data\":" + CHARACTERS + "}");
				}
				for (int j = i; j < i + WINDOW; j++) {
					assertThat(client.readJson().path("data").asString()).hasSize(CHARACTERS);
				}
			}
		}
	}

}
