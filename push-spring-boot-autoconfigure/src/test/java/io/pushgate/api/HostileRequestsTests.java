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

package io.pushgate.api;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.pushgate.testsupport.ApiClient;
import io.pushgate.testsupport.ApiClient.Answer;
import io.pushgate.testsupport.Container;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What should never be sent, and what comes of it: the right status, the place of the
 * mistake, and never a 500.
 */
class HostileRequestsTests {

	private static final ApiServers servers = new ApiServers();

	private static final String TO = "\"to\":{\"users\":[\"u\"]}";

	private static final List<Case> CASES = new ArrayList<>();

	static {
		// No JSON.
		bad("nothing", "", 400, "");
		bad("spaces", "   ", 400, "");
		bad("a word", "hello", 400, "");
		bad("half an object", "{", 400, "");
		bad("half a value", "{" + TO + ",\"event\":\"x\",\"data\":{\"a\":[1", 400, "/data/a/0");
		bad("half a string", "{" + TO + ",\"event\":\"x", 400, "/event");
		bad("trailing comma", "{" + TO + ",\"event\":\"x\",}", 400, "/event");
		bad("trailing value", "{" + TO + ",\"event\":\"x\"} {}", 400, "");
		bad("trailing garbage", "{" + TO + ",\"event\":\"x\"} x", 400, "");
		bad("comment", "{" + TO + ",\"event\":\"x\"/*y*/}", 400, "/event");
		bad("single quotes", "{'event':'x'}", 400, "");
		bad("not a number", "{" + TO + ",\"event\":\"x\",\"data\":NaN}", 400, "/data");
		bad("leading zero", "{" + TO + ",\"event\":\"x\",\"data\":007}", 400, "/data");
		bad("control character", "{" + TO + ",\"event\":\"x\",\"data\":\"a\nb\"}", 400, "/data");
		bad("bad escape", "{" + TO + ",\"event\":\"x\",\"data\":\"\\x\"}", 400, "/data");
		bad("byte order mark", "\ufeff{" + TO + ",\"event\":\"x\"}", 400, "");
		CASES.add(new Case("bad UTF-8", bytes("{" + TO + ",\"event\":\"x\",\"data\":\"\u00e9\"}"), 400, ""));
		CASES.add(
				new Case("half a surrogate in bytes", bytes("{" + TO + ",\"event\":\"\u00ed\u00a0\u0080\"}"), 400, ""));
		CASES.add(new Case("UTF-16", ("{" + TO + ",\"event\":\"x\"}").getBytes(StandardCharsets.UTF_16BE), 400, ""));
		// Bombs.
		bad("nesting bomb", "[".repeat(200_000), 400, null);
		bad("nesting bomb in data", "{" + TO + ",\"event\":\"x\",\"data\":" + "{\"a\":".repeat(100_000), 400, null);
		bad("nesting bomb in to", "{\"event\":\"x\",\"to\":" + "[".repeat(500) + "]".repeat(500) + "}", 400, null);
		bad("deep but complete", "{" + TO + ",\"event\":\"x\",\"data\":" + "[".repeat(101) + "]".repeat(101) + "}", 400,
				null);
		bad("endless number", "{" + TO + ",\"event\":\"x\",\"data\":" + "9".repeat(5000) + "}", 400, "/data");
		bad("endless fraction", "{" + TO + ",\"event\":\"x\",\"data\":[0." + "9".repeat(5000) + "]}", 400, null);
		bad("huge exponent", "{" + TO + ",\"event\":\"x\",\"data\":{\"n\":1e99999}}", 400, "/data/n");
		bad("endless exponent", "{" + TO + ",\"event\":\"x\",\"data\":1e-99999999999999999999}", 400, "/data");
		bad("endless name", "{\"" + "n".repeat(60_000) + "\":1}", 400, null);
		bad("a million users", "{\"event\":\"x\",\"to\":{\"users\":[" + "1,".repeat(250_000) + "1]}}", 400,
				"/to/users/0");
		bad("too large", "{\"event\":\"" + "x".repeat(1024 * 1024) + "\"}", 413, null);
		// Duplicates.
		bad("field twice", "{" + TO + ",\"event\":\"x\",\"event\":\"y\"}", 400, "/event");
		bad("target twice", "{" + TO + ",\"event\":\"x\"," + TO + "}", 400, "/to");
		bad("field twice in data", "{" + TO + ",\"event\":\"x\",\"data\":{\"a\":{\"b\":1,\"b\":2}}}", 400, "/data/a/b");
		bad("field twice by escape", "{" + TO + ",\"event\":\"x\",\"\\u0065vent\":\"y\"}", 400, "/event");
		// Types.
		bad("null", "null", 400, "");
		bad("number", "7", 400, "");
		bad("array", "[{" + TO + ",\"event\":\"x\"}]", 400, "");
		bad("event of a number", "{" + TO + ",\"event\":7}", 400, "/event");
		bad("event of an object", "{" + TO + ",\"event\":{\"a\":1}}", 400, "/event");
		bad("namespace of an array", "{" + TO + ",\"event\":\"x\",\"namespace\":[\"a\"]}", 400, "/namespace");
		bad("id of a number", "{" + TO + ",\"event\":\"x\",\"id\":5}", 400, "/id");
		bad("to of a string", "{\"to\":\"u\",\"event\":\"x\"}", 400, "/to");
		bad("users of a string", "{\"to\":{\"users\":\"u\"},\"event\":\"x\"}", 400, "/to/users");
		bad("users of numbers", "{\"to\":{\"users\":[\"u\",5]},\"event\":\"x\"}", 400, "/to/users/1");
		bad("users of nothing", "{\"to\":{\"users\":[null]},\"event\":\"x\"}", 400, "/to/users/0");
		bad("users of arrays", "{\"to\":{\"users\":[[\"u\"]]},\"event\":\"x\"}", 400, "/to/users/0");
		bad("all of a string", "{\"to\":{\"all\":\"true\"},\"event\":\"x\"}", 400, "/to/all");
		bad("all of false", "{\"to\":{\"all\":false},\"event\":\"x\"}", 400, "/to/all");
		bad("devices of strings", "{\"to\":{\"devices\":[\"d\"]},\"event\":\"x\"}", 400, "/to/devices/0");
		bad("session of a word", "{\"to\":{\"sessions\":[\"s1\"]},\"event\":\"x\"}", 400, "/to/sessions/0");
		bad("session with a sign", "{\"to\":{\"sessions\":[\"+5\"]},\"event\":\"x\"}", 400, "/to/sessions/0");
		// What is missing, or too much.
		bad("nothing in it", "{}", 400, "/to");
		bad("no event", "{" + TO + "}", 400, "/event");
		bad("event of null", "{" + TO + ",\"event\":null}", 400, "/event");
		bad("nobody", "{\"to\":{},\"event\":\"x\"}", 400, "/to");
		bad("to of null", "{\"to\":null,\"event\":\"x\"}", 400, "/to");
		bad("two kinds", "{\"to\":{\"users\":[\"u\"],\"all\":true},\"event\":\"x\"}", 400, "/to");
		bad("no users", "{\"to\":{\"users\":[]},\"event\":\"x\"}", 400, "/to/users");
		bad("device without user", "{\"to\":{\"devices\":[{\"device\":\"d\"}]},\"event\":\"x\"}", 400,
				"/to/devices/0/user");
		bad("1001 users", "{\"event\":\"x\",\"to\":{\"users\":[" + "\"u\",".repeat(1000) + "\"u\"]}}", 400,
				"/to/users");
		bad("101 groups", "{\"event\":\"x\",\"to\":{\"groups\":[" + "\"g\",".repeat(100) + "\"g\"]}}", 400,
				"/to/groups");
		bad("long group", "{\"event\":\"x\",\"to\":{\"groups\":[\"" + "g".repeat(257) + "\"]}}", 400, "/to/groups/0");
		bad("data twice over", "{" + TO + ",\"event\":\"x\",\"data\":1,\"dataBase64\":\"AA==\"}", 400, "/dataBase64");
		// Unknown fields.
		bad("a typo", "{" + TO + ",\"evnet\":\"x\",\"event\":\"x\"}", 400, "/evnet");
		bad("a typo of null", "{" + TO + ",\"event\":\"x\",\"tll\":null}", 400, "/tll");
		bad("another case", "{" + TO + ",\"Event\":\"x\"}", 400, "/Event");
		bad("unknown kind", "{\"to\":{\"user\":[\"u\"]},\"event\":\"x\"}", 400, "/to/user");
		bad("unknown field of a device",
				"{\"to\":{\"devices\":[{\"user\":\"u\",\"device\":\"d\",\"x\":{}}]},\"event\":\"x\"}", 400,
				"/to/devices/0/x");
		bad("a name to be escaped", "{" + TO + ",\"event\":\"x\",\"a/b~c\":1}", 400, "/a~1b~0c");
		bad("half a surrogate in a name", "{" + TO + ",\"event\":\"x\",\"\\ud83d\":1}", 400, "/event");
		// Values.
		bad("empty event", "{" + TO + ",\"event\":\"\"}", 400, "/event");
		bad("long event", "{" + TO + ",\"event\":\"" + "e".repeat(129) + "\"}", 400, "/event");
		bad("event with a control character", "{" + TO + ",\"event\":\"a\\u0000b\"}", 400, "/event");
		bad("half a surrogate", "{" + TO + ",\"event\":\"\\ud83d\"}", 400, "/event");
		bad("half a surrogate in a user", "{\"to\":{\"users\":[\"u\",\"\\udf38\"]},\"event\":\"x\"}", 400,
				"/to/users/1");
		bad("half a surrogate in a group", "{\"to\":{\"groups\":[\"\\ud83d\"]},\"event\":\"x\"}", 400, "/to/groups/0");
		bad("half a surrogate in an id", "{" + TO + ",\"event\":\"x\",\"id\":\"\\ud83d\"}", 400, "/id");
		bad("half a surrogate in a namespace", "{" + TO + ",\"event\":\"x\",\"namespace\":\"\\ud83d\"}", 400,
				"/namespace");
		bad("half a surrogate in data", "{" + TO + ",\"event\":\"x\",\"data\":[\"\\ud83d\"]}", 400, "/data/0");
		bad("half a surrogate in a name of data", "{" + TO + ",\"data\":{\"a\":{\"\\udf38\":1}},\"event\":\"x\"}", 400,
				"/data/a");
		bad("surrogates the wrong way round", "{" + TO + ",\"event\":\"x\",\"data\":\"\\udf38\\ud83d\"}", 400, "/data");
		bad("empty user", "{\"to\":{\"users\":[\"\"]},\"event\":\"x\"}", 400, "/to/users/0");
		bad("namespace with a space", "{" + TO + ",\"event\":\"x\",\"namespace\":\"a b\"}", 400, "/namespace");
		bad("unknown qos", "{" + TO + ",\"event\":\"x\",\"qos\":\"EXACTLY_ONCE\"}", 400, "/qos");
		bad("qos that is not there yet", "{" + TO + ",\"event\":\"x\",\"qos\":\"AT_LEAST_ONCE\"}", 400, "/qos");
		bad("ttl of a number", "{" + TO + ",\"event\":\"x\",\"ttl\":60}", 400, "/ttl");
		bad("ttl of words", "{" + TO + ",\"event\":\"x\",\"ttl\":\"1 hour\"}", 400, "/ttl");
		bad("ttl of nothing", "{" + TO + ",\"event\":\"x\",\"ttl\":\"PT0S\"}", 400, "/ttl");
		bad("negative ttl", "{" + TO + ",\"event\":\"x\",\"ttl\":\"-PT1S\"}", 400, "/ttl");
		bad("ttl of years", "{" + TO + ",\"event\":\"x\",\"ttl\":\"P1Y\"}", 400, "/ttl");
		bad("endless ttl", "{" + TO + ",\"event\":\"x\",\"ttl\":\"PT99999999999999999999H\"}", 400, "/ttl");
		bad("long ttl", "{" + TO + ",\"event\":\"x\",\"ttl\":\"PT" + "9".repeat(100_000) + "S\"}", 400, "/ttl");
		bad("bad Base64", "{" + TO + ",\"event\":\"x\",\"dataBase64\":\"a?b\"}", 400, "/dataBase64");
		bad("Base64 of half a byte", "{" + TO + ",\"event\":\"x\",\"dataBase64\":\"A\"}", 400, "/dataBase64");
		bad("Base64 of an array", "{" + TO + ",\"event\":\"x\",\"dataBase64\":[1]}", 400, "/dataBase64");
		bad("another tenant", "{" + TO + ",\"event\":\"x\",\"tenant\":\"other\"}", 403, "/tenant");
		bad("another tenant and a typo", "{" + TO + ",\"evnt\":\"x\",\"tenant\":\"other\"}", 403, "/tenant");
		bad("no name of a tenant", "{" + TO + ",\"event\":\"x\",\"tenant\":\"a b\"}", 400, "/tenant");
	}

	@AfterAll
	static void stop() {
		servers.close();
	}

	private static void bad(String name, String body, int status, @Nullable String pointer) {
		CASES.add(new Case(name, body.getBytes(StandardCharsets.UTF_8), status, pointer));
	}

	private static byte[] bytes(String latin1) {
		return latin1.getBytes(StandardCharsets.ISO_8859_1);
	}

	static Stream<Case> cases() {
		return CASES.stream();
	}

	@ParameterizedTest
	@MethodSource("cases")
	void refusesBodies(Case bad) {
		for (Container container : Container.values()) {
			Answer answer = servers.api(container).sendBytes("POST", "/messages", bad.body());
			assertProblem(answer, bad.status());
			if (bad.pointer() != null) {
				assertThat(answer.pointer()).as(answer.body()).isEqualTo(bad.pointer());
			}
		}
	}

	@ParameterizedTest
	@EnumSource
	void refusesBatches(Container container) {
		ApiClient api = servers.api(container);
		assertProblem(api.batch("{}"), 400);
		assertProblem(api.batch("[{\"event\":\"x\"}"), 400);
		assertProblem(api.batch("[" + "1,".repeat(1000) + "1]"), 400);
		assertThat(api.batch("[" + "1,".repeat(1000) + "1]").pointer()).isEmpty();
		assertThat(api.batch("[{},{\"a\":1,\"a\":2}]").pointer()).isEqualTo("/1/a");
		assertProblem(api.batch("[".repeat(200_000)), 400);
	}

	@ParameterizedTest
	@EnumSource
	void refusesCallers(Container container) {
		ApiClient api = servers.api(container);
		for (String key : new String[] { null, "", "wrong", ApiClient.KEY + "x", ApiClient.sha256(ApiClient.KEY) }) {
			for (String call : List.of("/messages", "/messages/batch")) {
				Answer answer = api.with(key).send("POST", call, "{}");
				assertProblem(answer, 401);
				assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer");
			}
			assertProblem(api.with(key).get("/users?user=u"), 401);
			assertProblem(api.with(key).get("/nowhere"), 401);
			assertProblem(api.with(key).send("POST", "/messages", "{\"x\":\"" + "x".repeat(200_000) + "\"}"), 401);
		}
		assertProblem(api.with(null).send("GET", "/stats", null, "Authorization", "Basic dTpw"), 401);
		assertThat(api.with(null).send("GET", "/stats", null, "Authorization", "bearer " + ApiClient.KEY).status())
			.isEqualTo(200);
	}

	@ParameterizedTest
	@EnumSource
	void refusesPathsMethodsAndTypes(Container container) {
		ApiClient api = servers.api(container);
		for (String path : List.of("", "/", "/nowhere", "/messages/", "/messages/x", "/Messages", "/users/u",
				"/messages%2Fbatch", "/%6dessages")) {
			Answer answer = api.get(path);
			assertThat(answer.status()).as(path + " " + answer).isIn(404, 400);
		}
		Answer method = api.get("/messages");
		assertProblem(method, 405);
		assertThat(method.header("Allow")).isEqualTo("POST, OPTIONS");
		assertProblem(api.send("PATCH", "/users", "{}"), 405);
		assertProblem(api.send("DELETE", "/messages", null), 405);
		assertProblem(api.send("FOO", "/messages", null), 405);
		for (String type : List.of("text/plain", "application/x-www-form-urlencoded", "application/jsonx", "json",
				"application/json;charset=ISO-8859-1", "application/merge-patch+json")) {
			assertProblem(api.send("POST", "/messages", "{" + TO + ",\"event\":\"x\"}", "Content-Type", type), 415);
		}
		assertProblem(api.send("POST", "/messages", "{" + TO + ",\"event\":\"x\"}", "Content-Encoding", "gzip"), 415);
		assertThat(api
			.send("POST", "/messages", "{" + TO + ",\"event\":\"x\"}", "Content-Type",
					"application/json; charset=UTF-8")
			.status()).isEqualTo(202);
	}

	@ParameterizedTest
	@EnumSource
	void refusesQueries(Container container) {
		ApiClient api = servers.api(container);
		assertParameter(api.get("/users"), "user");
		assertParameter(api.get("/users?user="), "user");
		assertParameter(api.get("/users?user=a&user=b"), "user");
		assertParameter(api.get("/users?user=a&usr=b"), "usr");
		assertParameter(api.get("/users?user=a%00b"), "user");
		assertParameter(api.get("/users?user=" + "u".repeat(129)), "user");
		assertParameter(api.get("/stats?verbose"), "verbose");
		assertParameter(api.send("DELETE", "/sessions", null), "user");
		assertParameter(api.send("DELETE", "/sessions?device=d", null), "user");
		assertParameter(api.send("DELETE", "/sessions?session=1&user=u", null), "session");
		assertParameter(api.send("DELETE", "/sessions?session=x", null), "session");
		assertParameter(api.get("/groups"), "group");
		assertParameter(api.get("/groups?group=" + "g".repeat(257)), "group");
		assertParameter(api.send("PUT", "/groups/members?group=g", null), "user");
		assertParameter(api.send("DELETE", "/groups/members?user=u", null), "group");
		assertProblem(api.get("/users?user=%ff"), 400);
		assertProblem(api.send("DELETE", "/sessions?user=u", "{}"), 400);
	}

	private static void assertParameter(Answer answer, String parameter) {
		assertProblem(answer, 400);
		assertThat(answer.json().at("/errors/0/parameter").asString()).isEqualTo(parameter);
	}

	private static void assertProblem(Answer answer, int status) {
		assertThat(answer.status()).as(answer.body()).isEqualTo(status);
		assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
		JsonNode problem = answer.json();
		assertThat(problem.path("status").asInt()).isEqualTo(status);
		assertThat(problem.path("type").asString()).startsWith("urn:pushgate:problem:");
		assertThat(problem.path("title").asString()).isNotBlank();
		assertThat(problem.path("detail").asString()).isNotBlank().doesNotContain("Exception", "jackson", "java.");
	}

	private record Case(String name, byte[] body, int status, @Nullable String pointer) {

		@Override
		public String toString() {
			return this.name;
		}

	}

}
