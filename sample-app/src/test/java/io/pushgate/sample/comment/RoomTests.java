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

package io.pushgate.sample.comment;

import java.util.List;
import java.util.Map;

import io.pushgate.sample.support.PushTab;
import io.pushgate.sample.support.SampleClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the live rooms.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class RoomTests {

	private static final String LOBBY = "room:lobby";

	@LocalServerPort
	private int port;

	private SampleClient alice;

	private SampleClient bob;

	private PushTab tabOfAlice;

	private PushTab tabOfBob;

	@BeforeEach
	void openTabs() {
		this.alice = SampleClient.withBasic(this.port, "alice");
		this.bob = SampleClient.withBasic(this.port, "bob");
		this.tabOfAlice = this.alice.openTab();
		this.tabOfBob = this.bob.openTab();
	}

	@AfterEach
	void closeTabs() {
		this.tabOfAlice.close();
		this.tabOfBob.close();
	}

	@Test
	void whatIsSaidReachesAllTabsInTheRoom() {
		try (PushTab second = this.bob.openTab(); PushTab outside = this.bob.openTab()) {
			for (PushTab tab : List.of(this.tabOfAlice, this.tabOfBob, second)) {
				assertReply(tab.join(LOBBY));
			}
			JsonNode reply = say(this.tabOfAlice, "lobby", "  <b>Hello</b> 🎉 ");
			assertReply(reply);
			for (PushTab tab : List.of(this.tabOfAlice, this.tabOfBob, second)) {
				JsonNode comment = tab.awaitData("comment", 1).get(0);
				assertThat(comment.get("from").asString()).isEqualTo("alice");
				assertThat(comment.get("text").asString()).isEqualTo("<b>Hello</b> 🎉");
				assertThat(comment).isEqualTo(reply.get("data"));
			}
			// What is pushed to it next arrives, and the comment has not
			this.alice.post("/comments", "{\"to\":\"bob\",\"text\":\"To you alone\"}");
			outside.awaitData("comment.new", 1);
			assertThat(outside.data("comment")).isEmpty();
		}
	}

	@Test
	void nothingArrivesAfterLeaving() {
		assertReply(this.tabOfAlice.join(LOBBY));
		assertReply(this.tabOfBob.join(LOBBY));
		say(this.tabOfAlice, "lobby", "Are you there?");
		this.tabOfBob.awaitData("comment", 1);
		assertReply(this.tabOfBob.leave(LOBBY));
		say(this.tabOfAlice, "lobby", "And now?");
		this.tabOfAlice.awaitData("comment", 2);
		this.alice.post("/comments", "{\"to\":\"bob\",\"text\":\"Where are you?\"}");
		this.tabOfBob.awaitData("comment.new", 1);
		assertThat(this.tabOfBob.data("comment")).hasSize(1);
	}

	@Test
	void whoIsTypingIsShownToTheOthers() {
		assertReply(this.tabOfAlice.join(LOBBY));
		assertReply(this.tabOfBob.join(LOBBY));
		assertReply(this.tabOfAlice.request("room", "typing", Map.of("room", "lobby")));
		assertThat(this.tabOfBob.awaitData("typing", 1).get(0).get("from").asString()).isEqualTo("alice");
		say(this.tabOfAlice, "lobby", "Typed");
		this.tabOfAlice.awaitData("comment", 1);
		assertThat(this.tabOfAlice.data("typing")).isEmpty();
	}

	@Test
	void whatWasSaidIsListedForATabThatEntersLater() {
		say(this.tabOfAlice, "lobby", "For later");
		JsonNode comments = SampleClient.json(this.bob.get("/rooms/lobby/comments"));
		JsonNode latest = comments.get(comments.size() - 1);
		assertThat(latest.get("from").asString()).isEqualTo("alice");
		assertThat(latest.get("text").asString()).isEqualTo("For later");
		assertThat(latest.get("id").asString()).isNotBlank();
	}

	@Test
	void listsTheRoomsThatTheUserMayEnter() {
		assertThat(this.alice.get("/rooms").body()).isEqualTo(
				"[{\"name\":\"lobby\",\"group\":\"room:lobby\"},{\"name\":\"studio\",\"group\":\"room:studio\"}]");
		assertThat(this.bob.get("/rooms").body()).isEqualTo("[{\"name\":\"lobby\",\"group\":\"room:lobby\"}]");
	}

	@ParameterizedTest
	@ValueSource(strings = { "studio", "cellar" })
	void aRoomThatIsNotForTheUserIsClosed(String room) {
		assertError(this.tabOfBob.join("room:" + room), "forbidden");
		assertError(say(this.tabOfBob, room, "Hello"), "forbidden");
		assertError(this.tabOfBob.request("room", "typing", Map.of("room", room)), "forbidden");
		assertThat(this.bob.get("/rooms/" + room + "/comments").statusCode()).isEqualTo(404);
		assertReply(this.tabOfAlice.join("room:studio"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "lobby", "room:", "room:lobby ", "Room:lobby", "everyone" })
	void noOtherGroupCanBeJoined(String group) {
		assertError(this.tabOfAlice.join(group), "forbidden");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			{"room":"lobby","text":"  "} | malformed | 'text' must not be empty
			{"room":"lobby"}             | malformed | 'text' must not be empty
			{"text":"Hello"}             | forbidden | 'room' must be a room that you may enter
			""", quoteCharacter = '`')
	void isRefusedWithWhatIsWrong(String data, String code, String message) {
		JsonNode error = this.tabOfAlice.request("room", "comment", SampleClient.json(data));
		assertError(error, code);
		assertThat(error.get("message").asString()).isEqualTo(message);
	}

	@Test
	void mayHaveFiveHundredCharacters() {
		assertReply(say(this.tabOfAlice, "lobby", "🎉".repeat(500)));
		assertThat(say(this.tabOfAlice, "lobby", "x".repeat(501)).get("message").asString())
			.isEqualTo("'text' must have at most 500 characters, but has 501");
	}

	private static JsonNode say(PushTab tab, String room, String text) {
		return tab.request("room", "comment", Map.of("room", room, "text", text));
	}

	private static void assertReply(JsonNode answer) {
		assertThat(answer.get("type").asString()).as(answer.toString()).isEqualTo("reply");
	}

	private static void assertError(JsonNode answer, String code) {
		assertThat(answer.get("type").asString()).as(answer.toString()).isEqualTo("error");
		assertThat(answer.get("code").asString()).isEqualTo(code);
	}

}
