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
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.env.Environment;

/**
 * An application with the starter and Actuator, and an operator who asks it by HTTP. On
 * Netty, Tomcat serves the operator.
 */
public final class ManagedServer implements AutoCloseable {

	private static final HttpClient http = HttpClient.newHttpClient();

	private final PushServer server;

	private final int clientPort;

	private ManagedServer(PushServer server, boolean netty) {
		this.server = server;
		this.clientPort = netty
				? server.bean(Environment.class).getRequiredProperty("local.push.server.port", Integer.class)
				: server.port();
	}

	/**
	 * Start an application.
	 * @param container where its clients connect
	 * @param properties further properties, {@code name=value}
	 */
	public static ManagedServer on(Container container, String... properties) {
		return on(container, List.of(), properties);
	}

	/**
	 * Start an application.
	 * @param container where its clients connect
	 * @param sources further configuration classes
	 * @param properties further properties, {@code name=value}
	 */
	public static ManagedServer on(Container container, List<Class<?>> sources, String... properties) {
		PushServer.Builder builder = PushServer.on(container.isServlet() ? container : Container.TOMCAT)
			.trusting()
			.property("management.endpoints.web.exposure.include", "*")
			.property("management.endpoint.health.show-details", "always");
		if (!container.isServlet()) {
			builder.property("push.endpoint.transport", "netty").property("push.endpoint.port", 0);
		}
		sources.forEach(builder::with);
		for (String property : properties) {
			builder.property(property.substring(0, property.indexOf('=')),
					property.substring(property.indexOf('=') + 1));
		}
		return new ManagedServer(builder.start(), !container.isServlet());
	}

	public PushServer server() {
		return this.server;
	}

	public RawWebSocket.Builder client() {
		return RawWebSocket.to(this.clientPort);
	}

	/**
	 * Connect as a user and read the welcome.
	 */
	public RawWebSocket connect(String user) {
		RawWebSocket client = client().user(user).open();
		client.readJson("welcome");
		return client;
	}

	public Answer get(String path) {
		return call("GET", path, null);
	}

	public Answer delete(String path) {
		return call("DELETE", path, null);
	}

	public Answer post(String path, String json) {
		return call("POST", path, json);
	}

	private Answer call(String method, String path, @Nullable String json) {
		BodyPublisher body = (json != null) ? BodyPublishers.ofString(json) : BodyPublishers.noBody();
		HttpRequest request = HttpRequest
			.newBuilder(URI.create("http://localhost:" + this.server.port() + "/actuator" + path))
			.header("Content-Type", "application/json")
			.method(method, body)
			.build();
		try {
			HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
			return new Answer(response.statusCode(), response.body());
		}
		catch (IOException ex) {
			throw new IllegalStateException("Request failed", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted", ex);
		}
	}

	@Override
	public void close() {
		this.server.close();
	}

	/**
	 * What the application answers.
	 */
	public record Answer(int status, String body) {

		public JsonNode json() {
			return JsonMapper.shared().readTree(this.body);
		}

	}

}
