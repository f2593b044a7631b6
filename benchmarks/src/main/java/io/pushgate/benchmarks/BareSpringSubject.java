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

package io.pushgate.benchmarks;

import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

import org.springframework.boot.Banner;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistry;
import org.springframework.web.socket.handler.TextWebSocketHandler;
import org.springframework.web.socket.server.standard.StandardWebSocketUpgradeStrategy;
import org.springframework.web.socket.server.support.DefaultHandshakeHandler;

/**
 * A handler of spring-websocket on Tomcat and nothing else, the ceiling of the servlet
 * transports: one blocking send after the other, by the thread that pushes.
 */
final class BareSpringSubject implements Subject {

	private final ConfigurableApplicationContext context;

	private final Handler handler;

	BareSpringSubject() {
		SpringApplicationBuilder application = new SpringApplicationBuilder(Application.class)
			.bannerMode(Banner.Mode.OFF)
			.properties("push.enabled=false", "logging.level.root=error", "spring.jmx.enabled=false");
		this.context = Container.TOMCAT.prepare(application, 0).run();
		this.handler = this.context.getBean(Application.class).handler;
	}

	@Override
	public int port() {
		return this.context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

	@Override
	public int overhead() {
		return 0;
	}

	@Override
	public void toAll(String data) {
		TextMessage message = new TextMessage(data);
		this.handler.sessions.values().forEach((session) -> Handler.send(session, message));
	}

	@Override
	public void toOne(int index, String data) {
		WebSocketSession session = this.handler.sessions.get(index);
		if (session != null) {
			Handler.send(session, new TextMessage(data));
		}
	}

	@Override
	public Integer connections() {
		return this.handler.sessions.size();
	}

	@Override
	public void close() {
		this.context.close();
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EnableWebSocket
	static class Application implements WebSocketConfigurer {

		private final Handler handler = new Handler();

		@Override
		public void registerWebSocketHandlers(WebSocketHandlerRegistry registry) {
			// Spring would take Jetty's, which is on the classpath, too.
			registry.addHandler(this.handler, "/ws")
				.setHandshakeHandler(new DefaultHandshakeHandler(new StandardWebSocketUpgradeStrategy()));
		}

	}

	private static final class Handler extends TextWebSocketHandler {

		private final Map<Integer, WebSocketSession> sessions = new ConcurrentHashMap<>();

		@Override
		public void afterConnectionEstablished(WebSocketSession session) {
			this.sessions.put(index(session), session);
		}

		@Override
		public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
			this.sessions.remove(index(session), session);
		}

		@Override
		protected void handleTextMessage(WebSocketSession session, TextMessage message) {
			send(session, message);
		}

		private static Integer index(WebSocketSession session) {
			return Integer.valueOf(Objects.requireNonNull(session.getUri()).getQuery().substring(2));
		}

		private static void send(WebSocketSession session, TextMessage message) {
			synchronized (session) {
				try {
					session.sendMessage(message);
				}
				catch (IOException | IllegalStateException ex) {
					// The client has gone, and the container says so.
				}
			}
		}

	}

}
