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

package io.pushgate.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.sun.net.httpserver.HttpServer;
import org.jspecify.annotations.Nullable;

/**
 * Publishes keys over HTTP, and can be stopped and started again on the same port.
 */
final class KeyServer implements AutoCloseable {

	private final AtomicInteger requests = new AtomicInteger();

	private volatile String answer = "";

	private int port;

	private @Nullable HttpServer server;

	KeyServer(JWK... keys) {
		publish(keys);
		start();
	}

	void publish(JWK... keys) {
		answer(new JWKSet(List.of(keys)).toString());
	}

	void answer(String text) {
		this.answer = text;
	}

	void start() {
		try {
			HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), this.port),
					0);
			server.createContext("/jwks", (exchange) -> {
				this.requests.incrementAndGet();
				byte[] body = this.answer.getBytes(StandardCharsets.UTF_8);
				exchange.getResponseHeaders().set("Content-Type", "application/json");
				exchange.sendResponseHeaders(200, body.length);
				exchange.getResponseBody().write(body);
				exchange.close();
			});
			server.start();
			this.port = server.getAddress().getPort();
			this.server = server;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	void stop() {
		if (this.server != null) {
			this.server.stop(0);
			this.server = null;
		}
	}

	String uri() {
		return "http://127.0.0.1:" + this.port + "/jwks";
	}

	int requests() {
		return this.requests.get();
	}

	@Override
	public void close() {
		stop();
	}

}
