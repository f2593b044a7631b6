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

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An HTTP client of the sample: of nobody, of a user by HTTP basic, or of a user who has
 * signed in on the page.
 */
public final class SampleClient {

	private static final JsonMapper mapper = JsonMapper.shared();

	private static final String BOUNDARY = "a-boundary-that-is-in-no-image";

	private static final Pattern CSRF_FIELD = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"");

	private final CookieManager cookies = new CookieManager();

	private final HttpClient http = HttpClient.newBuilder()
		.version(HttpClient.Version.HTTP_1_1)
		.cookieHandler(this.cookies)
		.connectTimeout(Duration.ofSeconds(10))
		.build();

	private final int port;

	private final @Nullable String authorization;

	private SampleClient(int port, @Nullable String authorization) {
		this.port = port;
		this.authorization = authorization;
	}

	public static SampleClient ofNobody(int port) {
		return new SampleClient(port, null);
	}

	public static SampleClient withBasic(int port, String user) {
		return new SampleClient(port, basic(user, "demo"));
	}

	public static SampleClient signedIn(int port, String user) {
		SampleClient client = ofNobody(port);
		HttpResponse<String> answer = client.signIn(user, "demo");
		if (!"/".equals(answer.headers().firstValue("Location").orElse(null))) {
			throw new IllegalStateException("Cannot sign in: " + answer);
		}
		return client;
	}

	public static String basic(String user, String password) {
		byte[] credentials = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
		return "Basic " + Base64.getEncoder().encodeToString(credentials);
	}

	/** Fill in and send the form of the sign-in page. */
	public HttpResponse<String> signIn(String user, String password) {
		Matcher field = CSRF_FIELD.matcher(get("/login").body());
		if (!field.find()) {
			throw new IllegalStateException("The sign-in page has no CSRF token");
		}
		String form = "username=" + user + "&password=" + password + "&remember-me=on&_csrf="
				+ URLEncoder.encode(field.group(1), StandardCharsets.UTF_8);
		return send(request("/login").header("Content-Type", "application/x-www-form-urlencoded")
			.POST(BodyPublishers.ofString(form)));
	}

	public HttpResponse<String> get(String path, String... headers) {
		HttpRequest.Builder request = request(path).GET();
		return send((headers.length > 0) ? request.headers(headers) : request);
	}

	public HttpResponse<byte[]> getBytes(String path) {
		return send(request(path).GET(), BodyHandlers.ofByteArray());
	}

	public HttpResponse<String> post(String path, @Nullable String json, String... headers) {
		BodyPublisher body = (json != null) ? BodyPublishers.ofString(json) : BodyPublishers.noBody();
		HttpRequest.Builder request = request(path).POST(body);
		if (json != null) {
			request.header("Content-Type", "application/json");
		}
		return send((headers.length > 0) ? request.headers(headers) : request);
	}

	public HttpResponse<String> upload(byte[] file, String... headers) {
		return uploadBody(BodyPublishers.ofByteArray(multipart("image", file)), headers);
	}

	/** Without a length: in chunks. */
	public HttpResponse<String> uploadChunked(byte[] file) {
		byte[] body = multipart("image", file);
		return uploadBody(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)));
	}

	public HttpResponse<String> uploadAs(String part, byte[] file) {
		return uploadBody(BodyPublishers.ofByteArray(multipart(part, file)));
	}

	private HttpResponse<String> uploadBody(BodyPublisher body, String... headers) {
		HttpRequest.Builder request = request("/covers").POST(body)
			.header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY);
		return send((headers.length > 0) ? request.headers(headers) : request);
	}

	public String cookie(String name) {
		return this.cookies.getCookieStore()
			.getCookies()
			.stream()
			.filter((cookie) -> cookie.getName().equals(name))
			.map((cookie) -> cookie.getValue())
			.findFirst()
			.orElseThrow(() -> new IllegalStateException("There is no cookie " + name));
	}

	/** What a server does to its clients when it is started again. */
	public void forgetCookie(String name) {
		this.cookies.getCookieStore()
			.getCookies()
			.stream()
			.filter((cookie) -> cookie.getName().equals(name))
			.toList()
			.forEach((cookie) -> this.cookies.getCookieStore().remove(null, cookie));
	}

	public PushTab openTab() {
		return PushTab.open(this.http, this.port, "", this.authorization);
	}

	public PushTab openTab(String query, @Nullable String header) {
		return PushTab.open(this.http, this.port, query, header);
	}

	public static JsonNode json(HttpResponse<String> answer) {
		return json(answer.body());
	}

	public static JsonNode json(String text) {
		return mapper.readTree(text);
	}

	private HttpRequest.Builder request(String path) {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + this.port + path))
			.timeout(Duration.ofSeconds(30));
		if (this.authorization != null) {
			request.header("Authorization", this.authorization);
		}
		return request;
	}

	private HttpResponse<String> send(HttpRequest.Builder request) {
		return send(request, BodyHandlers.ofString());
	}

	private <T> HttpResponse<T> send(HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler) {
		try {
			return this.http.send(request.build(), handler);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	private static byte[] multipart(String part, byte[] file) {
		ByteArrayOutputStream body = new ByteArrayOutputStream();
		body.writeBytes(("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"" + part
				+ "\"; filename=\"cover\"\r\nContent-Type: application/octet-stream\r\n\r\n")
			.getBytes(StandardCharsets.US_ASCII));
		body.writeBytes(file);
		body.writeBytes(("\r\n--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.US_ASCII));
		return body.toByteArray();
	}

}
