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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import io.pushgate.auth.PushAuthenticator;
import io.pushgate.auth.PushIdentity;
import io.pushgate.testsupport.Container;
import io.pushgate.testsupport.PushServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The first lines of JavaScript in the README, as they are there, in pages at different
 * addresses.
 */
@Tag("browser")
class FirstLinesBrowserTests {

	private static final Pattern LINES = Pattern.compile("```js\n(.*?)```", Pattern.DOTALL);

	private static @Nullable Browser startedBrowser;

	@BeforeAll
	static void start() {
		startedBrowser = Browser.start();
	}

	@AfterAll
	static void stop() {
		if (startedBrowser != null) {
			startedBrowser.close();
			startedBrowser = null;
		}
	}

	@ParameterizedTest
	@CsvSource({ "'', /push, /push/client.js", "/app, /push, /push/client.js", "/app, /live/events, /js/push.js",
			"/app, /push, /push.js", "/app, /live/events, /live/events/client.js" })
	void findTheEndpoint(String contextPath, String path, String scriptPath) throws IOException {
		Assumptions.assumeTrue(startedBrowser != null,
				"Skipped: needs Chromium or Chrome, and chromedriver, on the PATH");
		Browser browser = Objects.requireNonNull(startedBrowser);
		try (PushServer server = PushServer.on(Container.TOMCAT)
			.property("server.servlet.context-path", contextPath)
			.property("push.endpoint.path", path)
			.property("push.endpoint.script-path", scriptPath)
			.property("page.lines", lines().replace("./push/client.js", "." + scriptPath))
			.with(Page.class)
			.start()) {
			browser.open("http://localhost:" + server.port() + contextPath + "/page.html");
			await().until(() -> server.sessions().userCount() == 1);
			server.push().toUser("ann").send("cover.ready", Map.of("url", "/covers/1.png")).join();
			await().until(() -> "/covers/1.png".equals(browser.run("return window.shown")));
			browser.open("about:blank");
		}
	}

	private static String lines() throws IOException {
		String lines = LINES.matcher(Files.readString(Path.of("..", "README.md")))
			.results()
			.map((MatchResult match) -> match.group(1))
			.findFirst()
			.orElseThrow();
		assertThat(lines).contains("./push/client.js").contains("connect()");
		return lines.replace('\n', ' ');
	}

	@Configuration(proxyBeanMethods = false)
	static class Page {

		@Bean
		PushAuthenticator ann() {
			return (credentials) -> PushIdentity.ofUser("ann");
		}

		@Bean
		RouterFunction<ServerResponse> page(Environment environment) {
			String page = "<!doctype html><title>Page</title><link rel='icon' href='data:,'>"
					+ "<script>const show = (url) => { window.shown = url; }</script><script type='module'>"
					+ environment.getRequiredProperty("page.lines") + "</script>";
			return RouterFunctions.route()
				.GET("/page.html", (request) -> ServerResponse.ok().contentType(MediaType.TEXT_HTML).body(page))
				.build();
		}

	}

}
