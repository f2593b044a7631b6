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

package io.pushgate.client;

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.web.HttpRequestHandler;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketHttpHeaders;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.TextWebSocketHandler;
import org.springframework.web.socket.server.standard.StandardWebSocketUpgradeStrategy;
import org.springframework.web.socket.server.support.DefaultHandshakeHandler;
import org.springframework.web.socket.server.support.WebSocketHttpRequestHandler;

/**
 * A real WebSocket server on a real port that does what a test says. It knows the
 * protocol only as far as a test speaks it, and shares no code with the server of
 * Pushgate: the client is tested against the contract.
 */
final class ScriptedServer implements AutoCloseable {

	private final ServletWebServerApplicationContext context;

	private final Endpoint endpoint;

	ScriptedServer() {
		this.context = (ServletWebServerApplicationContext) new SpringApplicationBuilder(Application.class)
			.web(WebApplicationType.SERVLET)
			.properties("server.port=0", "server.shutdown=immediate", "spring.main.banner-mode=off",
					"spring.config.name=scripted-server")
			.run();
		this.endpoint = this.context.getBean(Endpoint.class);
	}

	String url(String path) {
		return "http://localhost:" + this.context.getWebServer().getPort() + path;
	}

	/**
	 * Refuse the next handshakes, and fail where the client asks why.
	 */
	void refuse(int handshakes) {
		refuse(handshakes, HttpServletResponse.SC_INTERNAL_SERVER_ERROR, "");
	}

	/**
	 * Refuse the next handshakes.
	 * @param status the status that a plain request is answered with, too
	 * @param body the body of that
	 */
	void refuse(int handshakes, int status, String body) {
		this.endpoint.status = status;
		this.endpoint.body = body;
		this.endpoint.refusals.set(handshakes);
	}

	/**
	 * Return the plain requests so far that asked why a handshake failed.
	 */
	List<Question> questions() {
		return this.endpoint.questions;
	}

	/**
	 * Return all handshakes so far, also those that were refused.
	 */
	List<Handshake> handshakes() {
		return this.endpoint.handshakes;
	}

	/**
	 * Wait for the next connection.
	 */
	ScriptedConnection accept() {
		try {
			ScriptedConnection connection = this.endpoint.accepted.poll(10, TimeUnit.SECONDS);
			Assertions.assertThat(connection).as("a connection").isNotNull();
			return connection;
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	boolean hasConnection() {
		return !this.endpoint.accepted.isEmpty();
	}

	/**
	 * Forget all that happened.
	 */
	void reset() {
		this.endpoint.refusals.set(0);
		this.endpoint.questions.clear();
		this.endpoint.handshakes.clear();
		this.endpoint.accepted.clear();
	}

	@Override
	public void close() {
		this.context.close();
	}

	/**
	 * A plain request on the endpoint's path.
	 */
	record Question(String query, @Nullable String accept, @Nullable String authorization) {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ TomcatServletWebServerAutoConfiguration.class,
			DispatcherServletAutoConfiguration.class })
	static class Application {

		@Bean("/push")
		Endpoint endpoint() {
			return new Endpoint();
		}

		@Bean("/client.js")
		HttpRequestHandler client() {
			return file("io/pushgate/client/client.js", "text/javascript");
		}

		@Bean("/page.html")
		HttpRequestHandler page() {
			return file("client/page.html", "text/html");
		}

		private static HttpRequestHandler file(String path, String type) {
			return (request, response) -> {
				response.setContentType(type);
				response.setCharacterEncoding("UTF-8");
				response.setHeader("Cache-Control", "no-store");
				response.getOutputStream().write(new ClassPathResource(path).getContentAsByteArray());
			};
		}

	}

	static class Endpoint extends TextWebSocketHandler implements HttpRequestHandler {

		private final AtomicInteger refusals = new AtomicInteger();

		private volatile int status = HttpServletResponse.SC_INTERNAL_SERVER_ERROR;

		private volatile String body = "";

		private final List<Question> questions = new CopyOnWriteArrayList<>();

		private final List<Handshake> handshakes = new CopyOnWriteArrayList<>();

		private final BlockingQueue<ScriptedConnection> accepted = new LinkedBlockingQueue<>();

		private final Map<String, ScriptedConnection> connections = new ConcurrentHashMap<>();

		private final WebSocketHttpRequestHandler upgrade;

		Endpoint() {
			DefaultHandshakeHandler handshakeHandler = new DefaultHandshakeHandler(
					new StandardWebSocketUpgradeStrategy());
			handshakeHandler.setSupportedProtocols("push.v1.json");
			this.upgrade = new WebSocketHttpRequestHandler(this, handshakeHandler);
		}

		@Override
		public void handleRequest(HttpServletRequest request, HttpServletResponse response)
				throws ServletException, IOException {
			if (request.getHeader("Upgrade") == null) {
				this.questions.add(new Question(String.valueOf(request.getQueryString()), request.getHeader("Accept"),
						request.getHeader("Authorization")));
				response.setStatus(this.status);
				response.setContentType("application/json");
				response.getWriter().write(this.body);
				return;
			}
			this.handshakes.add(Handshake.of(ServletUriComponentsBuilder.fromRequest(request).build().toUri(),
					Collections.list(request.getHeaders(WebSocketHttpHeaders.SEC_WEBSOCKET_PROTOCOL))));
			if (this.refusals.getAndUpdate((left) -> Math.max(0, left - 1)) > 0) {
				response.sendError(this.status);
				return;
			}
			this.upgrade.handleRequest(request, response);
		}

		@Override
		public void afterConnectionEstablished(WebSocketSession session) {
			Handshake handshake = Handshake.of(Objects.requireNonNull(session.getUri()),
					session.getHandshakeHeaders().getOrEmpty(WebSocketHttpHeaders.SEC_WEBSOCKET_PROTOCOL));
			ScriptedConnection connection = new ScriptedConnection(handshake, session);
			this.connections.put(session.getId(), connection);
			this.accepted.add(connection);
		}

		@Override
		protected void handleTextMessage(WebSocketSession session, TextMessage message) {
			@Nullable ScriptedConnection connection = this.connections.get(session.getId());
			if (connection != null) {
				connection.onText(message.getPayload());
			}
		}

		@Override
		public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
			@Nullable ScriptedConnection connection = this.connections.remove(session.getId());
			if (connection != null) {
				connection.onClosed();
			}
		}

	}

}
