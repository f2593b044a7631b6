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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.CompletionException;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The gateway as a process: one command, one port, nothing beside it.
 */
class PushGatewayProcessTests {

	private static final String KEY = "the key of the tests";

	@TempDir
	private Path directory;

	@Test
	void servesClientsAndCallersAndOperatorsAndDrains() {
		try (GatewayProcess gateway = GatewayProcess.start(this.directory, "--push.auth.insecure-user-parameter=true",
				"--push.api.keys.default=" + Keys.sha256(KEY), "--push.drain.timeout=2s")) {
			int port = gateway.awaitPort();
			Client client = Client.connect(port, "user=ann");
			assertThat(Client.push(port, KEY, "{\"to\":{\"users\":[\"ann\"]},\"event\":\"hi\",\"data\":{\"a\":1}}")
				.statusCode()).isEqualTo(202);
			JsonNode message = client.read("message");
			assertThat(message.path("event").asString()).isEqualTo("hi");
			assertThat(message.at("/data/a").asInt()).isEqualTo(1);
			assertThat(Client.push(port, "another key", "{}").statusCode()).isEqualTo(401);
			client.send("{\"type\":\"send\",\"event\":\"say\",\"id\":\"1\"}");
			assertThat(client.read("error").path("code").asString()).isEqualTo("no-handler");
			for (String probe : List.of("liveness", "readiness")) {
				assertThat(json(Client.get(port, "/actuator/health/" + probe)).path("status").asString())
					.isEqualTo("UP");
			}
			assertThat(Client.get(port, "/actuator/health").statusCode()).isEqualTo(404);
			assertThat(Client.get(port, "/actuator/prometheus").statusCode()).isEqualTo(404);
			assertThat(Client.get(port, "/push/client.js").body()).contains("export");
			gateway.terminate();
			assertThat(client.awaitClose()).isEqualTo(1012);
			// 128 and the number of SIGTERM.
			assertThat(gateway.awaitEnd()).isEqualTo(143);
			// Nothing of it has tried to reach a broker.
			assertThat(gateway.log()).doesNotContain("RocketMQ", "rocketmq", "redis", "Redis", "ERROR", "Exception");
		}
	}

	@Test
	void letsNobodyInUnlessItIsToldWho() {
		try (GatewayProcess gateway = GatewayProcess.start(this.directory)) {
			int port = gateway.awaitPort();
			assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> Client.connect(port, "user=ann"));
			assertThat(Client.push(port, KEY, "{}").statusCode()).isEqualTo(401);
			assertThat(Client.get(port, "/actuator/health/readiness").statusCode()).isEqualTo(200);
			assertThat(gateway.log()).contains("push.auth.jwt.secret", "push.api.keys.default");
		}
	}

	@Test
	void asksABusinessInAnotherLanguage() throws Exception {
		HttpServer business = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
		business.createContext("/who", (exchange) -> answer(exchange, "{\"user\":\"ann\"}"));
		business.createContext("/shop", (exchange) -> answer(exchange, "{\"sold\":true}"));
		business.start();
		String url = "http://127.0.0.1:" + business.getAddress().getPort();
		try (GatewayProcess gateway = GatewayProcess.start(this.directory, "--push.auth.webhook.url=" + url + "/who",
				"--push.auth.webhook.secret=a secret of just 24 byte",
				"--push.uplink.webhooks.shop.url=" + url + "/shop",
				"--push.uplink.webhooks.shop.secret=a secret of just 24 byte",
				"--push.uplink.webhooks.shop.timeout=30s", "--push.uplink.timeout=60s",
				"--push.auth.webhook.timeout=30s")) {
			try (Client client = Client.connect(gateway.awaitPort(), "token=a")) {
				client.send("{\"type\":\"send\",\"namespace\":\"shop\",\"event\":\"buy\",\"id\":\"1\"}");
				assertThat(client.read("reply").at("/data/sold").asBoolean()).isTrue();
			}
		}
		finally {
			business.stop(0);
		}
	}

	private static void answer(HttpExchange exchange, String json) throws IOException {
		try (exchange) {
			byte[] body = json.getBytes(StandardCharsets.UTF_8);
			exchange.getResponseHeaders().set("Content-Type", "application/json");
			exchange.sendResponseHeaders(200, body.length);
			exchange.getResponseBody().write(body);
		}
	}

	@Test
	void saysWhatIsWrongAndEnds() {
		try (GatewayProcess gateway = GatewayProcess.start(this.directory, "--push.cluster.bus=rocketmq")) {
			assertThat(gateway.awaitEnd()).isEqualTo(1);
			assertThat(gateway.log()).contains("Set 'rocketmq.name-server' to the address of the name server");
		}
	}

	/**
	 * A client of TLS 1.2 that begins again and again would keep a processor busy.
	 */
	@Test
	void refusesToNegotiateTlsAgain() throws Exception {
		Path keyStore = this.directory.resolve("push.p12");
		assertThat(new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
				"-genkeypair", "-alias", "push", "-keyalg", "EC", "-groupname", "secp256r1", "-dname", "CN=localhost",
				"-storetype", "PKCS12", "-keystore", keyStore.toString(), "-storepass", "secret")
			.inheritIO()
			.start()
			.waitFor()).isZero();
		TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		trust.init(KeyStore.getInstance(keyStore.toFile(), "secret".toCharArray()));
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(null, trust.getTrustManagers(), null);
		try (GatewayProcess gateway = GatewayProcess.start(this.directory, "--push.auth.insecure-user-parameter=true",
				"--push.netty.ssl.bundle=push", "--spring.ssl.bundle.jks.push.keystore.location=" + keyStore.toUri(),
				"--spring.ssl.bundle.jks.push.keystore.password=secret");
				SSLSocket socket = (SSLSocket) context.getSocketFactory()
					.createSocket(InetAddress.getLoopbackAddress(), gateway.awaitPort())) {
			socket.setEnabledProtocols(new String[] { "TLSv1.2" });
			socket.startHandshake();
			socket.startHandshake();
			// The second is only begun by now.
			assertThatExceptionOfType(SSLException.class).isThrownBy(() -> socket.getInputStream().read());
		}
	}

	private static JsonNode json(HttpResponse<String> response) {
		return JsonMapper.shared().readTree(response.body());
	}

}
