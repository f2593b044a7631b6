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

package io.pushgate.testsupport;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A business that is called by HTTP: it remembers every call, and answers as a test likes
 * it to, or does not. Can be stopped and started again on the same port.
 */
public final class WebhookServer implements AutoCloseable {

	// More than the tests call at once: the system drops what is over it.
	private static final int BACKLOG = 1000;

	private final List<Call> calls = new CopyOnWriteArrayList<>();

	private final AtomicInteger brokenOff = new AtomicInteger();

	private final CountDownLatch closed = new CountDownLatch(1);

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private volatile Responder responder = json(200, "{}");

	private int port;

	private @Nullable HttpServer server;

	public WebhookServer() {
		start();
	}

	public WebhookServer(Responder responder) {
		this();
		answer(responder);
	}

	public void start() {
		try {
			HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), this.port),
					BACKLOG);
			server.setExecutor(this.threads);
			server.createContext("/", this::serve);
			server.start();
			this.port = server.getAddress().getPort();
			this.server = server;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void serve(HttpExchange exchange) {
		try (exchange) {
			Call call = new Call(exchange.getRequestMethod(), exchange.getRequestURI().toString(),
					exchange.getRequestHeaders(),
					new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
			this.calls.add(call);
			this.responder.respond(exchange, call);
		}
		catch (IOException ex) {
			this.brokenOff.incrementAndGet();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	public void stop() {
		if (this.server != null) {
			this.server.stop(0);
			this.server = null;
		}
	}

	public String url() {
		return "http://127.0.0.1:" + this.port + "/hook";
	}

	public int port() {
		return this.port;
	}

	/**
	 * Answer all calls from now on in a way.
	 */
	public void answer(Responder responder) {
		this.responder = responder;
	}

	public void answer(int status, String body) {
		answer(json(status, body));
	}

	/**
	 * Return all calls, the first one first.
	 */
	public List<Call> calls() {
		return this.calls;
	}

	public Call lastCall() {
		return this.calls.get(this.calls.size() - 1);
	}

	/**
	 * Return how many answers could not be written, as nobody read them any more.
	 */
	public int brokenOff() {
		return this.brokenOff.get();
	}

	public static Responder json(int status, String body) {
		return response(status, "application/json", body);
	}

	public static Responder response(int status, String contentType, String body, String... headers) {
		return (exchange, call) -> {
			byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
			exchange.getResponseHeaders().set("Content-Type", contentType);
			for (int i = 0; i < headers.length; i += 2) {
				exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
			}
			exchange.sendResponseHeaders(status, (bytes.length > 0) ? bytes.length : -1);
			exchange.getResponseBody().write(bytes);
		};
	}

	/**
	 * Take the call and say nothing, until the server is closed.
	 */
	public Responder silence() {
		return (exchange, call) -> this.closed.await();
	}

	/**
	 * Answer with a byte now and then and never come to an end.
	 */
	public Responder drip() {
		return (exchange, call) -> {
			exchange.getResponseHeaders().set("Content-Type", "application/json");
			exchange.sendResponseHeaders(200, 0);
			OutputStream body = exchange.getResponseBody();
			while (this.closed.getCount() > 0) {
				body.write(' ');
				body.flush();
				Thread.sleep(20);
			}
		};
	}

	/**
	 * Answer with as much as is read.
	 * @param announced whether to say first how much that is
	 */
	public static Responder flood(boolean announced) {
		return (exchange, call) -> {
			exchange.getResponseHeaders().set("Content-Type", "application/json");
			exchange.sendResponseHeaders(200, announced ? 1L << 30 : 0);
			byte[] part = " ".repeat(8192).getBytes(StandardCharsets.UTF_8);
			for (long sent = 0; sent < 1L << 30; sent += part.length) {
				exchange.getResponseBody().write(part);
			}
		};
	}

	/**
	 * Close the connection instead of answering.
	 */
	public static Responder hangUp() {
		return (exchange, call) -> exchange.close();
	}

	@Override
	public void close() {
		this.closed.countDown();
		stop();
		this.threads.shutdownNow();
	}

	/**
	 * Answers a call.
	 */
	@FunctionalInterface
	public interface Responder {

		void respond(HttpExchange exchange, Call call) throws IOException, InterruptedException;

	}

	/**
	 * A call that has come.
	 *
	 * @param method the method
	 * @param path the path and the query
	 * @param headers the headers
	 * @param body the body
	 */
	public record Call(String method, String path, Headers headers, String body) {

		public @Nullable String header(String name) {
			return this.headers.getFirst(name);
		}

		public String id() {
			return Objects.requireNonNull(header("webhook-id"));
		}

		public JsonNode json() {
			return JsonMapper.shared().readTree(this.body);
		}

	}

}
