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

package io.pushgate.autoconfigure;

import java.time.Duration;
import java.util.List;

import io.pushgate.core.PushTemplate;
import io.pushgate.testsupport.Container;
import io.pushgate.testsupport.PushServer;
import io.pushgate.testsupport.RawWebSocket;
import io.pushgate.transport.ConnectionHandler;
import io.pushgate.transport.OutboundLimits;
import io.pushgate.transport.netty.ForwardedHeaders;
import io.pushgate.transport.netty.NettyIo;
import io.pushgate.transport.netty.NettySettings;
import io.pushgate.transport.netty.NettyTransport;
import io.pushgate.transport.netty.NettyTransportLifecycle;
import io.pushgate.transport.websocket.ServletTransport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests of {@link PushNettyAutoConfiguration}.
 */
class PushNettyAutoConfigurationTests {

	private static final AutoConfigurations CONFIGURATIONS = AutoConfigurations.of(SslAutoConfiguration.class,
			PushAutoConfiguration.class, PushNettyAutoConfiguration.class, PushServletAutoConfiguration.class);

	private static final String[] NETTY = { "push.endpoint.transport=netty", "push.endpoint.port=0" };

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(CONFIGURATIONS);

	@Test
	void opensAPortOfItsOwn() {
		this.runner.withPropertyValues(NETTY).run((context) -> {
			assertThat(context).hasSingleBean(NettyTransport.class).hasSingleBean(NettyTransportLifecycle.class);
			assertThat(context.getBean(NettyTransportLifecycle.class).isRunning()).isTrue();
			assertThat(context.getEnvironment().getRequiredProperty("local.push.server.port", Integer.class))
				.isPositive()
				.isEqualTo(context.getBean(NettyTransport.class).port());
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "netty", "NETTY", "Netty" })
	void isChosenByPropertyInAnyCase(String transport) {
		this.runner.withPropertyValues("push.endpoint.port=0", "push.endpoint.transport=" + transport)
			.run((context) -> assertThat(context).hasSingleBean(NettyTransport.class));
	}

	@Test
	void isOffWhereServletsAreChosen() {
		this.runner.withPropertyValues("push.endpoint.transport=servlet")
			.run((context) -> assertThat(context).hasSingleBean(PushTemplate.class)
				.doesNotHaveBean(NettyTransport.class)
				.doesNotHaveBean(NettyTransportLifecycle.class)
				.doesNotHaveBean("pushNettyLazyInitializationExcludeFilter"));
	}

	@Test
	void isOffWhereEverythingIs() {
		this.runner.withPropertyValues(NETTY)
			.withPropertyValues("push.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(NettyTransport.class)
				.doesNotHaveBean(NettyTransportLifecycle.class)
				.doesNotHaveBean(LazyInitializationExcludeFilter.class));
	}

	@Test
	void takesThePlaceOfTheServletTransport() {
		new WebApplicationContextRunner().withConfiguration(CONFIGURATIONS)
			.withPropertyValues(NETTY)
			.run((context) -> assertThat(context).hasSingleBean(NettyTransport.class)
				.doesNotHaveBean(ServletTransport.class)
				.doesNotHaveBean(TomcatBufferCustomizer.class));
	}

	@Test
	void worksInAReactiveApplication() {
		new ReactiveWebApplicationContextRunner().withConfiguration(CONFIGURATIONS)
			.withPropertyValues(NETTY)
			.run((context) -> assertThat(context.getBean(NettyTransportLifecycle.class).isRunning()).isTrue());
	}

	@Test
	void backsOffForTheApplicationsTransport() {
		this.runner.withPropertyValues(NETTY).withUserConfiguration(OwnTransport.class).run((context) -> {
			assertThat(context).hasSingleBean(NettyTransport.class).hasBean("ownTransport");
			assertThat(context.getBean(NettyTransport.class).port())
				.isEqualTo(context.getEnvironment().getProperty("local.push.server.port", Integer.class));
		});
	}

	@Test
	void backsOffForTheApplicationsLifecycle() {
		NettyTransportLifecycle own = mock(NettyTransportLifecycle.class);
		this.runner.withPropertyValues(NETTY).withBean(NettyTransportLifecycle.class, () -> own).run((context) -> {
			assertThat(context.getBean(NettyTransportLifecycle.class)).isSameAs(own);
			assertThat(context.getEnvironment().containsProperty("local.push.server.port")).isFalse();
		});
	}

	@Test
	void staysLazyProofBesideTheApplicationsFilters() {
		this.runner.withPropertyValues(NETTY)
			.withBean("own", LazyInitializationExcludeFilter.class,
					() -> LazyInitializationExcludeFilter.forBeanTypes(String.class))
			.run((context) -> assertThat(context).hasBean("pushNettyLazyInitializationExcludeFilter"));
	}

	@Test
	void needsAConnectionHandlerOnly() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(PushNettyAutoConfiguration.class))
			.withPropertyValues(NETTY)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(NettyTransport.class));
		this.runner.withPropertyValues(NETTY)
			.withBean(ConnectionHandler.class, () -> mock(ConnectionHandler.class))
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(NettyTransport.class));
	}

	@Test
	void isNoHindranceWithoutNettyWhereItIsNotChosen() {
		this.runner.withClassLoader(new FilteredClassLoader("io.netty"))
			.withPropertyValues("push.netty.backlog=17")
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(PushTemplate.class));
	}

	@Test
	void needsNoCodecOfTheProxyProtocolUnlessThatIsSpoken() {
		this.runner.withClassLoader(new FilteredClassLoader("io.netty.handler.codec.haproxy"))
			.withPropertyValues(NETTY)
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(NettyTransport.class));
	}

	@Test
	void closesThePortWithTheApplication() {
		this.runner.withPropertyValues(NETTY).run((context) -> {
			NettyTransportLifecycle lifecycle = context.getBean(NettyTransportLifecycle.class);
			context.getSourceApplicationContext().close();
			assertThat(lifecycle.isRunning()).isFalse();
		});
	}

	@ParameterizedTest
	@EnumSource(names = { "TOMCAT", "JETTY" })
	void publishesItsPortBesideThatOfAWebServer(Container container) {
		try (PushServer server = PushServer.on(container)
			.trusting()
			.property("push.endpoint.transport", "netty")
			.property("push.endpoint.port", 0)
			.start()) {
			Environment environment = server.bean(Environment.class);
			int web = environment.getRequiredProperty("local.server.port", Integer.class);
			int push = environment.getRequiredProperty("local.push.server.port", Integer.class);
			assertThat(push).isPositive().isNotEqualTo(web);
			assertThat(RawWebSocket.to(web).user("ann").refused().status()).isEqualTo(404);
			try (RawWebSocket client = RawWebSocket.to(push).user("ann").open()) {
				assertThat(client.readJson("welcome").path("user").asString()).isEqualTo("ann");
			}
		}
	}

	@Test
	void opensThePortWhereBeansAreLazy() {
		try (PushServer server = PushServer.on(Container.TOMCAT)
			.trusting()
			.property("push.endpoint.transport", "netty")
			.property("push.endpoint.port", 0)
			.property("spring.main.lazy-initialization", true)
			.start()) {
			int port = server.bean(Environment.class).getRequiredProperty("local.push.server.port", Integer.class);
			try (RawWebSocket client = RawWebSocket.to(port).user("ann").open()) {
				assertThat(client.readJson("welcome").path("user").asString()).isEqualTo("ann");
			}
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnTransport {

		@Bean
		NettyTransport ownTransport(ConnectionHandler handler, OutboundLimits limits) {
			return new NettyTransport(handler, limits, new NettySettings(null, 0, "/own", "", 1024, NettyIo.NIO, 1, 10,
					0, Duration.ofSeconds(1), List.of(), ForwardedHeaders.AUTO, false), null);
		}

	}

}
