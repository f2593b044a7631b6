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

import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;

/**
 * Base class for tests of the JavaScript client: one browser, one {@link ScriptedServer},
 * a new page for each test.
 */
@Tag("browser")
abstract class AbstractClientBrowserTests {

	static @Nullable Browser startedBrowser;

	static @Nullable ScriptedServer startedServer;

	@BeforeAll
	static void start() {
		startedBrowser = Browser.start();
		startedServer = (startedBrowser != null) ? new ScriptedServer() : null;
	}

	@AfterAll
	static void stop() {
		if (startedBrowser != null) {
			startedBrowser.close();
			startedBrowser = null;
		}
		if (startedServer != null) {
			startedServer.close();
			startedServer = null;
		}
	}

	@BeforeEach
	void openPage() {
		Assumptions.assumeTrue(startedBrowser != null,
				"Skipped: needs Chromium or Chrome, and chromedriver, on the PATH");
		browser().open(server().url("/page.html"));
	}

	@AfterEach
	void leavePage() {
		if (startedBrowser == null) {
			return;
		}
		browser().run("window.push?.close(); sessionStorage.clear()");
		browser().open("about:blank");
		server().reset();
	}

	static Browser browser() {
		return Objects.requireNonNull(startedBrowser);
	}

	static ScriptedServer server() {
		return Objects.requireNonNull(startedServer);
	}

	/**
	 * Start the client with options in JavaScript.
	 */
	void startClient(String options) {
		browser().run("start(" + options + ")");
	}

	/**
	 * Start the client, accept its connection and welcome it.
	 */
	ScriptedConnection startOpenClient(String options) {
		startClient(options);
		return acceptAndWelcome();
	}

	ScriptedConnection acceptAndWelcome() {
		ScriptedConnection connection = server().accept().welcome();
		awaitState("open");
		return connection;
	}

	void awaitState(String state) {
		Awaitility.await(state).until(() -> state.equals(browser().run("return push.state")));
	}

	/**
	 * Return one of the page's logs.
	 */
	@SuppressWarnings("unchecked")
	<T> List<T> log(String name) {
		return (List<T>) Objects.requireNonNull(browser().run("return log[arguments[0]]", name));
	}

	/**
	 * Return the events of one state so far.
	 */
	List<Map<String, Object>> states(String state) {
		return this.<Map<String, Object>>log("states")
			.stream()
			.filter((event) -> state.equals(event.get("state")))
			.toList();
	}

	/**
	 * Return the delays before attempts to connect so far, in milliseconds.
	 */
	List<Double> delays() {
		return states("waiting").stream().map((event) -> ((Number) event.get("delay")).doubleValue()).toList();
	}

	void awaitMessages(Object... messages) {
		Awaitility.await("messages").until(() -> List.of(messages).equals(log("messages")));
	}

}
