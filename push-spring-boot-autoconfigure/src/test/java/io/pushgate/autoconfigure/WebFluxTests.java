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

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;

import io.pushgate.core.PushTemplate;
import io.pushgate.testsupport.ExpectErrors;
import io.pushgate.testsupport.LoggedErrors;
import io.pushgate.testsupport.RawWebSocket;
import io.pushgate.transport.netty.NettyTransport;
import io.pushgate.transport.websocket.ServletTransport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Mono;

import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.reactive.context.ReactiveWebServerApplicationContext;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * The starter beside {@code spring-boot-starter-webflux}, on real servers.
 */
@ExtendWith(OutputCaptureExtension.class)
class WebFluxTests {

	private static final String REACTIVE = "spring.main.web-application-type=reactive";

	private static final String AUTO = "the push endpoint has a port of its own on Netty";

	private static final String MEANT = "although spring-boot-starter-webflux is on the classpath";

	@Test
	void pushesOnAPortOfItsOwnAndSaysSo(CapturedOutput output) throws Exception {
		try (ConfigurableApplicationContext context = start(null, REACTIVE)) {
			servesThePageAndPushes(context);
			assertThat(output).containsPattern("INFO .*" + AUTO).contains("The push endpoint listens on port");
			assertThat(output).doesNotContain(MEANT);
		}
	}

	/**
	 * As where {@code spring-boot-starter-websocket} is excluded from the starter.
	 */
	@Test
	void pushesWithoutSpringMvc() throws Exception {
		ClassLoader classLoader = new FilteredClassLoader("org.springframework.web.servlet",
				"org.springframework.web.socket", "org.apache.catalina", "org.eclipse.jetty", "jakarta.servlet",
				"jakarta.websocket");
		try (ConfigurableApplicationContext context = start(classLoader, REACTIVE)) {
			servesThePageAndPushes(context);
		}
	}

	@Test
	void warnsWhereServletsWon(CapturedOutput output) {
		try (ConfigurableApplicationContext context = start(null)) {
			assertThat(context).isInstanceOf(ServletWebServerApplicationContext.class);
			assertThat(context.getBeanNamesForType(ServletTransport.class)).hasSize(1);
			assertThat(output).containsPattern("WARN .*" + MEANT);
		}
	}

	@Test
	void warnsWhereBeansAreLazy(CapturedOutput output) {
		start(null, "spring.main.lazy-initialization=true").close();
		assertThat(output).containsPattern("WARN .*" + MEANT);
	}

	@Test
	void isSilentWhereServletsWereMeant(CapturedOutput output) {
		start(null, "spring.main.web-application-type=servlet").close();
		start(null, "push.endpoint.transport=servlet").close();
		assertThat(output).doesNotContain(MEANT);
	}

	@Test
	@ExpectErrors("APPLICATION FAILED TO START")
	void stopsTheStartWithoutAnyServer(LoggedErrors errors) {
		Throwable failure = catchThrowable(
				() -> start(new FilteredClassLoader("io.netty"), "spring.main.web-application-type=none").close());
		assertThat(failure).isNotNull();
		assertThat(errors.text()).contains("Clients cannot connect: this is no servlet application, and Netty is not")
			.contains("Add the dependency io.netty:netty-codec-http");
	}

	private static void servesThePageAndPushes(ConfigurableApplicationContext context)
			throws IOException, InterruptedException {
		assertThat(context).isInstanceOf(ReactiveWebServerApplicationContext.class);
		assertThat(context.getBeanNamesForType(NettyTransport.class)).hasSize(1);
		int web = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
		HttpResponse<String> page = HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(URI.create("http://localhost:" + web + "/page")).build(),
					HttpResponse.BodyHandlers.ofString());
		assertThat(page.body()).isEqualTo("reactive");
		int push = context.getEnvironment().getRequiredProperty("local.push.server.port", Integer.class);
		assertThat(push).isNotEqualTo(web);
		try (RawWebSocket client = RawWebSocket.to(push).user("ann").open()) {
			client.readJson("welcome");
			context.getBean(PushTemplate.class).toUser("ann").send("hello", "world");
			assertThat(client.readJson("message").path("data").asString()).isEqualTo("world");
		}
	}

	private static ConfigurableApplicationContext start(ClassLoader classLoader, String... properties) {
		SpringApplication application = new SpringApplication(Application.class);
		application.setBannerMode(Banner.Mode.OFF);
		application.setRegisterShutdownHook(false);
		if (classLoader != null) {
			application.setResourceLoader(new DefaultResourceLoader(classLoader));
		}
		List<String> arguments = new ArrayList<>(List.of("--server.port=0", "--push.endpoint.port=0",
				"--push.auth.insecure-user-parameter=true", "--spring.jmx.enabled=false"));
		for (String property : properties) {
			arguments.add("--" + property);
		}
		return application.run(arguments.toArray(String[]::new));
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration(excludeName = { "org.apache.rocketmq.spring.autoconfigure.RocketMQAutoConfiguration",
			"org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration",
			"org.springframework.boot.data.redis.autoconfigure.DataRedisReactiveAutoConfiguration",
			"org.springframework.boot.data.redis.autoconfigure.DataRedisRepositoriesAutoConfiguration" })
	static class Application {

		@Bean
		RouterFunction<ServerResponse> page() {
			return RouterFunctions.route()
				.GET("/page", (request) -> ServerResponse.ok().body(Mono.just("reactive"), String.class))
				.build();
		}

	}

}
