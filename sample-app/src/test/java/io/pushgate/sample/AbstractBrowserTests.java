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

package io.pushgate.sample;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.pushgate.sample.support.Chromium;
import io.pushgate.sample.support.SampleServer;
import io.pushgate.sample.support.SampleSetup;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.WebDriverWait;

import org.springframework.test.util.TestSocketUtils;
import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Base of the tests in a real browser, on a real server that can also be stopped and
 * started again.
 */
@Tag("browser")
abstract class AbstractBrowserTests {

	// Not left to JUnit, as the browser may still write when it is told to quit
	@TempDir(cleanup = CleanupMode.NEVER)
	private static Path profile;

	private static ChromeDriver startedBrowser;

	private static int sharedPort;

	private static SampleSetup sharedSetup;

	protected final int port = sharedPort;

	protected SampleServer server;

	protected ChromeDriver browser;

	@BeforeAll
	static void startBrowser() {
		Optional<Chromium> chromium = Chromium.find();
		Assumptions.assumeTrue(chromium.isPresent(),
				"No chromium (or google-chrome) and chromedriver on the PATH: the page is not tested in a browser");
		sharedPort = TestSocketUtils.findAvailableTcpPort();
		startedBrowser = chromium.get().start(profile);
	}

	@AfterAll
	static void stopBrowser() {
		if (startedBrowser != null) {
			startedBrowser.quit();
			startedBrowser = null;
		}
		if (sharedSetup != null) {
			sharedSetup.close();
			sharedSetup = null;
		}
		await().ignoreExceptions()
			.untilAsserted(
					() -> assertThat(FileSystemUtils.deleteRecursively(profile) || !Files.exists(profile)).isTrue());
	}

	@BeforeEach
	void start() {
		this.browser = startedBrowser;
		if (sharedSetup == null) {
			sharedSetup = setup();
		}
		this.server = startServer();
	}

	@AfterEach
	void stop() {
		forget();
		if (this.server != null) {
			this.server.stopApplication();
		}
	}

	/** Leave the browser as one that was just started. */
	private void forget() {
		List<String> windows = new ArrayList<>(this.browser.getWindowHandles());
		for (String window : windows.subList(1, windows.size())) {
			this.browser.switchTo().window(window);
			this.browser.close();
		}
		this.browser.switchTo().window(windows.get(0));
		this.browser.get("about:blank");
		this.browser.executeCdpCommand("Network.clearBrowserCookies", Map.of());
		this.browser.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
		this.browser.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features", List.of()));
		this.browser.manage().logs().get(LogType.BROWSER);
	}

	/** How the sample is run. What the page shows is the same. */
	protected SampleSetup setup() {
		return SampleSetup.embedded();
	}

	protected final SampleServer startServer() {
		return sharedSetup.start(this.port);
	}

	protected final void signIn(String user) {
		signIn(user, "localhost");
	}

	/** To another host, a browser sends other cookies: so two users share one browser. */
	protected final void signIn(String user, String host) {
		this.browser.get("http://" + host + ":" + this.port + "/login");
		this.browser.findElement(By.id("username")).sendKeys(user);
		this.browser.findElement(By.id("password")).sendKeys("demo");
		this.browser.findElement(By.cssSelector("button[type=submit]")).click();
		until().until(ExpectedConditions.textToBe(By.id("user"), user));
	}

	protected final void awaitState(String state) {
		until().until(ExpectedConditions.attributeToBe(By.id("state"), "data-state", state));
	}

	protected final void awaitText(String id, String text) {
		until().until(ExpectedConditions.textToBe(By.id(id), text));
	}

	protected final long widthOfPage() {
		return (Long) this.browser.executeScript("return document.documentElement.scrollWidth");
	}

	protected final List<String> consoleAbout(String subject) {
		return this.browser.manage()
			.logs()
			.get(LogType.BROWSER)
			.getAll()
			.stream()
			.map((entry) -> entry.getMessage())
			.filter((message) -> message.contains(subject))
			.toList();
	}

	protected final WebDriverWait until() {
		return new WebDriverWait(this.browser, Duration.ofSeconds(60), Duration.ofMillis(100));
	}

	protected final String url(String path) {
		return "http://localhost:" + this.port + path;
	}

}
