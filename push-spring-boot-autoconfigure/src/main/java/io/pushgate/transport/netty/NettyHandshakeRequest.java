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

import java.security.Principal;
import java.util.ArrayList;
import java.util.List;

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

	private final HttpHeaders headers;

	private final QueryStringDecoder query;

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
		return this.proxies.host(this.channel, this.headers);
	}

	@Override
	public @Nullable String parameter(String name) {
		List<String> values = this.query.parameters().get(name);
		return (values != null) ? values.get(0) : null;
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
		return this.proxies.isSecure(this.channel, this.headers);
	}

	@Override
	public @Nullable String remoteAddress() {
		return this.proxies.clientAddress(this.channel, this.headers);
	}

	@Override
	public @Nullable Principal principal() {
		return null;
	}

}
