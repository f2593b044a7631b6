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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.pushgate.sample.support.TestImages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.support.Color;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.Select;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what the pages say, and that all users can read and use them: in light and in
 * dark, on a phone, with the keyboard, with a screen reader.
 */
class PagesBrowserTests extends AbstractBrowserTests {

	private static final Set<String> CONTROLS = Set.of("button", "link", "textbox", "combobox", "checkbox", "image",
			"img", "region", "list", "navigation");

	/** The texts that WCAG 2.2, 1.4.3 (AA) finds too pale, each with its contrast. */
	private static final String PALE = """
			const channels = (colour) => colour.match(/[\\d.]+/g).map(Number);
			const luminance = (colour) => channels(colour).slice(0, 3)
				.map((each) => each / 255)
				.map((each) => (each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4))
				.reduce((sum, each, index) => sum + each * [0.2126, 0.7152, 0.0722][index], 0);
			const background = (element) => {
				for (let at = element; at; at = at.parentElement) {
					const colour = getComputedStyle(at).backgroundColor;
					if (channels(colour)[3] !== 0) return colour;
				}
				return 'rgb(255, 255, 255)';
			};
			const texts = [...document.body.querySelectorAll('*')].filter((element) => element.checkVisibility()
				&& !['OPTION', 'SCRIPT', 'NOSCRIPT'].includes(element.tagName)
				&& [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim()));
			if (texts.length < 5) return ['no text'];
			return texts.map((element) => {
				const [low, high] = [getComputedStyle(element).color, background(element)].map(luminance).sort((a, b) => a - b);
				return [(high + 0.05) / (low + 0.05), element.textContent];
			}).filter(([contrast]) => !(contrast >= 4.5)).map(([contrast, text]) => `${contrast.toFixed(2)}: ${text}`);
			""";

	@TempDir
	private Path files;

	@Test
	void aWrongPasswordIsAnAlertInRed() {
		this.browser.get(url("/login"));
		assertThat(this.browser.findElements(By.cssSelector("[role=alert]"))).isEmpty();
		this.browser.findElement(By.id("username")).sendKeys("alice");
		this.browser.findElement(By.id("password")).sendKeys("wrong");
		this.browser.findElement(By.cssSelector("button[type=submit]")).click();
		until().until(ExpectedConditions.urlToBe(url("/login?error")));
		WebElement alert = this.browser.findElement(By.cssSelector("[role=alert]"));
		assertThat(alert.getText()).contains("not the right name and password");
		java.awt.Color colour = Color.fromString(alert.getCssValue("color")).getColor();
		assertThat(colour.getRed()).isGreaterThan(2 * colour.getGreen()).isGreaterThan(2 * colour.getBlue());
	}

	@Test
	void aCoverHasItsNameAndItsOriginal() throws IOException {
		signIn("alice");
		awaitState("open");
		upload("harbour at night.jpg");
		WebElement image = until()
			.until(ExpectedConditions.presenceOfElementLocated(By.cssSelector("figure[data-filter=original] img")));
		assertThat(image.getDomAttribute("alt")).isEqualTo("harbour at night.jpg, original");
		assertThat(this.browser.findElement(By.cssSelector("#covers article h3 b")).getText())
			.isEqualTo("harbour at night.jpg");
		this.browser.navigate().refresh();
		until().until(ExpectedConditions.textToBe(By.cssSelector("#covers article h3 b"), "harbour at night.jpg"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "/", "/stats.html" })
	void numbersAreGreyWhileTheConnectionIsAway(String page) {
		signIn("alice");
		this.browser.get(url(page));
		awaitState("open");
		By number = By.cssSelector(".numbers dd");
		until().until(ExpectedConditions.textToBe(number, "1"));
		until().until(ExpectedConditions.invisibilityOfElementLocated(By.className("stale-note")));
		String fresh = this.browser.findElement(number).getCssValue("color");
		this.server.close();
		awaitState("waiting");
		until().until(ExpectedConditions.visibilityOfElementLocated(By.className("stale-note")));
		assertThat(this.browser.findElement(number).getText()).isEqualTo("1");
		assertThat(this.browser.findElement(number).getCssValue("color")).isNotEqualTo(fresh);
		assertThat(pale()).isEmpty();
		this.server = startServer();
		awaitState("open");
		until().until(ExpectedConditions.invisibilityOfElementLocated(By.className("stale-note")));
		until().until(ExpectedConditions.attributeToBe(number, "color", fresh));
	}

	@Test
	void whatIsSaidWithoutAServerWaitsWithAClockAndIsThenSent() {
		signIn("alice");
		awaitState("open");
		say("Can you hear me?");
		awaitStatus("sent");
		this.server.close();
		awaitState("waiting");
		say("And now?");
		awaitStatus("waiting");
		assertThat(this.browser.findElements(By.cssSelector("li[data-status=waiting] .status svg"))).hasSize(1);
		this.server = startServer();
		awaitState("open");
		awaitStatus("sent");
		assertThat(this.browser.findElements(By.cssSelector("li[data-status=waiting]"))).isEmpty();
		this.browser.navigate().refresh();
		awaitStatus("sent");
		List<WebElement> said = this.browser.findElements(By.cssSelector("#room-comments li"));
		assertThat(said.get(said.size() - 1).getText()).startsWith("you,").endsWith("And now?");
		assertThat(said).filteredOn((each) -> each.getText().endsWith("And now?")).hasSize(1);
	}

	@Test
	void whatWaitsIsShownAgainWhereTheRoomIsEnteredAgain() {
		signIn("alice");
		awaitState("open");
		this.server.close();
		awaitState("waiting");
		say("Still here?");
		awaitStatus("waiting");
		Select room = new Select(this.browser.findElement(By.id("room")));
		room.selectByVisibleText("no room");
		assertThat(this.browser.findElements(By.cssSelector("#room-comments li"))).isEmpty();
		room.selectByVisibleText("lobby");
		awaitStatus("waiting");
		this.server = startServer();
		awaitState("open");
		awaitStatus("sent");
		assertThat(this.browser.findElements(By.cssSelector("#room-comments li"))).hasSize(1);
	}

	@Test
	void theStatisticsShowCoursesOverTimeAndNamePercentiles() {
		signIn("alice");
		this.browser.get(url("/stats.html"));
		awaitState("open");
		for (String chart : List.of("connections-chart", "delivered-chart", "delivery-chart")) {
			until().until((driver) -> driver.findElement(path(chart)).getDomAttribute("d").matches("M.*(L.*){2}"));
			WebElement drawn = this.browser.findElement(By.id(chart));
			assertThat(drawn.getDomAttribute("aria-label")).contains("in the last five minutes").contains("now ");
			assertThat(drawn.findElements(By.xpath("ancestor::*[@aria-live]"))).isEmpty();
		}
		assertThat(this.browser.findElements(By.cssSelector("#delivery-chart path"))).hasSize(2);
		assertThat(this.browser.findElements(By.tagName("dt"))).extracting(WebElement::getText).contains("p50", "p99");
		assertThat(consoleAbout("Content Security Policy")).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/", "/stats.html" })
	void liveIsTheConnectionAloneAndANodeIsExplained(String page) {
		signIn("alice");
		this.browser.get(url(page));
		awaitState("open");
		until().until(ExpectedConditions.textToBe(By.cssSelector(".numbers dd"), "1"));
		assertThat(this.browser.findElement(By.id("state")).getText()).isEqualTo("Live");
		assertThat(this.browser.findElement(By.tagName("main")).getText()).doesNotContainPattern("(?i)\\blive\\b");
		assertThat(this.browser.findElement(By.className("numbers")).getText()).doesNotContain("node");
		if (page.equals("/stats.html")) {
			assertThat(this.browser.findElement(By.id("node")).getText()).contains("that this page is connected to");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "light", "dark" })
	void textHasContrastInBothSchemes(String scheme) throws IOException {
		this.browser.executeCdpCommand("Emulation.setEmulatedMedia",
				Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme),
						Map.of("name", "prefers-reduced-motion", "value", "reduce"))));
		this.browser.get(url("/login?error"));
		assertThat(pale()).isEmpty();
		signIn("alice");
		awaitState("open");
		say("Is this easy to read?");
		awaitStatus("sent");
		upload("photo.jpg");
		until().until(ExpectedConditions.presenceOfElementLocated(By.cssSelector("figure[data-filter=invert]")));
		assertThat(pale()).isEmpty();
		assertThat(
				this.browser.executeScript("return getComputedStyle(document.querySelector('figure')).animationName"))
			.isEqualTo("none");
		this.browser.get(url("/stats.html"));
		awaitState("open");
		until().until(ExpectedConditions.presenceOfElementLocated(path("connections-chart")));
		assertThat(pale()).isEmpty();
		Color background = Color
			.fromString(this.browser.findElement(By.tagName("body")).getCssValue("background-color"));
		assertThat(background.getColor().getRed() < 128).isEqualTo(scheme.equals("dark"));
	}

	@Test
	void everyControlIsReachedByTheKeyboardWithAVisibleFocusAndHasAName() throws IOException {
		this.browser.get(url("/login?error"));
		assertNamed("Name", "Password", "Stay signed in", "Sign in");
		assertReachedByTab(4);
		signIn("alice");
		awaitState("open");
		upload("photo.jpg");
		until().until(ExpectedConditions.presenceOfElementLocated(By.cssSelector("figure[data-filter=invert]")));
		assertNamed("Sections", "Covers", "Comments", "Room", "Numbers", "Sign out", "photo.jpg, original",
				"Say to everyone in the room");
		assertReachedByTab(20);
		this.browser.get(url("/stats.html"));
		awaitState("open");
		until().until(ExpectedConditions.presenceOfElementLocated(path("connections-chart")));
		assertNamed("Cover filter", "Delivery");
		assertReachedByTab(1);
	}

	@Test
	void coversComeFirstOnAPhone() throws IOException {
		this.browser.executeCdpCommand("Emulation.setDeviceMetricsOverride",
				Map.of("width", 390, "height", 844, "deviceScaleFactor", 2, "mobile", true));
		signIn("alice");
		awaitState("open");
		upload("photo.jpg");
		until().until(ExpectedConditions.presenceOfElementLocated(By.cssSelector("figure[data-filter=invert]")));
		assertThat(this.browser.findElements(By.cssSelector("main section h2")))
			.isSortedAccordingTo((one, other) -> one.getLocation().getY() - other.getLocation().getY())
			.extracting((title) -> title.getText().lines().findFirst().orElse("").split(" ")[0])
			.containsExactly("New", "Covers", "Comments", "Room", "Numbers");
		assertThat(widthOfPage()).isEqualTo(390);
	}

	private void upload(String name) throws IOException {
		Path photo = this.files.resolve(name);
		Files.write(photo, TestImages.encode(TestImages.photo(300, 200), "jpeg"));
		this.browser.findElement(By.id("image")).sendKeys(photo.toString());
	}

	private void say(String text) {
		this.browser.findElement(By.id("room-text")).sendKeys(text);
		this.browser.findElement(By.cssSelector("#room-form button")).click();
	}

	/** Of what was said last. */
	private void awaitStatus(String status) {
		until().until(ExpectedConditions.textToBe(By.cssSelector("#room-comments li:last-child .status"), status));
	}

	@SuppressWarnings("unchecked")
	private List<String> pale() {
		return (List<String>) this.browser.executeScript(PALE);
	}

	/** Ask the tree that Chromium gives to screen readers. */
	@SuppressWarnings("unchecked")
	private void assertNamed(String... some) {
		this.browser.executeCdpCommand("Accessibility.enable", Map.of());
		List<Map<String, Object>> nodes = (List<Map<String, Object>>) this.browser
			.executeCdpCommand("Accessibility.getFullAXTree", Map.of())
			.get("nodes");
		List<String> names = nodes.stream()
			.filter((node) -> !Boolean.TRUE.equals(node.get("ignored")) && CONTROLS.contains(valueOf(node, "role")))
			.map((node) -> valueOf(node, "name"))
			.toList();
		assertThat(names).contains(some).doesNotContain("");
	}

	private static String valueOf(Map<String, Object> node, String property) {
		return (node.get(property) instanceof Map<?, ?> value) ? String.valueOf(value.get("value")).strip() : "";
	}

	private void assertReachedByTab(int atLeast) {
		long controls = (Long) this.browser.executeScript(
				"""
						window.controls = [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea')]
							.filter((control) => control.checkVisibility() && !control.disabled);
						return controls.length;
						""");
		assertThat(controls).isGreaterThanOrEqualTo(atLeast);
		Set<Long> reached = new HashSet<>();
		for (int tab = 0; tab < 3 * controls + 10 && reached.size() < controls; tab++) {
			new Actions(this.browser).sendKeys(Keys.TAB).perform();
			Long control = (Long) this.browser.executeScript(
					"""
							const active = document.activeElement;
							const outlined = [active, active.closest('.drop')].filter(Boolean).map((each) => getComputedStyle(each))
								.some(({ outlineStyle, outlineWidth }) => outlineStyle === 'solid' && parseFloat(outlineWidth) >= 2);
							return outlined ? controls.indexOf(active) : -1;
							""");
			if (control >= 0) {
				reached.add(control);
			}
		}
		assertThat(reached).hasSize((int) controls);
	}

	private static By path(String chart) {
		return By.cssSelector("#" + chart + " path");
	}

}
