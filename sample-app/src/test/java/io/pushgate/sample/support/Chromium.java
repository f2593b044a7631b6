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

package io.pushgate.sample.support;

import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/**
 * The browser that is installed here, if there is one. Nothing is downloaded.
 *
 * @param browser the browser
 * @param driver its driver
 */
public record Chromium(File browser, File driver) {

	/**
	 * Look for a browser and its driver along the {@code PATH}.
	 */
	public static Optional<Chromium> find() {
		Optional<File> browser = onPath("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
		Optional<File> driver = onPath("chromedriver");
		return browser.flatMap((found) -> driver.map((itsDriver) -> new Chromium(found, itsDriver)));
	}

	/**
	 * Start the browser without a window.
	 * @param profile an empty directory
	 */
	public ChromeDriver start(Path profile) {
		ChromeOptions options = new ChromeOptions();
		options.setBinary(this.browser);
		options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
				"--disable-background-networking", "--disable-component-update", "--disable-sync",
				"--window-size=1200,900", "--user-data-dir=" + profile);
		return new ChromeDriver(new ChromeDriverService.Builder().usingDriverExecutable(this.driver).build(), options);
	}

	private static Optional<File> onPath(String... names) {
		String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
		return Arrays.stream(names)
			.flatMap((name) -> Stream.of(path.split(File.pathSeparator))
				.map((directory) -> new File(directory, name))
				.filter(File::canExecute))
			.findFirst();
	}

}
