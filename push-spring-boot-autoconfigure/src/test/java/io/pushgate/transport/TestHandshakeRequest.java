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
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A handshake that a test puts together.
 */
public final class TestHandshakeRequest implements HandshakeRequest {

	private final Map<String, String> headers = new HashMap<>();

	private final Map<String, String> parameters = new HashMap<>();

	private List<String> subprotocols = List.of();

	private boolean secure;

	private @Nullable Principal principal;

	public TestHandshakeRequest header(String name, @Nullable String value) {
		if (value != null) {
			this.headers.put(name.toLowerCase(Locale.ROOT), value);
		}
		return this;
	}

	public TestHandshakeRequest parameter(String name, String value) {
		this.parameters.put(name, value);
		return this;
	}

	public TestHandshakeRequest subprotocols(String... subprotocols) {
		this.subprotocols = List.of(subprotocols);
		return this;
	}

	public TestHandshakeRequest secure(boolean secure) {
		this.secure = secure;
		return this;
	}

	public TestHandshakeRequest principal(String name) {
		this.principal = () -> name;
		return this;
	}

	@Override
	public @Nullable String header(String name) {
		return this.headers.get(name.toLowerCase(Locale.ROOT));
	}

	@Override
	public @Nullable String parameter(String name) {
		return this.parameters.get(name);
	}

	@Override
	public List<String> subprotocols() {
		return this.subprotocols;
	}

	@Override
	public boolean isSecure() {
		return this.secure;
	}

	@Override
	public @Nullable String host() {
		return header("Host");
	}

	@Override
	public @Nullable String remoteAddress() {
		return "127.0.0.1";
	}

	@Override
	public @Nullable Principal principal() {
		return this.principal;
	}

}
