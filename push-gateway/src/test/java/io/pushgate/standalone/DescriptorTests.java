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

package io.pushgate.standalone;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A gateway whose clients want more file descriptors than there are.
 */
@EnabledOnOs(OS.LINUX)
class DescriptorTests {

	private static final int DESCRIPTORS = 400;

	private static final Pattern MANAGEMENT = Pattern.compile("Port (\\d+) serves");

	@TempDir
	private Path directory;

	@Test
	void answersProbesAndPrometheusWhileClientsFloodIt() throws IOException {
		List<Socket> clients = new ArrayList<>();
		try (GatewayProcess gateway = GatewayProcess.startWithDescriptors(this.directory, DESCRIPTORS,
				"--management.server.port=0", "--push.auth.insecure-user-parameter=true",
				"--push.netty.handshake-timeout=10m")) {
			int port = gateway.awaitPort();
			int management = management(gateway);
			for (int i = 0; i < DESCRIPTORS; i++) {
				clients.add(new Socket(InetAddress.getLoopbackAddress(), port));
				if (i % 50 == 0 || i == DESCRIPTORS - 1) {
					assertThat(status(management, "health/liveness")).isEqualTo(200);
					assertThat(status(management, "prometheus")).isEqualTo(200);
				}
			}
			assertThat(gateway.log()).containsPattern("takes up to \\d+ connections, as 'ulimit -n' is 400")
				.doesNotContain("Too many open files");
			// Scrapes within a second share a page.
			await().atMost(GatewayProcess.PATIENCE).until(() -> refused(management, "capacity") > 0);
			assertThat(refused(management, "descriptors")).isZero();
		}
		finally {
			close(clients);
		}
	}

	@Test
	void warnsWhereThePropertyExceedsTheLimitOfDescriptors() throws IOException {
		List<Socket> clients = new ArrayList<>();
		try (GatewayProcess gateway = GatewayProcess.startWithDescriptors(this.directory, DESCRIPTORS,
				"--management.server.port=0", "--push.session.max-per-node=1000",
				"--push.netty.handshake-timeout=10m")) {
			int port = gateway.awaitPort();
			int management = management(gateway);
			assertThat(refused(management, "descriptors")).isZero();
			assertThat(gateway.log()).containsPattern("WARN.*push\\.session\\.max-per-node=1000 is more than the \\d+ "
					+ "connections for which there are file descriptors besides a reserve: 'ulimit -n' is 400");
			for (int i = 0; i < DESCRIPTORS; i++) {
				clients.add(new Socket(InetAddress.getLoopbackAddress(), port));
			}
			awaitReset(clients.get(DESCRIPTORS - 1));
			close(clients);
			await().atMost(GatewayProcess.PATIENCE)
				.ignoreExceptionsInstanceOf(IllegalStateException.class)
				.until(() -> refused(management, "descriptors") > 0);
			assertThat(refused(management, "capacity")).isZero();
		}
		finally {
			close(clients);
		}
	}

	private static int management(GatewayProcess gateway) {
		Matcher matcher = MANAGEMENT.matcher(gateway.log());
		assertThat(matcher.find()).as(gateway.log()).isTrue();
		return Integer.parseInt(matcher.group(1));
	}

	private static double refused(int management, String reason) {
		Matcher matcher = Pattern.compile("push_netty_refused_total\\{reason=\"" + reason + "\"} (\\S+)")
			.matcher(Client.get(management, "/actuator/prometheus").body());
		assertThat(matcher.find()).isTrue();
		return Double.parseDouble(matcher.group(1));
	}

	private static void awaitReset(Socket client) throws IOException {
		client.setSoTimeout((int) GatewayProcess.PATIENCE.toMillis());
		try {
			assertThat(client.getInputStream().read()).isEqualTo(-1);
		}
		catch (SocketException ex) {
			// By this it shows, too.
		}
	}

	private static void close(List<Socket> clients) throws IOException {
		for (Socket client : clients) {
			client.close();
		}
	}

	/**
	 * By a connection of its own, as probes do.
	 */
	private static int status(int port, String path) throws IOException {
		HttpURLConnection connection = (HttpURLConnection) URI.create("http://127.0.0.1:" + port + "/actuator/" + path)
			.toURL()
			.openConnection();
		connection.setRequestProperty("Connection", "close");
		connection.setReadTimeout((int) GatewayProcess.PATIENCE.toMillis());
		try {
			return connection.getResponseCode();
		}
		finally {
			connection.disconnect();
		}
	}

}
