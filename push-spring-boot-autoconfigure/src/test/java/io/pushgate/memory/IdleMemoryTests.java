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
import java.util.ArrayList;
import java.util.List;

import io.pushgate.testsupport.Container;
import io.pushgate.testsupport.RawWebSocket;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How much heap an idle, authenticated connection costs, in a server process of its own:
 * heap in use after a collection, with connections less without, after as many others
 * have come and gone.
 */
@Tag("measured")
class IdleMemoryTests {

	private static final int CONNECTIONS = Integer.getInteger("push.memory.connections", 2000);

	private static final int ROUNDS = 4;

	@ParameterizedTest
	@CsvSource({ "TOMCAT, 18.0", "JETTY, 15.0", "NETTY, 3.0" })
	void staysWithinItsKilobytes(Container container, double limit) throws IOException {
		try (ServerProcess server = ServerProcess.of(container)
			.options(System.getProperty("push.memory.options", "-Xmx512m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC"))
			.properties(System.getProperty("push.memory.properties", ""))
			.start()) {
			close(open(server));
			server.awaitSessions(0);
			long before = server.ask("heap");
			List<RawWebSocket> clients = open(server);
			server.awaitSessions(CONNECTIONS);
			double kilobytes = (server.ask("heap") - before) / 1024.0 / CONNECTIONS;
			System.out.printf("%s: %.1f KB of heap for each of %d idle connections%n", container, kilobytes,
					CONNECTIONS);
			if (Boolean.getBoolean("push.memory.histogram")) {
				server.printHistogram();
			}
			close(clients);
			assertThat(kilobytes).isLessThanOrEqualTo(limit);
			server.awaitSessions(0);
			// What Netty's allocator keeps differs by up to 3 MB from one time to the
			// next:
			// more than a connection's share of one round.
			for (int i = 1; i < ROUNDS; i++) {
				close(open(server));
				server.awaitSessions(0);
			}
			double left = (server.ask("heap") - before) / 1024.0 / (ROUNDS * CONNECTIONS);
			assertThat(left).as("what is left of a connection that has gone").isLessThan(0.5);
		}
	}

	private static List<RawWebSocket> open(ServerProcess server) {
		List<RawWebSocket> clients = new ArrayList<>();
		for (int i = 0; i < CONNECTIONS; i++) {
			RawWebSocket client = RawWebSocket.to(server.port())
				.path("/push?user=user-" + i + "&device=browser-" + i)
				.header("User-Agent", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome")
				.header("Origin", "http://localhost:" + server.port())
				.header("Cookie", "JSESSIONID=0123456789ABCDEF0123456789ABCDEF; theme=dark")
				.open();
			client.readJson("welcome");
			clients.add(client);
		}
		return clients;
	}

	private static void close(List<RawWebSocket> clients) {
		clients.forEach(RawWebSocket::reset);
	}

}
