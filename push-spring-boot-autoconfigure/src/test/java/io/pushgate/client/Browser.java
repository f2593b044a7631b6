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

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

import org.springframework.util.FileSystemUtils;

/**
 * A headless Chromium or Chrome with a profile of its own. The browser and its driver are
 * the ones on the {@code PATH}; the system properties {@code webdriver.chrome.binary} and
 * {@code webdriver.chrome.driver} name others.
 */
final class Browser implements AutoCloseable {

	private final Path profile;

	private final ChromeDriver driver;

	private Browser(Path profile, ChromeDriver driver) {
		this.profile = profile;
		this.driver = driver;
	}

	/**
	 * Start a browser, or return {@code null} where there is none.
	 */
	static @Nullable Browser start() {
		Optional<File> binary = find("webdriver.chrome.binary", "chromium", "chromium-browser", "google-chrome",
				"chrome");
		Optional<File> driver = find("webdriver.chrome.driver", "chromedriver");
		if (binary.isEmpty() || driver.isEmpty()) {
			return null;
		}
		try {
			Path profile = Files.createTempDirectory("push-browser");
			ChromeOptions options = new ChromeOptions();
			options.setBinary(binary.orElseThrow());
			options.addArguments("--headless=new", "--disable-gpu", "--disable-quic", "--no-first-run",
					"--disable-background-networking", "--disable-component-update", "--disable-sync",
					"--user-data-dir=" + profile);
			if ("root".equals(System.getProperty("user.name"))) {
				options.addArguments("--no-sandbox");
			}
			ChromeDriverService service = new ChromeDriverService.Builder().usingDriverExecutable(driver.orElseThrow())
				.usingAnyFreePort()
				.withSilent(true)
				.build();
			return new Browser(profile, new ChromeDriver(service, options));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Optional<File> find(String property, String... names) {
		@Nullable String configured = System.getProperty(property);
		if (configured != null) {
			return Optional.of(new File(configured)).filter(File::canExecute);
		}
		String[] folders = Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator);
		return Arrays.stream(names)
			.flatMap((name) -> Stream.of(name, name + ".exe"))
			.flatMap((name) -> Arrays.stream(folders).map((folder) -> new File(folder, name)))
			.filter((file) -> file.isFile() && file.canExecute())
			.findFirst();
	}

	void open(String url) {
		this.driver.get(url);
	}

	void reload() {
		this.driver.navigate().refresh();
	}

	/**
	 * Run a script in the page and return its result.
	 */
	@Nullable Object run(String script, Object... arguments) {
		return this.driver.executeScript(script, arguments);
	}

	/**
	 * Open a window from the page, which so gets a copy of the page's session storage, as
	 * a duplicated tab does. Then go there.
	 */
	void duplicate() {
		Set<String> before = this.driver.getWindowHandles();
		run("window.open(location.href)");
		Awaitility.await().until(() -> this.driver.getWindowHandles().size() > before.size());
		this.driver.getWindowHandles()
			.stream()
			.filter((window) -> !before.contains(window))
			.forEach((window) -> this.driver.switchTo().window(window));
	}

	/**
	 * Close the current window and go to the other one.
	 */
	void closeWindow() {
		this.driver.close();
		this.driver.switchTo().window(this.driver.getWindowHandles().iterator().next());
	}

	@Override
	public void close() {
		this.driver.quit();
		// Processes of the browser may write for a moment longer.
		Awaitility.await()
			.ignoreExceptions()
			.until(() -> FileSystemUtils.deleteRecursively(this.profile) || Files.notExists(this.profile));
	}

}
