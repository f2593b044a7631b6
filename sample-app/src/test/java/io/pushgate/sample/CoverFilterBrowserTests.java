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
import java.util.List;
import java.util.Map;

import io.pushgate.sample.cover.CoverFilter;
import io.pushgate.sample.support.SampleClient;
import io.pushgate.sample.support.TestImages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.Select;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for covers and comments on the page.
 */
class CoverFilterBrowserTests extends AbstractBrowserTests {

	private static final int FILTERS = CoverFilter.values().length;

	@TempDir
	private Path files;

	@Test
	void showsCoversAndCommentsInEveryTabAndComesBackAfterARestart() throws IOException {
		signIn("alice");
		String first = this.browser.getWindowHandle();
		awaitState("open");
		this.browser.switchTo().newWindow(WindowType.TAB);
		this.browser.get(url("/"));
		String second = this.browser.getWindowHandle();
		awaitState("open");

		upload();
		for (String tab : List.of(second, first)) {
			this.browser.switchTo().window(tab);
			awaitCovers(1);
		}
		awaitText("live-connections", "2");
		awaitText("live-users", "1");

		this.server.close();
		for (String tab : List.of(first, second)) {
			this.browser.switchTo().window(tab);
			awaitState("waiting");
		}
		this.server = startServer();
		for (String tab : List.of(first, second)) {
			this.browser.switchTo().window(tab);
			awaitState("open");
			assertThat(this.browser.findElement(By.id("notice")).isDisplayed()).isFalse();
		}

		upload();
		SampleClient.withBasic(this.port, "bob").post("/comments", "{\"to\":\"alice\",\"text\":\"<i>Nice</i> cover\"}");
		for (String tab : List.of(second, first)) {
			this.browser.switchTo().window(tab);
			awaitCovers(2);
			awaitComment("bob", "<i>Nice</i> cover");
		}
		assertThat(consoleAbout("Content Security Policy")).isEmpty();
	}

	@Test
	void writesACommentThatBothSee() {
		signIn("bob");
		awaitState("open");
		new Select(this.browser.findElement(By.id("to"))).selectByVisibleText("alice");
		this.browser.findElement(By.id("text")).sendKeys("Which one do you like?");
		this.browser.findElement(By.cssSelector("#comment button")).click();
		awaitComment("you to alice", "Which one do you like?");
		this.browser.findElement(By.id("sign-out")).click();
		until().until(ExpectedConditions.urlToBe(url("/login?out")));
		signIn("alice");
		awaitComment("bob", "Which one do you like?");
	}

	@Test
	void showsTheCoversAgainAfterAReload() throws IOException {
		signIn("alice");
		awaitState("open");
		upload();
		awaitCovers(1);
		this.browser.navigate().refresh();
		awaitCovers(1);
		assertThat(this.browser.findElements(By.cssSelector("#covers article"))).hasSize(1);
	}

	@Test
	void saysWhatIsWrongWithABadFile() throws IOException {
		signIn("alice");
		awaitState("open");
		Path file = Files.writeString(this.files.resolve("letter.png"), "Dear server");
		this.browser.findElement(By.id("image")).sendKeys(file.toString());
		awaitText("upload-message", "The file is not a PNG, JPEG, GIF or BMP image");
	}

	@Test
	void saysThatTheSignInHasEnded() {
		signIn("alice");
		awaitState("open");
		this.browser.manage().deleteAllCookies();
		this.server.close();
		this.server = startServer();
		awaitText("notice-text", "You are signed out.");
		this.browser.findElement(By.id("notice-link")).click();
		until().until(ExpectedConditions.urlToBe(url("/login")));
	}

	@Test
	void fitsAPhone() throws IOException {
		this.browser.executeCdpCommand("Emulation.setDeviceMetricsOverride",
				Map.of("width", 360, "height", 740, "deviceScaleFactor", 2, "mobile", true));
		this.browser.get(url("/login"));
		assertThat(widthOfPage()).isEqualTo(360);
		signIn("alice");
		awaitState("open");
		upload();
		awaitCovers(1);
		assertThat(widthOfPage()).isEqualTo(360);
	}

	private void upload() throws IOException {
		Path photo = this.files.resolve("photo.jpg");
		Files.write(photo, TestImages.encode(TestImages.photo(1200, 800), "jpeg"));
		this.browser.findElement(By.id("image")).sendKeys(photo.toString());
	}

	private void awaitComment(String author, String text) {
		until().until((driver) -> driver.findElements(By.cssSelector("#comments li"))
			.stream()
			.map(WebElement::getText)
			.anyMatch((comment) -> comment.startsWith(author + ",") && comment.endsWith(text)));
	}

	/** Wait until the images of so many covers are there, and are images. */
	private void awaitCovers(int count) {
		until().until((driver) -> {
			List<WebElement> images = driver.findElements(By.cssSelector("#covers article figure img"));
			return images.size() == count * FILTERS;
		});
		WebElement newest = this.browser.findElement(By.cssSelector("#covers article"));
		List<WebElement> images = newest.findElements(By.cssSelector("figure img"));
		assertThat(images).hasSize(FILTERS);
		for (WebElement image : images) {
			this.browser.executeScript("arguments[0].scrollIntoView()", image);
			until().until((driver) -> "1200".equals(image.getDomProperty("naturalWidth")));
		}
	}

}
