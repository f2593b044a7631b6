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

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;

import io.pushgate.sample.support.PushTab;
import io.pushgate.sample.support.SampleClient;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for comments over HTTP and in tabs.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class CommentTests {

	@LocalServerPort
	private int port;

	private SampleClient alice;

	private SampleClient bob;

	@BeforeEach
	void signIn() {
		this.alice = SampleClient.withBasic(this.port, "alice");
		this.bob = SampleClient.withBasic(this.port, "bob");
	}

	@Test
	void reachesAllTabsOfTheRecipientAndOfTheAuthor() {
		long before = System.currentTimeMillis();
		try (PushTab first = this.bob.openTab();
				PushTab second = this.bob.openTab();
				PushTab own = this.alice.openTab()) {
			assertThat(write("bob", "  <b>Hello</b> 🎉 ").statusCode()).isEqualTo(202);
			for (PushTab tab : List.of(first, second)) {
				JsonNode data = tab.awaitData("comment.new", 1).get(0);
				assertThat(data.propertyNames()).containsExactlyInAnyOrder("from", "text", "time");
				assertThat(data.get("from").asString()).isEqualTo("alice");
				assertThat(data.get("text").asString()).isEqualTo("<b>Hello</b> 🎉");
				assertThat(data.get("time").asLong()).isBetween(before, System.currentTimeMillis());
			}
			JsonNode sent = own.awaitData("comment.sent", 1).get(0);
			assertThat(sent.get("to").asString()).isEqualTo("bob");
			assertThat(sent.get("text").asString()).isEqualTo("<b>Hello</b> 🎉");
			assertThat(own.data("comment.new")).isEmpty();
			assertThat(first.data("comment.sent")).isEmpty();
		}
	}

	@Test
	void arrivesOnceWhenWrittenToOneself() {
		try (PushTab tab = this.alice.openTab()) {
			write("alice", "Note to self");
			write("alice", "And another");
			assertThat(tab.awaitData("comment.new", 2)).hasSize(2);
			assertThat(tab.data("comment.sent")).isEmpty();
		}
	}

	@Test
	void isListedForATabThatOpensLater() {
		write("bob", "For later");
		for (SampleClient user : List.of(this.alice, this.bob)) {
			JsonNode comments = SampleClient.json(user.get("/comments"));
			JsonNode latest = comments.get(comments.size() - 1);
			assertThat(latest.get("from").asString()).isEqualTo("alice");
			assertThat(latest.get("to").asString()).isEqualTo("bob");
			assertThat(latest.get("text").asString()).isEqualTo("For later");
		}
	}

	@Test
	void mayHaveFiveHundredCharacters() {
		assertThat(write("bob", "x".repeat(500)).statusCode()).isEqualTo(202);
		assertThat(write("bob", "🎉".repeat(500)).statusCode()).isEqualTo(202);
		assertProblem(write("bob", "x".repeat(501)), 400, "'text' must have at most 500 characters, but has 501");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			{"to":"bob","text":"  "}   | 'text' must not be empty
			{"to":"bob"}               | 'text' must not be empty
			{"to":"bob","text":null}   | 'text' must not be empty
			{"text":"Hello"}           | 'to' must name a user
			{"to":" ","text":"Hello"}  | 'to' must name a user
			{"to":"carol","text":"Hi"} | 'to' must name a user; there is no user 'carol'
			{"to":                     | The body is not the JSON object that is expected here
			[]                         | The body is not the JSON object that is expected here
			""", quoteCharacter = '`')
	void isRefusedWithWhatIsWrong(String body, String detail) {
		assertProblem(this.alice.post("/comments", body), 400, detail);
	}

	@Test
	void isRefusedInAnotherContentType() {
		assertProblem(this.alice.post("/comments", null, "Content-Type", "text/plain"), 415,
				"The body must be application/json");
	}

	private HttpResponse<String> write(String to, String text) {
		return this.alice.post("/comments", JsonMapper.shared().writeValueAsString(Map.of("to", to, "text", text)));
	}

	private static void assertProblem(HttpResponse<String> answer, int status, String detail) {
		assertThat(answer.statusCode()).isEqualTo(status);
		assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
		assertThat(SampleClient.json(answer).get("detail").asString()).isEqualTo(detail);
	}

}
