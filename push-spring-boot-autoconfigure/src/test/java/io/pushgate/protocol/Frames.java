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

package io.pushgate.protocol;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

import io.pushgate.message.Payload;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.provider.Arguments;

/**
 * Every frame of the server with its exact JSON, and every frame of a client.
 */
final class Frames {

	private Frames() {
	}

	static Stream<Arguments> ofServer() {
		Position position = new Position("e1", 7);
		Payload data = json("{\"a\":[1,-2.5,true,null,\"ü€😀\"],\"b\":{}}");
		return Stream.of(arguments(
				new ServerFrame.Welcome("5", "u", "d", "3", 1000, 25000, 60000, 65536, position, null),
				"{\"type\":\"welcome\",\"session\":\"5\",\"user\":\"u\",\"device\":\"d\",\"node\":\"3\",\"time\":1000,"
						+ "\"heartbeat\":{\"interval\":25000,\"timeout\":60000},\"maxFrame\":65536,"
						+ "\"position\":{\"epoch\":\"e1\",\"seq\":7}}"),
				arguments(
						new ServerFrame.Welcome("5", "u", "d", "3", 1000, 25000, 60000, 65536, new Position("e1", 0),
								new ServerFrame.Resumed(false, 4, 9_007_199_254_740_993L)),
						"{\"type\":\"welcome\",\"session\":\"5\",\"user\":\"u\",\"device\":\"d\",\"node\":\"3\","
								+ "\"time\":1000,\"heartbeat\":{\"interval\":25000,\"timeout\":60000},"
								+ "\"maxFrame\":65536,\"position\":{\"epoch\":\"e1\",\"seq\":0},"
								+ "\"resume\":{\"recovered\":false,\"from\":4,\"to\":9007199254740993}}"),
				arguments(new ServerFrame.Message("m1", "default", "cover.ready", 1000, data),
						"{\"type\":\"message\",\"id\":\"m1\",\"event\":\"cover.ready\",\"time\":1000,"
								+ "\"data\":{\"a\":[1,-2.5,true,null,\"ü€😀\"],\"b\":{}}}"),
				arguments(new ServerFrame.Message("m\"1\\", "chat", "say\u2028", Long.MAX_VALUE, Payload.none()),
						"{\"type\":\"message\",\"id\":\"m\\\"1\\\\\",\"namespace\":\"chat\",\"event\":\"say\u2028\","
								+ "\"time\":9223372036854775807,\"data\":null}"),
				arguments(new ServerFrame.Message("m1", "chat", "say", 1000, Payload.none(), "room \"1\""),
						"{\"type\":\"message\",\"id\":\"m1\",\"namespace\":\"chat\",\"event\":\"say\","
								+ "\"group\":\"room \\\"1\\\"\",\"time\":1000,\"data\":null}"),
				arguments(new ServerFrame.Reply("r1", json("42")), "{\"type\":\"reply\",\"id\":\"r1\",\"data\":42}"),
				arguments(new ServerFrame.Reply(null, json("\"x\"")), "{\"type\":\"reply\",\"data\":\"x\"}"),
				arguments(new ServerFrame.Error("r1", ErrorCode.NO_HANDLER, "Nothing handles 'x'"),
						"{\"type\":\"error\",\"id\":\"r1\",\"code\":\"no-handler\",\"message\":\"Nothing handles 'x'\"}"),
				arguments(new ServerFrame.Error(null, ErrorCode.MALFORMED, "no\nobject"),
						"{\"type\":\"error\",\"code\":\"malformed\",\"message\":\"no\\nobject\"}"),
				arguments(new ServerFrame.Pong(1000, 30000), "{\"type\":\"pong\",\"time\":1000,\"interval\":30000}"),
				arguments(new ServerFrame.Read("default", "c1", 77),
						"{\"type\":\"read\",\"namespace\":\"default\",\"conversation\":\"c1\",\"time\":77}"),
				arguments(new ServerFrame.Goodbye(1012, "node restarts", 1500L),
						"{\"type\":\"goodbye\",\"code\":1012,\"reason\":\"node restarts\",\"retryAfter\":1500}"),
				arguments(new ServerFrame.Goodbye(4002, "kicked", null),
						"{\"type\":\"goodbye\",\"code\":4002,\"reason\":\"kicked\",\"reconnect\":false}"));
	}

	static Stream<Arguments> ofClient() {
		return Stream.of(arguments("{\"type\":\"hello\"}", new ClientFrame.Hello(null, null, null)),
				arguments("{\"type\":\"hello\",\"token\":null,\"device\":null,\"resume\":null}",
						new ClientFrame.Hello(null, null, null)),
				arguments(
						"{\"token\":\"t\",\"device\":\"d\",\"resume\":{\"epoch\":\"e\",\"seq\":3},\"type\":\"hello\"}",
						new ClientFrame.Hello("t", "d", new Position("e", 3))),
				arguments("{\"type\":\"hello\",\"resume\":{\"groups\":{\"g\":{\"epoch\":\"e\",\"offset\":1}}}}",
						new ClientFrame.Hello(null, null, null)),
				arguments("{\"type\":\"token\",\"token\":\"t\"}", new ClientFrame.Token(null, "t")),
				arguments("{\"type\":\"token\",\"token\":\"t\",\"id\":\"1\"}", new ClientFrame.Token("1", "t")),
				arguments("{\"type\":\"ping\",\"time\":123}", new ClientFrame.Ping()),
				arguments("{\"type\":\"ping\"}", new ClientFrame.Ping()),
				arguments("{\"type\":\"ack\",\"seq\":0}", new ClientFrame.Ack(0)),
				arguments("{\"type\":\"ack\",\"seq\":9223372036854775807}", new ClientFrame.Ack(Long.MAX_VALUE)),
				arguments("{\"type\":\"send\",\"event\":\"say\",\"data\":{\"a\":[1]}}",
						send(null, "default", json("{\"a\":[1]}"))),
				arguments("{\"type\":\"send\",\"event\":\"say\",\"namespace\":\"chat\",\"id\":\"7\",\"data\":null}",
						send("7", "chat", Payload.none())),
				arguments("{\"type\":\"send\",\"event\":\"say\"}", send(null, "default", Payload.none())),
				arguments("{\"type\":\"send\",\"event\":\"say\",\"data\":\"ü€😀\"}",
						send(null, "default", json("\"ü€😀\""))),
				arguments("{\"type\":\"send\",\"event\":\"say\",\"data\":12345678901234567890}",
						send(null, "default", json("12345678901234567890"))),
				arguments("{\"type\":\"send\",\"event\":\"say\",\"dataBase64\":\"AP8Q\"}",
						send(null, "default", Payload.binary(new byte[] { 0, -1, 16 }))),
				arguments("{\"type\":\"send\",\"event\":\"say\",\"dataBase64\":\"\"}",
						send(null, "default", Payload.binary(new byte[0]))),
				arguments("{\"type\":\"join\",\"group\":\"g\"}", new ClientFrame.Join(null, "g")),
				arguments("{\"type\":\"join\",\"group\":\"g\",\"id\":\"1\"}", new ClientFrame.Join("1", "g")),
				arguments("{\"type\":\"leave\",\"group\":\"g\",\"id\":\"1\"}", new ClientFrame.Leave("1", "g")),
				arguments("{\"type\":\"read\",\"conversation\":\"c\",\"time\":5}",
						new ClientFrame.Read("default", "c", 5)),
				arguments("{\"type\":\"read\",\"namespace\":\"chat\",\"conversation\":\"c\",\"time\":5}",
						new ClientFrame.Read("chat", "c", 5)),
				arguments("{\"type\":\"Ping\",\"id\":\"1\"}", new ClientFrame.Unknown("1", "Ping")),
				arguments("{\"type\":\"welcome\"}", new ClientFrame.Unknown(null, "welcome")),
				arguments("{\"type\":\"ping\",\"unknown\":{\"deep\":[[]]},\"id\":\"1\"}", new ClientFrame.Ping()));
	}

	/**
	 * What is valid JSON, and even an object, but no frame.
	 */
	static Stream<Arguments> wrong() {
		String group257 = "g".repeat(257);
		String id129 = "i".repeat(129);
		return Stream.of(arguments("null", "object"), arguments("42", "object"), arguments("\"ping\"", "object"),
				arguments("true", "object"), arguments("[]", "object"), arguments("[{\"type\":\"ping\"}]", "object"),
				arguments("{}", "'type' is missing"), arguments("{\"type\":null}", "'type' is missing"),
				arguments("{\"type\":1}", "'type' must be a string"),
				arguments("{\"type\":[\"ping\"]}", "'type' must be a string"),
				arguments("{\"type\":\"\"}", "'type' must not be empty"),
				arguments("{\"Type\":\"ping\"}", "'type' is missing"),
				arguments("{\"type\":\"ping\",\"id\":1}", "'id' must be a string"),
				arguments("{\"type\":\"ping\",\"id\":\"\"}", "'id' must not be empty"),
				arguments("{\"type\":\"ping\",\"id\":\"" + id129 + "\"}", "'id' must have at most 128 characters"),
				arguments("{\"type\":\"hello\",\"token\":1}", "'token' must be a string"),
				arguments("{\"type\":\"hello\",\"token\":\"\"}", "'token' must not be empty"),
				arguments("{\"type\":\"hello\",\"device\":true}", "'device' must be a string"),
				arguments("{\"type\":\"hello\",\"device\":\"" + id129 + "\"}", "'device' must have 1 to 128"),
				arguments("{\"type\":\"hello\",\"device\":\"a\\u0000b\"}", "'device' must have 1 to 128"),
				arguments("{\"type\":\"hello\",\"resume\":1}", "'resume' must be an object"),
				arguments("{\"type\":\"hello\",\"resume\":[]}", "'resume' must be an object"),
				arguments("{\"type\":\"hello\",\"resume\":{\"epoch\":\"e\"}}", "'seq' is missing"),
				arguments("{\"type\":\"hello\",\"resume\":{\"seq\":1}}", "'epoch' is missing"),
				arguments("{\"type\":\"hello\",\"resume\":{\"epoch\":1,\"seq\":1}}", "'epoch' must be a string"),
				arguments("{\"type\":\"hello\",\"resume\":{\"epoch\":\"e\",\"seq\":-1}}",
						"'seq' must be a whole number"),
				arguments("{\"type\":\"token\"}", "'token' is missing"),
				arguments("{\"type\":\"token\",\"token\":{}}", "'token' must be a string"),
				arguments("{\"type\":\"ack\"}", "'seq' is missing"),
				arguments("{\"type\":\"ack\",\"seq\":null}", "'seq' is missing"),
				arguments("{\"type\":\"ack\",\"seq\":\"1\"}", "'seq' must be a whole number"),
				arguments("{\"type\":\"ack\",\"seq\":-1}", "'seq' must be a whole number"),
				arguments("{\"type\":\"ack\",\"seq\":1.5}", "'seq' must be a whole number"),
				arguments("{\"type\":\"ack\",\"seq\":true}", "'seq' must be a whole number"),
				arguments("{\"type\":\"ack\",\"seq\":9223372036854775808}", "'seq' must be a whole number"),
				arguments("{\"type\":\"ack\",\"seq\":[1]}", "'seq' must be a whole number"),
				arguments("{\"type\":\"send\"}", "'event' is missing"),
				arguments("{\"type\":\"send\",\"event\":\"\"}", "'event' must not be empty"),
				arguments("{\"type\":\"send\",\"event\":{}}", "'event' must be a string"),
				arguments("{\"type\":\"send\",\"event\":\"" + id129 + "\"}", "'event' must have 1 to 128"),
				arguments("{\"type\":\"send\",\"event\":\"a\\u007f\"}", "'event' must have 1 to 128"),
				arguments("{\"type\":\"send\",\"event\":\"e\",\"namespace\":\"a b\"}", "'namespace' must match"),
				arguments("{\"type\":\"send\",\"event\":\"e\",\"namespace\":\"" + "n".repeat(65) + "\"}",
						"'namespace' must match"),
				arguments("{\"type\":\"send\",\"event\":\"e\",\"namespace\":1}", "'namespace' must be a string"),
				arguments("{\"type\":\"send\",\"event\":\"e\",\"dataBase64\":\"%%\"}", "'dataBase64' must be Base64"),
				arguments("{\"type\":\"send\",\"event\":\"e\",\"dataBase64\":\"QQ=A\"}", "'dataBase64' must be Base64"),
				arguments("{\"type\":\"send\",\"event\":\"e\",\"dataBase64\":\"-_-_\"}", "'dataBase64' must be Base64"),
				arguments("{\"type\":\"send\",\"event\":\"e\",\"dataBase64\":7}", "'dataBase64' must be a string"),
				arguments("{\"type\":\"send\",\"event\":\"e\",\"dataBase64\":\"AA==\",\"data\":1}", "exclude"),
				arguments("{\"type\":\"join\"}", "'group' is missing"),
				arguments("{\"type\":\"join\",\"group\":\"\"}", "'group' must not be empty"),
				arguments("{\"type\":\"join\",\"group\":[\"g\"]}", "'group' must be a string"),
				arguments("{\"type\":\"join\",\"group\":\"" + group257 + "\"}", "'group' must have 1 to 256"),
				arguments("{\"type\":\"leave\",\"group\":\"" + group257 + "\"}", "'group' must have 1 to 256"),
				arguments("{\"type\":\"read\",\"time\":1}", "'conversation' is missing"),
				arguments("{\"type\":\"read\",\"conversation\":\"c\"}", "'time' is missing"),
				arguments("{\"type\":\"read\",\"conversation\":\"c\",\"time\":\"now\"}",
						"'time' must be a whole number"),
				arguments("{\"type\":\"read\",\"conversation\":\"c\",\"time\":1,\"namespace\":\"\"}",
						"'namespace' must not be empty"));
	}

	/**
	 * Names that are just not too long.
	 */
	static Stream<String> atTheLimit() {
		return Stream.of("{\"type\":\"ping\",\"id\":\"" + "i".repeat(128) + "\"}",
				"{\"type\":\"hello\",\"device\":\"" + "d".repeat(128) + "\"}",
				"{\"type\":\"send\",\"event\":\"" + "e".repeat(128) + "\"}",
				"{\"type\":\"send\",\"event\":\"e\",\"namespace\":\"" + "n".repeat(64) + "\"}",
				"{\"type\":\"join\",\"group\":\"" + "g".repeat(256) + "\"}");
	}

	static Payload json(String json) {
		return Payload.json(json.getBytes(StandardCharsets.UTF_8));
	}

	private static Arguments arguments(Object input, Object expected) {
		return Arguments.of(input, expected);
	}

	private static ClientFrame send(@Nullable String id, String namespace, Payload data) {
		return new ClientFrame.Send(id, namespace, "say", data);
	}

}
