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

package io.pushgate.transport;

import java.security.Principal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.pushgate.transport.HandshakeResult.Refused;
import org.jspecify.annotations.Nullable;

/**
 * The question of a browser why its handshake failed, which a script is not told: a plain
 * {@code GET} of the endpoint's path that accepts {@code application/json}. Nothing is
 * opened by it, and nobody is told more than a handshake tells.
 *
 * <p>
 * Pages of origins that may connect may read the answer, by
 * <a href="https://fetch.spec.whatwg.org/#http-cors-protocol">CORS</a>; to others a
 * browser shows nothing. With a {@code GET} of its own origin a page sends no
 * {@code Origin}, unlike with a handshake: there the query parameter {@code origin} says
 * it.
 *
 * @since 0.1.0
 */
public final class HandshakeQuestion {

	private static final String ORIGIN = "Origin";

	private static final byte[] NOTHING = {};

	private HandshakeQuestion() {
	}

	/**
	 * Return whether a request that is for the endpoint, but for no WebSocket, is this
	 * question, or asks whether it may be put.
	 * @param method the method
	 * @param request the request
	 * @return whether to {@link #answer} it
	 */
	public static boolean isAsked(String method, HandshakeRequest request) {
		if (isPreflight(method)) {
			return request.header(ORIGIN) != null && "GET".equals(request.header("Access-Control-Request-Method"));
		}
		String accept = request.header("Accept");
		return "GET".equals(method) && accept != null && accept.toLowerCase(Locale.ROOT).contains("application/json");
	}

	/**
	 * Answer the question. May block, as {@link ConnectionHandler#handshake} may.
	 * @param method the method
	 * @param request the request
	 * @param handler who decides about handshakes
	 * @return the answer, or {@code null} if there is none to be had
	 */
	public static @Nullable HttpAnswer answer(String method, HandshakeRequest request, ConnectionHandler handler) {
		String origin = request.header(ORIGIN);
		boolean readable = origin != null && handler.allowsOrigin(request);
		Map<String, String> headers = new LinkedHashMap<>();
		headers.put("Cache-Control", "no-store");
		headers.put("Vary", ORIGIN);
		if (readable) {
			headers.put("Access-Control-Allow-Origin", origin);
			headers.put("Access-Control-Allow-Credentials", "true");
		}
		if (isPreflight(method)) {
			headers.put("Access-Control-Allow-Methods", "GET");
			headers.put("Access-Control-Allow-Headers", "authorization");
			headers.put("Access-Control-Max-Age", "600");
			headers.put("Allow", "GET, OPTIONS");
			return readable ? new HttpAnswer(204, headers, NOTHING) : null;
		}
		HandshakeDiagnosis diagnosis = handler.diagnose(new OfPage(request));
		if (diagnosis == null) {
			return null;
		}
		headers.put("Content-Type", "application/json");
		if (diagnosis.retryAfter() != null) {
			long seconds = new Refused(diagnosis.status(), "", diagnosis.retryAfter()).retryAfterSeconds();
			headers.put("Retry-After", Long.toString(seconds));
		}
		if (diagnosis.status() == 401) {
			headers.put("WWW-Authenticate", "Bearer");
		}
		return new HttpAnswer(diagnosis.status(), headers, diagnosis.json());
	}

	private static boolean isPreflight(String method) {
		return "OPTIONS".equals(method);
	}

	/**
	 * The handshake that is asked about.
	 */
	private record OfPage(HandshakeRequest request) implements HandshakeRequest {

		@Override
		public @Nullable String header(String name) {
			String value = this.request.header(name);
			return (value == null && name.equals(ORIGIN)) ? this.request.parameter("origin") : value;
		}

		@Override
		public @Nullable String host() {
			return this.request.host();
		}

		@Override
		public @Nullable String parameter(String name) {
			return this.request.parameter(name);
		}

		@Override
		public List<String> subprotocols() {
			return this.request.subprotocols();
		}

		@Override
		public boolean isSecure() {
			return this.request.isSecure();
		}

		@Override
		public @Nullable String remoteAddress() {
			return this.request.remoteAddress();
		}

		@Override
		public boolean isOverCapacity() {
			return this.request.isOverCapacity();
		}

		@Override
		public @Nullable Principal principal() {
			return this.request.principal();
		}

	}

}
