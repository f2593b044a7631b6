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

package io.pushgate.actuate;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import io.pushgate.transport.HttpAnswer;
import io.pushgate.transport.HttpCall;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.actuate.endpoint.ApiVersion;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.InvocationContext;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.web.ExposableWebEndpoint;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.WebOperation;
import org.springframework.boot.actuate.endpoint.web.WebOperationRequestPredicate;
import org.springframework.util.StringUtils;

/**
 * Serves all operations of one of Spring Boot's endpoints, where the body of an answer is
 * JSON. Operations that write are refused to requests with an {@code Origin}, as a web
 * page in a browser of an operator would send them. Thread-safe.
 *
 * @since 0.1.0
 */
public final class EndpointPage implements ActuatorPage {

	private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {
	};

	private final ExposableWebEndpoint endpoint;

	private final JsonMapper mapper;

	private final Set<String> methods = new TreeSet<>();

	/**
	 * Create a page.
	 * @param endpoint the endpoint
	 * @param mapper reads and writes bodies
	 */
	public EndpointPage(ExposableWebEndpoint endpoint, JsonMapper mapper) {
		this.endpoint = endpoint;
		this.mapper = mapper;
		for (WebOperation operation : endpoint.getOperations()) {
			String method = operation.getRequestPredicate().getHttpMethod().name();
			this.methods.add(method);
			if (method.equals("GET")) {
				this.methods.add("HEAD");
			}
		}
	}

	@Override
	public String id() {
		return this.endpoint.getEndpointId().toString();
	}

	@Override
	public Set<String> methods() {
		return this.methods;
	}

	@Override
	public @Nullable HttpAnswer show(HttpCall call, String path) {
		return show(call, path, new byte[0]);
	}

	@Override
	public @Nullable HttpAnswer show(HttpCall call, String path, byte[] body) {
		String method = call.method().equals("HEAD") ? "GET" : call.method();
		if (!method.equals("GET") && call.header("Origin") != null) {
			return text(403, "Web pages may change nothing here");
		}
		Map<String, Object> arguments = new LinkedHashMap<>();
		WebOperation operation;
		try {
			operation = find(method, path.isEmpty() ? id() : id() + '/' + path, arguments);
			if (operation == null) {
				return null;
			}
			arguments.putAll(query(call.query()));
			if (body.length > 0) {
				arguments.putAll(this.mapper.readValue(body, OBJECT));
			}
		}
		catch (JacksonException ex) {
			return text(400, "The body must be a JSON object");
		}
		catch (IllegalArgumentException ex) {
			return text(400, "The path or the query cannot be decoded");
		}
		try {
			return answer(method, operation.invoke(new InvocationContext(SecurityContext.NONE, arguments)));
		}
		catch (InvalidEndpointRequestException ex) {
			return text(400, String.valueOf(ex.getReason()));
		}
	}

	/**
	 * Find the operation for a path.
	 * @param variables gets the variables of the path
	 */
	private @Nullable WebOperation find(String method, String path, Map<String, Object> variables) {
		for (WebOperation operation : this.endpoint.getOperations()) {
			WebOperationRequestPredicate predicate = operation.getRequestPredicate();
			if (predicate.getHttpMethod().name().equals(method) && matches(predicate, path, variables)) {
				return operation;
			}
		}
		return null;
	}

	/**
	 * Compare a path with that of an operation, and take its variables out of it.
	 */
	private static boolean matches(WebOperationRequestPredicate predicate, String path, Map<String, Object> variables) {
		String[] pattern = predicate.getPath().split("/");
		String[] parts = path.split("/", -1);
		variables.clear();
		for (int i = 0; i < pattern.length; i++) {
			if (pattern[i].startsWith("{*")) {
				variables.put(pattern[i].substring(2, pattern[i].length() - 1),
						Arrays.stream(parts).skip(i).map(EndpointPage::decode).toArray(String[]::new));
				return true;
			}
			if (i >= parts.length || parts[i].isEmpty()) {
				return false;
			}
			if (pattern[i].startsWith("{")) {
				variables.put(pattern[i].substring(1, pattern[i].length() - 1), decode(parts[i]));
			}
			else if (!pattern[i].equals(parts[i])) {
				return false;
			}
		}
		return pattern.length == parts.length;
	}

	private static String decode(String part) {
		return StringUtils.uriDecode(part, StandardCharsets.UTF_8);
	}

	private static Map<String, Object> query(@Nullable String query) {
		Map<String, List<String>> values = new LinkedHashMap<>();
		for (String pair : (query != null) ? query.split("&") : new String[0]) {
			if (!pair.isEmpty()) {
				int equals = pair.indexOf('=');
				String name = (equals != -1) ? pair.substring(0, equals) : pair;
				String value = (equals != -1) ? pair.substring(equals + 1) : "";
				values.computeIfAbsent(URLDecoder.decode(name, StandardCharsets.UTF_8), (key) -> new ArrayList<>(1))
					.add(URLDecoder.decode(value, StandardCharsets.UTF_8));
			}
		}
		Map<String, Object> arguments = new LinkedHashMap<>();
		values.forEach((name, all) -> arguments.put(name, (all.size() == 1) ? all.get(0) : all));
		return arguments;
	}

	private @Nullable HttpAnswer answer(String method, @Nullable Object result) {
		if (result instanceof WebEndpointResponse<?> response) {
			return json(response.getStatus(), response.getBody());
		}
		if (result == null && method.equals("GET")) {
			return null;
		}
		return json((result != null) ? 200 : 204, result);
	}

	private HttpAnswer json(int status, @Nullable Object body) {
		return new HttpAnswer(status,
				Map.of("Content-Type", ApiVersion.LATEST.getProducedMimeType().toString(), "Cache-Control", "no-store"),
				(body != null) ? this.mapper.writeValueAsBytes(body) : new byte[0]);
	}

	private static HttpAnswer text(int status, String text) {
		return new HttpAnswer(status, ActuatorHttpEndpoint.TEXT, text.getBytes(StandardCharsets.UTF_8));
	}

}
