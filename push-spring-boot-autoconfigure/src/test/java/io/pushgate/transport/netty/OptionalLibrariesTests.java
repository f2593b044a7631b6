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

package io.pushgate.transport.netty;

import java.io.IOException;
import java.util.Locale;

import io.pushgate.memory.ServerProcess;
import io.pushgate.testsupport.Container;
import io.pushgate.testsupport.RawWebSocket;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an application does without the parts of Netty that it need not have, in a process
 * that does not have them.
 */
@Tag("matrix")
class OptionalLibrariesTests {

	@ParameterizedTest
	@ValueSource(strings = { "netty-transport-native-",
			"netty-transport-native- netty-transport-classes- netty-codec-haproxy netty-tcnative" })
	void servesClientsWithout(String jars) throws IOException {
		try (ServerProcess server = ServerProcess.of(Container.NETTY).without(jars.split(" ")).start();
				RawWebSocket client = RawWebSocket.to(server.port()).path("/push?user=ann").open()) {
			assertThat(client.readJson("welcome").path("user").asString()).isEqualTo("ann");
			server.awaitSessions(1);
		}
	}

	@ParameterizedTest
	@CsvSource({ "epoll, netty-transport-classes-epoll, io.netty:netty-transport-native-epoll is not on the classpath",
			"io_uring, netty-transport-classes-io_uring, io.netty:netty-transport-native-io_uring is not on the classpath",
			"epoll, netty-transport-native-epoll, "
					+ "epoll cannot be used on this machine: could not load a native library: netty_transport_native_epoll",
			"io_uring, netty-transport-native-io_uring, "
					+ "io_uring cannot be used on this machine: could not load a native library: "
					+ "netty_transport_native_io_uring" })
	void saysWhatIsMissing(String io, String jar, String problem) throws IOException, InterruptedException {
		String output = ServerProcess.of(Container.NETTY).without(jar).property("push.netty.io", io).fail();
		String[] lines = output.substring(output.indexOf("Description:")).split("\\R");
		assertThat(lines).hasSizeGreaterThan(6);
		// The name of a native library ends with the platform's.
		assertThat(lines[2])
			.startsWith("Netty cannot talk to the kernel by " + io.toUpperCase(Locale.ROOT) + ": " + problem)
			.endsWith(".");
		assertThat(lines[6]).isEqualTo("Add the dependency io.netty:netty-transport-native-epoll or -native-io_uring "
				+ "with the classifier of your platform, such as linux-x86_64, or set 'push.netty.io' to auto, which "
				+ "takes what is there.");
	}

}
