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

package io.pushgate.listener.webhook;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import io.pushgate.testsupport.Container;
import io.pushgate.testsupport.PushServer;
import io.pushgate.testsupport.RawWebSocket;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs the programs that {@code docs/webhooks.md} shows.
 */
@Tag("tool")
class WebhookDocumentTests {

	private static final byte[] KEY = "a secret of just 24 byte".getBytes(StandardCharsets.UTF_8);

	private static final String SECRET = "whsec_" + Base64.getEncoder().encodeToString(KEY);

	private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	@TempDir
	private Path directory;

	@ParameterizedTest
	@EnumSource
	void answersClientsAndHandlesACallOnce(Language language) throws Exception {
		try (Program program = language.start(this.directory);
				PushServer server = PushServer.on(Container.NETTY)
					.trusting()
					.property("push.uplink.webhooks.chat.url", program.url())
					.property("push.uplink.webhooks.chat.secret", SECRET)
					.property("push.uplink.webhooks.chat.timeout", "20s")
					.property("push.uplink.timeout", "60s")
					.start();
				RawWebSocket client = server.connect("ann")) {
			client.sendText(
					"{\"type\":\"send\",\"namespace\":\"chat\",\"event\":\"say\",\"id\":\"1\",\"data\":\"\u00fc\"}");
			JsonNode reply = client.readJson("reply");
			assertThat(reply.at("/data/handled").asInt()).isEqualTo(1);
			long now = Instant.now().getEpochSecond();
			for (int i = 0; i < 2; i++) {
				HttpResponse<String> answer = call(program, "id-1", now, sign("id-1", now, KEY));
				assertThat(answer.statusCode()).isEqualTo(200);
				assertThat(answer.body()).contains("2");
			}
			String both = "v1,AAAA " + sign("id-2", now, KEY);
			assertThat(call(program, "id-2", now, both).body()).contains("3");
		}
	}

	@ParameterizedTest
	@EnumSource
	void refusesWhatIsForgedOrStale(Language language) throws Exception {
		try (Program program = language.start(this.directory)) {
			long now = Instant.now().getEpochSecond();
			byte[] other = "a secret of some 24 byte".getBytes(StandardCharsets.UTF_8);
			assertThat(call(program, "id", now, sign("id", now, KEY)).statusCode()).isEqualTo(200);
			for (String signature : List.of("", "v1,", "v1,AAAA", sign("id", now, other), sign("other", now, KEY),
					sign("id", now - 1, KEY), sign("id", now, KEY).toLowerCase(Locale.ROOT))) {
				assertThat(call(program, "id", now, signature).statusCode()).as(signature).isEqualTo(401);
			}
			for (long stale : new long[] { now - 400, now + 400, 0 }) {
				assertThat(call(program, "id", stale, sign("id", stale, KEY)).statusCode()).isEqualTo(401);
			}
		}
	}

	private HttpResponse<String> call(Program program, String id, long timestamp, String signature) throws Exception {
		HttpRequest request = HttpRequest.newBuilder(URI.create(program.url()))
			.timeout(RawWebSocket.PATIENCE)
			.header("webhook-id", id)
			.header("webhook-timestamp", Long.toString(timestamp))
			.header("webhook-signature", signature)
			.POST(BodyPublishers.ofString("{\"user\":\"ann\"}"))
			.build();
		return this.http.send(request, BodyHandlers.ofString());
	}

	private static String sign(String id, long timestamp, byte[] key) throws Exception {
		Mac mac = Mac.getInstance("HmacSHA256");
		mac.init(new SecretKeySpec(key, "HmacSHA256"));
		byte[] signed = (id + "." + timestamp + ".{\"user\":\"ann\"}").getBytes(StandardCharsets.UTF_8);
		return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(signed));
	}

	enum Language {

		PYTHON("python3", "receiver.py"),
		JAVA(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "Receiver.java");

		private final String command;

		private final String file;

		Language(String command, String file) {
			this.command = command;
			this.file = file;
		}

		Program start(Path directory) throws IOException {
			String document = Files.readString(Path.of("../docs/webhooks.md"));
			Matcher block = Pattern.compile("```" + name().toLowerCase(Locale.ROOT) + "\n(.*?)```", Pattern.DOTALL)
				.matcher(document);
			assertThat(block.find()).isTrue();
			Path program = Files.writeString(directory.resolve(this.file), block.group(1));
			ProcessBuilder builder = new ProcessBuilder(this.command, program.toString(), "0", SECRET)
				.redirectError(ProcessBuilder.Redirect.INHERIT);
			try {
				return new Program(builder.start());
			}
			catch (IOException ex) {
				return Assumptions.abort("No " + this.command + ": what the document shows is not run");
			}
		}

	}

	private static final class Program implements AutoCloseable {

		private final Process process;

		private final int port;

		Program(Process process) throws IOException {
			this.process = process;
			BufferedReader output = new BufferedReader(
					new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
			String line = output.readLine();
			assertThat(line).startsWith("listening on ");
			this.port = Integer.parseInt(line.substring("listening on ".length()));
		}

		String url() {
			return "http://127.0.0.1:" + this.port + "/";
		}

		@Override
		public void close() {
			this.process.destroyForcibly();
		}

	}

}
