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

import org.springframework.boot.Banner;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.messaging.simp.SimpMessagingTemplate;
import org.springframework.messaging.simp.config.MessageBrokerRegistry;
import org.springframework.web.socket.config.annotation.EnableWebSocketMessageBroker;
import org.springframework.web.socket.config.annotation.StompEndpointRegistry;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;
import org.springframework.web.socket.server.standard.StandardWebSocketUpgradeStrategy;
import org.springframework.web.socket.server.support.DefaultHandshakeHandler;

/**
 * Spring's simple broker, STOMP on Tomcat: every connection has one subscription.
 */
final class StompSubject implements Subject {

	private final ConfigurableApplicationContext context;

	private final SimpMessagingTemplate template;

	StompSubject() {
		SpringApplicationBuilder application = new SpringApplicationBuilder(Application.class)
			.bannerMode(Banner.Mode.OFF)
			.properties("push.enabled=false", "logging.level.root=error", "spring.jmx.enabled=false");
		this.context = Container.TOMCAT.prepare(application, 0).run();
		this.template = this.context.getBean("brokerMessagingTemplate", SimpMessagingTemplate.class);
	}

	@Override
	public int port() {
		return this.context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

	@Override
	public int overhead() {
		return ("MESSAGE\ndestination:/topic/all\ncontent-type:text/plain;charset=UTF-8\nsubscription:0\n"
				+ "message-id:01234567-0123-0123-0123-0123456789ab-12345\ncontent-length:170\n\n\0")
			.length();
	}

	@Override
	public void toAll(String data) {
		this.template.convertAndSend("/topic/all", data);
	}

	@Override
	public void toOne(int index, String data) {
		throw new UnsupportedOperationException("There is one destination");
	}

	@Override
	public void close() {
		this.context.close();
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EnableWebSocketMessageBroker
	static class Application implements WebSocketMessageBrokerConfigurer {

		@Override
		public void registerStompEndpoints(StompEndpointRegistry registry) {
			// Spring would take Jetty's, which is on the classpath, too.
			registry.addEndpoint("/stomp")
				.setHandshakeHandler(new DefaultHandshakeHandler(new StandardWebSocketUpgradeStrategy()));
		}

		@Override
		public void configureMessageBroker(MessageBrokerRegistry registry) {
			registry.enableSimpleBroker("/topic");
		}

	}

}
