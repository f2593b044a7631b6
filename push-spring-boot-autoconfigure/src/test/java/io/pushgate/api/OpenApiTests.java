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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.pushgate.testsupport.ApiClient;
import io.pushgate.testsupport.ApiClient.Answer;
import io.pushgate.testsupport.Container;
import io.pushgate.testsupport.PushServer;
import io.pushgate.testsupport.RawWebSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The OpenAPI document says what the API does: every documented status is brought about,
 * every answer is documented and fits its schema, and bodies that are accepted fit
 * theirs.
 */
class OpenApiTests {

	private static final String ID = "https://pushgate.example/openapi.json";

	private static final JsonNode DOCUMENT = document();

	private static final ApiServers servers = new ApiServers();

	private final SchemaRegistry schemas = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12,
			(builder) -> builder.schemas((id) -> id.equals(ID) ? DOCUMENT.toString() : null));

	private final Set<String> seen = new TreeSet<>();

	@AfterAll
	static void stop() {
		servers.close();
	}

	@Test
	void theDocumentInTheDocsIsTheOneInTheJar() throws IOException {
		assertThat(Path.of("../docs/openapi.json"))
			.hasSameTextualContentAs(Path.of("src/main/resources/io/pushgate/api/openapi.json"));
		assertThat(DOCUMENT.path("openapi").asString()).isEqualTo("3.1.0");
	}

	@ParameterizedTest
	@EnumSource
	void isServedToEveryoneAndNamesTheServerRelativeToItself(Container container) {
		Answer answer = servers.api(container).with(null).get("/openapi.json");
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.json().at("/servers/0/url").asString()).isEqualTo("../v1");
		assertThat(answer.json().path("paths")).isEqualTo(DOCUMENT.path("paths"));
	}

	@ParameterizedTest
	@EnumSource
	void everyDocumentedAnswerComesAndEveryAnswerIsDocumented(Container container) {
		ApiClient api = servers.api(container);
		String message = "{\"to\":{\"users\":[\"ann\"]},\"event\":\"x\",\"data\":{\"a\":1},\"id\":\"o-1\",\"ttl\":\"PT1H\"}";
		try (RawWebSocket ann = servers.on(container).connect("ann")) {
			call(api, "post", "/messages", "", message, 202);
			call(api, "post", "/messages", "", message.replace("PT1H", "PT2H"), 409);
			call(api, "post", "/messages/batch", "", "[" + message + ",{},{\"x\":1}]", 202);
			for (String path : List.of("/messages", "/messages/batch")) {
				call(api, "post", path, "", "{\"a\"", 400);
				call(api.with("wrong"), "post", path, "", message, 401);
				call(api, "post", path, "?tenant=other", message, 403);
				call(api, "post", path, "", "\"" + "x".repeat(1024 * 1024) + "\"", 413);
				call(api, "post", path, "", message, 415, "Content-Type", "text/plain");
			}
			call(api, "get", "/users", "?user=ann", null, 200);
			call(api, "put", "/groups/members", "?user=ann&group=g", null, 202);
			call(api, "get", "/groups", "?group=g", null, 200);
			call(api, "get", "/stats", "", null, 200);
			call(api, "delete", "/groups/members", "?user=ann&group=g", null, 202);
			call(api, "delete", "/sessions", "?user=ann", null, 202);
			call(api.with(null), "get", "/openapi.json", "", null, 200);
			for (String operation : List.of("get /users", "delete /sessions", "get /groups", "put /groups/members",
					"delete /groups/members", "get /stats")) {
				String method = operation.substring(0, operation.indexOf(' '));
				String path = operation.substring(operation.indexOf(' ') + 1);
				call(api, method, path, "?nonsense=1", null, 400);
				call(api.with("wrong"), method, path, "", null, 401);
				call(api, method, path, "?tenant=other", null, 403);
			}
			assertThat(ann.readJson().path("id").asString()).isEqualTo("o-1");
		}
		// These take a server of their own, a stopped client or time: see their tests.
		for (String operation : documented()) {
			if (operation.matches(".* (408|429|503)")) {
				this.seen.add(operation);
			}
		}
		assertThat(this.seen).isEqualTo(documented());
	}

	@ParameterizedTest
	@EnumSource(names = { "TOMCAT", "NETTY" })
	void answersUnderPressureAreAsDocumented(Container container) {
		try (PushServer server = ApiClient.server(container)
			.property("push.api.max-rate", 1)
			.property("push.outbound.max-pending", "1KB")
			.property("push.outbound.max-total", "1KB")
			.start()) {
			ApiClient api = ApiClient.of(server);
			String message = "{\"to\":{\"users\":[\"ann\"]},\"event\":\"x\"}";
			call(api, "post", "/messages/batch", "", "[" + (message + ",").repeat(9) + message + "]", 202);
			call(api, "post", "/messages", "", message, 429);
			call(api, "post", "/messages/batch", "", "[" + message + "]", 429);
			call(api, "post", "/messages", "", "{\"data\":\"" + "x".repeat(2000) + "\"}", 503);
			call(api, "post", "/messages/batch", "", "[\"" + "x".repeat(2000) + "\"]", 503);
		}
	}

	@Test
	void everyCallOfTheApiIsDocumented() {
		assertThat(DOCUMENT.path("paths").propertyNames()).containsExactlyInAnyOrder("/messages", "/messages/batch",
				"/users", "/sessions", "/groups", "/groups/members", "/stats", "/openapi.json");
		ApiClient api = servers.api(Container.NETTY);
		for (String path : DOCUMENT.path("paths").propertyNames()) {
			Set<String> methods = new TreeSet<>(Set.of("OPTIONS"));
			for (String method : DOCUMENT.path("paths").path(path).propertyNames()) {
				methods.add(method.toUpperCase(Locale.ROOT));
				if (method.equals("get")) {
					methods.add("HEAD");
				}
			}
			String allow = api.send("OPTIONS", path, null).header("Allow");
			assertThat(allow).isNotNull();
			assertThat(allow.split(", ")).containsExactlyInAnyOrderElementsOf(methods);
		}
	}

	@Test
	void theSchemaOfMessagesRefusesWhatTheApiRefuses() {
		Schema schema = schema("/components/schemas/Message");
		String to = "\"to\":{\"users\":[\"u\"]}";
		for (String good : List.of("{" + to + ",\"event\":\"x\"}",
				"{" + to + ",\"event\":\"x\",\"dataBase64\":\"AA==\"}",
				"{" + to + ",\"event\":\"x\",\"data\":1,\"dataBase64\":null}",
				"{\"to\":{\"all\":true},\"event\":\"x\"}",
				"{\"to\":{\"groups\":[\"g\"],\"users\":null},\"event\":\"x\",\"qos\":null}")) {
			assertThat(schema.validate(JsonMapper.shared().readTree(good))).as(good).isEmpty();
			assertThat(servers.api(Container.NETTY).push(good).status()).as(good).isEqualTo(202);
		}
		for (String bad : List.of("{}", "{" + to + "}", "{" + to + ",\"event\":\"\"}", "{" + to + ",\"event\":7}",
				"{" + to + ",\"event\":\"x\",\"y\":1}",
				"{" + to + ",\"event\":\"x\",\"data\":1,\"dataBase64\":\"AA==\"}", "{\"to\":{},\"event\":\"x\"}",
				"{\"to\":{\"users\":[]},\"event\":\"x\"}", "{\"to\":{\"all\":false},\"event\":\"x\"}",
				"{\"to\":{\"sessions\":[\"x\"]},\"event\":\"x\"}", "{" + to + ",\"event\":\"x\",\"qos\":\"NEVER\"}",
				"{" + to + ",\"event\":\"x\",\"namespace\":\"a b\"}")) {
			assertThat(schema.validate(JsonMapper.shared().readTree(bad))).as(bad).isNotEmpty();
			assertThat(servers.api(Container.NETTY).push(bad).status()).as(bad).isEqualTo(400);
		}
	}

	private void call(ApiClient api, String method, String path, String query, @Nullable String body, int status,
			String... headers) {
		Answer answer = api.send(method.toUpperCase(Locale.ROOT), path + query, body, headers);
		assertThat(answer.status()).as(method + " " + path + query + " " + answer).isEqualTo(status);
		this.seen.add(method + " " + path + " " + status);
		String operation = "/paths/" + path.replace("/", "~1") + "/" + method;
		String response = operation + "/responses/" + status;
		assertThat(DOCUMENT.at(response).isObject()).as(response).isTrue();
		String reference = DOCUMENT.at(response).path("$ref").asString("");
		response = reference.isEmpty() ? response : reference.substring(1);
		for (String header : DOCUMENT.at(response).path("headers").propertyNames()) {
			assertThat(answer.header(header)).as(header).matches("[1-9][0-9]*");
		}
		JsonNode content = DOCUMENT.at(response).path("content");
		if (content.isMissingNode()) {
			assertThat(answer.body()).isEmpty();
			return;
		}
		String type = answer.header("Content-Type");
		assertThat(content.propertyNames()).containsExactly(type);
		Schema schema = schema(response + "/content/" + type.replace("/", "~1") + "/schema");
		assertThat(schema.validate(answer.json())).as(answer.body()).isEmpty();
	}

	private Schema schema(String pointer) {
		return this.schemas.getSchema(SchemaLocation.of(ID + "#" + pointer));
	}

	private static Set<String> documented() {
		Set<String> documented = new TreeSet<>();
		for (String path : DOCUMENT.path("paths").propertyNames()) {
			for (String method : DOCUMENT.path("paths").path(path).propertyNames()) {
				for (String status : new ArrayList<>(
						DOCUMENT.path("paths").path(path).path(method).path("responses").propertyNames())) {
					documented.add(method + " " + path + " " + status);
				}
			}
		}
		return documented;
	}

	private static JsonNode document() {
		try {
			return JsonMapper.shared().readTree(Files.readString(Path.of("../docs/openapi.json")));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
