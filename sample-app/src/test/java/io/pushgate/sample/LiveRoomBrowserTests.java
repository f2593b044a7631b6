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

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import io.pushgate.core.PushTemplate;
import io.pushgate.sample.support.SampleClient;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.Select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for the live room on the page, and for the page of numbers.
 */
class LiveRoomBrowserTests extends AbstractBrowserTests {

	@Test
	void showsWhoTypesAndWhatIsSaidUntilTheRoomIsLeft() {
		signIn("alice");
		awaitState("open");
		String alice = this.browser.getWindowHandle();
		keepWhatIsShownOfTyping();
		this.browser.switchTo().newWindow(WindowType.TAB);
		signIn("bob", "127.0.0.1");
		awaitState("open");
		String bob = this.browser.getWindowHandle();
		keepWhatIsShownOfTyping();
		awaitInRoom(2);

		write("Hello, alice");
		this.browser.switchTo().window(alice);
		until().until((driver) -> shownOfTyping().contains("bob is typing…"));
		this.browser.switchTo().window(bob);
		say();
		awaitSaid("you", "Hello, alice");
		this.browser.switchTo().window(alice);
		awaitSaid("bob", "Hello, alice");
		awaitText("typing", "");
		this.browser.switchTo().window(bob);
		assertThat(shownOfTyping()).containsOnly("");

		new Select(this.browser.findElement(By.id("room"))).selectByVisibleText("no room");
		until().until(ExpectedConditions.invisibilityOfElementLocated(By.id("room-form")));
		awaitInRoom(1);
		this.browser.switchTo().window(alice);
		write("Are you still there?");
		say();
		awaitSaid("you", "Are you still there?");
		SampleClient.withBasic(this.port, "alice").post("/comments", "{\"to\":\"bob\",\"text\":\"Come back\"}");
		this.browser.switchTo().window(bob);
		until().until(ExpectedConditions.textToBePresentInElementLocated(By.id("comments"), "Come back"));
		assertThat(said()).isEmpty();
		assertThat(shownOfTyping()).containsOnly("");

		new Select(this.browser.findElement(By.id("room"))).selectByVisibleText("lobby");
		awaitSaid("alice", "Are you still there?");
		assertThat(said()).hasSize(2);
		assertThat(consoleAbout("Content Security Policy")).isEmpty();
	}

	@Test
	void whatIsSaidWithoutAServerIsSaidOnceThereIsOne() {
		signIn("alice");
		awaitState("open");
		awaitInRoom(1);
		this.server.close();
		awaitState("waiting");
		write("Is this on?");
		say();
		this.server = startServer();
		awaitState("open");
		awaitSaid("you", "Is this on?");
		awaitInRoom(1);
		this.browser.navigate().refresh();
		awaitSaid("you", "Is this on?");
		assertThat(said()).hasSize(1);
	}

	@Test
	void showsWhatAnotherProgramPushes() {
		signIn("alice");
		awaitState("open");
		awaitInRoom(1);
		SampleClient program = SampleClient.ofNobody(this.port);
		for (String message : List.of("""
				{"to":{"users":["alice"]},"event":"comment.new","data":{"from":"curl","text":"Hello, alice"}}
				""", """
				{"to":{"groups":["room:lobby"]},"namespace":"room","event":"comment",
				"data":{"from":"curl","text":"Hello, all of you"}}
				""")) {
			program.post("/push/api/v1/messages", message, "Authorization", "Bearer pushgate-demo-key");
		}
		awaitSaid("curl", "Hello, all of you");
		WebElement comment = until()
			.until(ExpectedConditions.visibilityOfElementLocated(By.cssSelector("#comments li")));
		assertThat(comment.getText()).startsWith("curl, ").endsWith("Hello, alice").doesNotContain("Invalid");
	}

	@Test
	void showsNumbersThatMove() {
		this.browser.get(url("/stats.html"));
		until().until(ExpectedConditions.urlToBe(url("/login")));
		signIn("alice");
		awaitState("open");
		this.browser.switchTo().newWindow(WindowType.TAB);
		this.browser.get(url("/stats.html"));
		awaitState("open");
		awaitText("connections", "2");
		awaitText("users", "1");
		awaitText("groups", "2");
		awaitText("dropped", "0");
		until().until(ExpectedConditions.textMatches(By.id("deliveryP50"), Pattern.compile("[\\d.]+ ms")));
		until().until(ExpectedConditions.textMatches(By.id("deliveryP99"), Pattern.compile("[\\d.]+ ms")));
		for (String name : List.of("published", "delivered")) {
			String before = this.browser.findElement(By.id(name)).getText();
			until().until(ExpectedConditions.not(ExpectedConditions.textToBe(By.id(name), before)));
		}
		this.browser.executeCdpCommand("Emulation.setDeviceMetricsOverride",
				Map.of("width", 360, "height", 740, "deviceScaleFactor", 2, "mobile", true));
		assertThat(widthOfPage()).isEqualTo(360);
		assertThat(consoleAbout("Content Security Policy")).isEmpty();
	}

	/** A look at the page now and then could miss it. */
	private void keepWhatIsShownOfTyping() {
		this.browser.executeScript("""
				const typing = document.getElementById('typing');
				window.shown = [''];
				new MutationObserver(() => shown.push(typing.textContent)).observe(typing, { childList: true });
				""");
	}

	@SuppressWarnings("unchecked")
	private List<String> shownOfTyping() {
		return (List<String>) this.browser.executeScript("return window.shown");
	}

	private void awaitInRoom(int sessions) {
		PushTemplate push = this.server.getBean(PushTemplate.class);
		await().atMost(Duration.ofSeconds(60))
			.until(() -> push.group("room:lobby").sessions(), (count) -> count == sessions);
	}

	private void write(String text) {
		this.browser.findElement(By.id("room-text")).sendKeys(text);
	}

	private void say() {
		this.browser.findElement(By.cssSelector("#room-form button")).click();
	}

	/**
	 * Read in one step: the page replaces a comment that waits by the one that was sent.
	 */
	@SuppressWarnings("unchecked")
	private List<String> said() {
		return (List<String>) this.browser.executeScript(
				"return [...document.querySelectorAll('#room-comments li')].map((comment) => comment.innerText.trim())");
	}

	private void awaitSaid(String author, String text) {
		until().until((driver) -> said().stream()
			.anyMatch((comment) -> comment.startsWith(author + ",") && comment.endsWith(text)));
	}

}
