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

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import io.pushgate.core.PushAudit;
import io.pushgate.core.PushOperations;
import io.pushgate.message.Names;
import io.pushgate.transport.HttpAnswer;
import io.pushgate.transport.HttpCall;
import io.pushgate.transport.HttpEndpoint;
import io.pushgate.transport.HttpVerdict;
import io.pushgate.transport.Lane;
import io.pushgate.transport.OutboundLimits;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP push API: everything an application can do with {@link PushOperations}, for
 * programs in any language. Knows no server. Thread-safe, and waits for nothing where the
 * {@link ApiAuthenticator} does not: a push is answered when it is accepted.
 *
 * <p>
 * A call acts for one tenant, the caller's. Naming another, in the query or in a message,
 * is answered with 403; sessions of another tenant do not exist.
 *
 * @since 0.1.0
 */
public final class PushApi implements HttpEndpoint {

	private static final String DOCUMENT = "/openapi.json";

	private final ApiSettings settings;

	private final ApiAuthenticator authenticator;

	private final PushOperations operations;

	private final PushAudit audit;

	private final HttpAnswer document;

	private final ApiRoute documentRoute;

	private final Map<String, ApiRoute> routes = new HashMap<>();

	/**
	 * Create the API.
	 * @param settings how it is served
	 * @param authenticator says who is calling
	 * @param operations what it is a door to
	 * @param audit told of callers without a key, and of those that disconnect clients
	 * @param limits how much may wait to be written
	 * @param lanes the lanes that write
	 */
	public PushApi(ApiSettings settings, ApiAuthenticator authenticator, PushOperations operations, PushAudit audit,
			OutboundLimits limits, Supplier<Collection<Lane>> lanes) {
		this.settings = settings;
		this.authenticator = authenticator;
		this.operations = operations;
		this.audit = audit;
		this.document = OpenApiDocument.answer(settings.path());
		this.documentRoute = new ApiRoute(Map.of("GET", new ApiOperation(Set.of(), false, true,
				(request) -> CompletableFuture.completedFuture(this.document))));
		new MessageCalls(limits, new TenantRateLimiter(settings.maxRate(), System::nanoTime), new Pace(lanes))
			.addTo(this.routes);
		new SessionCalls(audit).addTo(this.routes);
		new GroupCalls().addTo(this.routes);
	}

	@Override
	public String path() {
		return this.settings.path();
	}

	@Override
	public int maxBody() {
		return this.settings.maxBody();
	}

	@Override
	public boolean mayBlock(HttpCall call) {
		String name = name(call);
		if (name.equals(DOCUMENT)) {
			return false;
		}
		if (this.authenticator.mayBlock()) {
			return true;
		}
		ApiRoute route = this.routes.get(name);
		ApiOperation operation = (route != null) ? route.operation(call.method()) : null;
		return operation != null && !operation.isShort();
	}

	private String name(HttpCall call) {
		return call.path().substring(this.settings.path().length());
	}

	@Override
	public HttpVerdict judge(HttpCall call) {
		try {
			return doJudge(call);
		}
		catch (RuntimeException ex) {
			return new HttpVerdict.Refused(Answers.problem(Problems.of(ex, "")));
		}
	}

	private HttpVerdict doJudge(HttpCall call) {
		String name = name(call);
		if (name.equals(DOCUMENT)) {
			// It says nothing that is not in the jar.
			return proceed(call, this.documentRoute, Names.DEFAULT_TENANT);
		}
		ApiCaller caller = this.authenticator.authenticate(call);
		if (caller == null) {
			this.audit.keyRefused(call.method() + " " + call.path(), call.remoteAddress());
			throw new Problem(ProblemType.UNAUTHORIZED, "Show an API key: 'Authorization: Bearer <key>'").exception();
		}
		ApiRoute route = this.routes.get(name);
		if (route == null) {
			throw new Problem(ProblemType.NOT_FOUND, "All calls are described by " + path() + DOCUMENT).exception();
		}
		return proceed(call, route, caller.tenant());
	}

	private HttpVerdict proceed(HttpCall call, ApiRoute route, String tenant) {
		ApiOperation operation = route.operation(call.method());
		if (operation == null) {
			return new HttpVerdict.Refused(call.method().equals("OPTIONS") ? Answers.options(route.allow())
					: Answers.methodNotAllowed(route.allow()));
		}
		QueryParameters query = QueryParameters.parse(call.query(), operation.parameters());
		requireTenant(query.get("tenant"), tenant);
		if (operation.takesBody()) {
			requireJson(call);
		}
		PushOperations operations = this.operations.forTenant(tenant);
		return new HttpVerdict.Accepted(
				(body) -> answer(operation, new ApiRequest(caller(call), tenant, operations, query, body)));
	}

	private static String caller(HttpCall call) {
		return "a call of the HTTP push API from " + call.remoteAddress();
	}

	private static void requireTenant(@Nullable String tenant, String callers) {
		if (tenant != null && !tenant.equals(callers)) {
			throw new Problem(ProblemType.FORBIDDEN, "The caller is not of that tenant",
					List.of(Violation.ofParameter("tenant", "is not the tenant of the caller")), null)
				.exception();
		}
	}

	private static void requireJson(HttpCall call) {
		List<String> types = call.headers("Content-Type");
		List<String> encodings = call.headers("Content-Encoding");
		boolean plain = encodings.isEmpty() || (encodings.size() == 1 && encodings.get(0).equalsIgnoreCase("identity"));
		if (types.size() != 1 || !isJson(types.get(0)) || !plain) {
			throw new Problem(ProblemType.UNSUPPORTED_MEDIA_TYPE,
					"Send 'Content-Type: application/json', in UTF-8 and without a 'Content-Encoding'")
				.exception();
		}
	}

	private static boolean isJson(String contentType) {
		String type = contentType.toLowerCase(Locale.ROOT).replace(" ", "");
		return switch (type) {
			case "application/json", "application/json;charset=utf-8", "application/json;charset=\"utf-8\"" -> true;
			default -> false;
		};
	}

	private static CompletionStage<HttpAnswer> answer(ApiOperation operation, ApiRequest request) {
		try {
			if (!operation.takesBody() && request.body().length > 0) {
				throw Problem.at(ProblemType.INVALID, "", "is not a part of this call: leave it out").exception();
			}
			return operation.action().perform(request).exceptionally((ex) -> Answers.problem(Problems.of(ex, "")));
		}
		catch (RuntimeException ex) {
			return CompletableFuture.completedFuture(Answers.problem(Problems.of(ex, "")));
		}
	}

	@Override
	public HttpAnswer refusal(int status) {
		return Answers.problem(switch (status) {
			case 400 -> new Problem(ProblemType.MALFORMED, "The body could not be read");
			case 408 -> new Problem(ProblemType.TIMEOUT, "Send the body without a pause");
			case 413 -> new Problem(ProblemType.TOO_LARGE, "A body has at most " + maxBody() + " bytes");
			default -> Problem.passing(ProblemType.UNAVAILABLE, "Too many calls at once. Try again later");
		});
	}

	@Override
	public String toString() {
		return "HTTP push API at " + path();
	}

}
