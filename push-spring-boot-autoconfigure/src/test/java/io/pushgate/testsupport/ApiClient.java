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

package io.pushgate.testsupport;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Calls the HTTP push API.
 */
public final class ApiClient {

	public static final String KEY = "the key of the tests";

	public static final String OTHER_KEY = "the key of another tenant";

	private static final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final int port;

	private final @Nullable String key;

	private ApiClient(int port, @Nullable String key) {
		this.port = port;
		this.key = key;
	}

	public static ApiClient of(PushServer server) {
		return new ApiClient(server.port(), KEY);
	}

	/**
	 * Return the same client with another key, or with none.
	 */
	public ApiClient with(@Nullable String key) {
		return new ApiClient(this.port, key);
	}

	public static String sha256(String key) {
		try {
			return HexFormat.of()
				.formatHex(MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * A server with the API, open to {@link #KEY} for the tenant {@code default} and to
	 * {@link #OTHER_KEY} for {@code other}.
	 */
	public static PushServer.Builder server(Container container) {
		return PushServer.on(container)
			.trusting()
			.property("push.api.enabled", true)
			.property("push.api.keys.default", sha256(KEY))
			.property("push.api.keys.other", sha256(OTHER_KEY));
	}

	public Answer push(String body) {
		return send("POST", "/messages", body);
	}

	public Answer batch(String body) {
		return send("POST", "/messages/batch", body);
	}

	public Answer get(String call) {
		return send("GET", call, null);
	}

	public Answer send(String method, String call, @Nullable String body, String... headers) {
		return sendBytes(method, call, (body != null) ? body.getBytes(StandardCharsets.UTF_8) : null, headers);
	}

	public Answer sendBytes(String method, String call, byte @Nullable [] body, String... headers) {
		HttpRequest.Builder request = HttpRequest
			.newBuilder(URI.create("http://localhost:" + this.port + "/push/api/v1" + call))
			.timeout(RawWebSocket.PATIENCE)
			.method(method, (body != null) ? BodyPublishers.ofByteArray(body) : BodyPublishers.noBody());
		if (this.key != null) {
			request.setHeader("Authorization", "Bearer " + this.key);
		}
		if (body != null) {
			request.setHeader("Content-Type", "application/json");
		}
		for (int i = 0; i < headers.length; i += 2) {
			request.setHeader(headers[i], headers[i + 1]);
		}
		try {
			return new Answer(client.send(request.build(), HttpResponse.BodyHandlers.ofString()));
		}
		catch (IOException ex) {
			throw new IllegalStateException("Request failed", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted", ex);
		}
	}

	public static String encode(String text) {
		return URLEncoder.encode(text, StandardCharsets.UTF_8);
	}

	/**
	 * What came back.
	 *
	 * @param response the response
	 */
	public record Answer(HttpResponse<String> response) {

		public int status() {
			return this.response.statusCode();
		}

		public String body() {
			return this.response.body();
		}

		public @Nullable String header(String name) {
			return this.response.headers().firstValue(name).orElse(null);
		}

		public JsonNode json() {
			return JsonMapper.shared().readTree(this.response.body());
		}

		/**
		 * Return the JSON pointer of the first error.
		 */
		public @Nullable String pointer() {
			JsonNode pointer = json().at("/errors/0/pointer");
			return pointer.isMissingNode() ? null : pointer.asString();
		}

		@Override
		public String toString() {
			return status() + " " + body();
		}

	}

}
