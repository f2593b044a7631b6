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

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

import io.pushgate.transport.HttpAnswer;
import io.pushgate.transport.HttpCall;
import io.pushgate.transport.HttpEndpoint;
import io.pushgate.transport.HttpVerdict;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Shows some of Spring Boot's endpoints by plain HTTP, for an application without a web
 * server: what probes and Prometheus ask for, and what operators do. Thread-safe.
 *
 * @since 0.1.0
 */
public final class ActuatorHttpEndpoint implements HttpEndpoint {

	private static final Log logger = LogFactory.getLog(ActuatorHttpEndpoint.class);

	private static final int MAX_BODY = 8192;

	static final Map<String, String> TEXT = Map.of("Content-Type", "text/plain;charset=UTF-8", "Cache-Control",
			"no-store");

	private static final Map<String, String> BUSY = Map.of("Content-Type", "text/plain;charset=UTF-8", "Cache-Control",
			"no-store", "Retry-After", "1");

	private final String path;

	private final Map<String, ActuatorPage> pages = new LinkedHashMap<>();

	private final ActuatorThreads threads;

	// What is being answered of shared pages, by page and path.
	private final Map<String, CompletableFuture<HttpAnswer>> running = new ConcurrentHashMap<>();

	/**
	 * Create an endpoint.
	 * @param path the path that pages are below, without a slash at its end
	 * @param pages the pages
	 * @param threads show them
	 */
	public ActuatorHttpEndpoint(String path, List<? extends ActuatorPage> pages, ActuatorThreads threads) {
		this.path = path;
		this.threads = threads;
		pages.forEach((page) -> this.pages.put(page.id(), page));
	}

	@Override
	public String path() {
		return this.path;
	}

	@Override
	public boolean claims(String path) {
		return page(path) != null;
	}

	private @Nullable ActuatorPage page(String path) {
		if (!path.startsWith(this.path) || path.length() == this.path.length()
				|| path.charAt(this.path.length()) != '/') {
			return null;
		}
		int start = this.path.length() + 1;
		int end = path.indexOf('/', start);
		return this.pages.get((end < 0) ? path.substring(start) : path.substring(start, end));
	}

	@Override
	public int maxBody() {
		return this.pages.values().stream().map(ActuatorPage::methods).allMatch(ActuatorPage.READING::containsAll) ? 0
				: MAX_BODY;
	}

	@Override
	public boolean mayBlock(HttpCall call) {
		// Pages may wait, and have threads of their own for that.
		return false;
	}

	@Override
	public HttpVerdict judge(HttpCall call) {
		ActuatorPage page = page(call.path());
		Set<String> methods = (page != null) ? page.methods() : ActuatorPage.READING;
		if (!methods.contains(call.method())) {
			Map<String, String> headers = new LinkedHashMap<>(TEXT);
			headers.put("Allow", String.join(", ", new TreeSet<>(methods)));
			return new HttpVerdict.Refused(new HttpAnswer(405, headers, bytes(ActuatorPage.READING.containsAll(methods)
					? "This is to be read only" : "There is no such operation")));
		}
		return new HttpVerdict.Accepted((body) -> answer(page, call, body));
	}

	private CompletableFuture<HttpAnswer> answer(@Nullable ActuatorPage page, HttpCall call, byte[] body) {
		if (page == null) {
			return CompletableFuture.completedFuture(refusal(404));
		}
		String rest = call.path()
			.substring(Math.min(call.path().length(), this.path.length() + page.id().length() + 2));
		if (!page.isShared(rest)) {
			return answer(page, call, rest, body);
		}
		String key = page.id() + '/' + rest;
		CompletableFuture<HttpAnswer> shared = new CompletableFuture<>();
		CompletableFuture<HttpAnswer> running = this.running.putIfAbsent(key, shared);
		if (running != null) {
			return running.copy();
		}
		answer(page, call, rest, body).thenAccept((answer) -> {
			this.running.remove(key);
			shared.complete(answer);
		});
		return shared.copy();
	}

	private CompletableFuture<HttpAnswer> answer(ActuatorPage page, HttpCall call, String rest, byte[] body) {
		CompletableFuture<HttpAnswer> answer = new CompletableFuture<>();
		this.threads.execute(page.bulkhead(rest), () -> answer.complete(show(page, call, rest, body)),
				() -> answer.complete(refusal(503)));
		return answer;
	}

	private HttpAnswer show(ActuatorPage page, HttpCall call, String rest, byte[] body) {
		try {
			HttpAnswer answer = page.show(call, rest, body);
			return (answer != null) ? answer : refusal(404);
		}
		catch (Throwable ex) {
			// The caller gets an answer even for an Error.
			logger.error("The endpoint '" + page.id() + "' failed", ex);
			return refusal(500);
		}
	}

	@Override
	public HttpAnswer refusal(int status) {
		return new HttpAnswer(status, (status != 503) ? TEXT : BUSY, bytes(switch (status) {
			case 404 -> "Nothing is here";
			case 413 -> (maxBody() == 0) ? "Send no body" : "The body is too large";
			case 500 -> "Something went wrong";
			case 503 -> "Too many calls at once";
			default -> "The request cannot be read";
		}));
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	@Override
	public String toString() {
		return this.pages.keySet() + " at " + this.path;
	}

}
