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
import java.util.List;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.pushgate.transport.HttpCall;
import org.jspecify.annotations.Nullable;

/**
 * An {@link HttpCall} on the Netty port. There is no application security in front of it,
 * so there is never a principal.
 */
final class NettyHttpCall implements HttpCall {

	private final Channel channel;

	private final String method;

	private final String path;

	private final @Nullable String query;

	private final HttpHeaders headers;

	private final TrustedProxies proxies;

	NettyHttpCall(Channel channel, HttpRequest request, TrustedProxies proxies) {
		this.channel = channel;
		this.method = request.method().name();
		String uri = request.uri();
		int query = uri.indexOf('?');
		this.path = path(uri);
		this.query = (query != -1) ? uri.substring(query + 1) : null;
		this.headers = request.headers();
		this.proxies = proxies;
	}

	static String path(String uri) {
		int query = uri.indexOf('?');
		return (query != -1) ? uri.substring(0, query) : uri;
	}

	@Override
	public String method() {
		return this.method;
	}

	@Override
	public String path() {
		return this.path;
	}

	@Override
	public @Nullable String query() {
		return this.query;
	}

	@Override
	public List<String> headers(String name) {
		return this.headers.getAll(name);
	}

	@Override
	public boolean isSecure() {
		return this.proxies.client(this.channel, this.headers).secure();
	}

	@Override
	public @Nullable String remoteAddress() {
		return this.proxies.client(this.channel, this.headers).address();
	}

	@Override
	public @Nullable Principal principal() {
		return null;
	}

}
