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

package io.pushgate.transport.netty;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.pushgate.transport.HandshakeRequest;
import org.jspecify.annotations.Nullable;

/**
 * A {@link HandshakeRequest} on the Netty port. There is no application security in front
 * of it, so there is never a principal.
 */
final class NettyHandshakeRequest implements HandshakeRequest {

	private final Channel channel;

	private final TrustedProxies proxies;

	private @Nullable ClientFacts client;

	private final HttpHeaders headers;

	private final QueryStringDecoder query;

	private @Nullable Map<String, List<String>> parameters;

	private @Nullable List<String> subprotocols;

	NettyHandshakeRequest(Channel channel, HttpRequest request, TrustedProxies proxies) {
		this.channel = channel;
		this.proxies = proxies;
		this.headers = request.headers();
		this.query = new QueryStringDecoder(request.uri());
	}

	@Override
	public @Nullable String header(String name) {
		return this.headers.get(name);
	}

	@Override
	public @Nullable String host() {
		return client().host();
	}

	@Override
	public @Nullable String parameter(String name) {
		Map<String, List<String>> parameters = this.parameters;
		if (parameters == null) {
			requireUtf8(this.query.rawQuery());
			parameters = this.query.parameters();
			this.parameters = parameters;
		}
		List<String> values = parameters.get(name);
		return (values != null) ? values.get(0) : null;
	}

	/**
	 * Netty's decoder repairs what is no UTF-8, so that two users would become one.
	 * @throws IllegalArgumentException if it is none
	 */
	private static void requireUtf8(String query) {
		if (query.indexOf('%') == -1) {
			return;
		}
		ByteBuffer bytes = ByteBuffer.allocate(query.length());
		for (int i = 0; i < query.length(); i++) {
			char c = query.charAt(i);
			if (c == '%' && i + 2 < query.length()) {
				c = (char) HexFormat.fromHexDigits(query, i + 1, i + 3);
				i += 2;
			}
			bytes.put((byte) c);
		}
		try {
			StandardCharsets.UTF_8.newDecoder().decode(bytes.flip());
		}
		catch (CharacterCodingException ex) {
			throw new IllegalArgumentException("The query is not UTF-8", ex);
		}
	}

	@Override
	public List<String> subprotocols() {
		List<String> subprotocols = this.subprotocols;
		if (subprotocols == null) {
			subprotocols = readSubprotocols();
			this.subprotocols = subprotocols;
		}
		return subprotocols;
	}

	private List<String> readSubprotocols() {
		List<String> subprotocols = new ArrayList<>(2);
		for (String header : this.headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL)) {
			for (String subprotocol : header.split(",")) {
				if (!subprotocol.isBlank()) {
					subprotocols.add(subprotocol.trim());
				}
			}
		}
		return subprotocols;
	}

	@Override
	public boolean isSecure() {
		return client().secure();
	}

	@Override
	public @Nullable String remoteAddress() {
		return client().address();
	}

	private ClientFacts client() {
		ClientFacts client = this.client;
		if (client == null) {
			client = this.proxies.client(this.channel, this.headers);
			this.client = client;
		}
		return client;
	}

	@Override
	public @Nullable Principal principal() {
		return null;
	}

}
