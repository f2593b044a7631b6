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

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AttributeKey;
import org.jspecify.annotations.Nullable;

/**
 * Whose word about a client is taken: what a proxy says in {@code X-Forwarded-*} or in a
 * PROXY protocol header counts only if the connection comes from one of these addresses.
 */
final class TrustedProxies {

	/**
	 * The client's address that a PROXY protocol header told.
	 */
	static final AttributeKey<String> CLIENT = AttributeKey.valueOf(TrustedProxies.class, "CLIENT");

	private final List<IpSubnetFilterRule> rules;

	/**
	 * Create trust.
	 * @param addresses addresses and subnets, such as {@code 10.0.0.0/8}
	 * @throws IllegalArgumentException if one of them is none
	 */
	TrustedProxies(List<String> addresses) {
		this.rules = addresses.stream().map(TrustedProxies::rule).toList();
	}

	private static IpSubnetFilterRule rule(String address) {
		if (address.contains("/")) {
			return new IpSubnetFilterRule(address, IpFilterRuleType.ACCEPT);
		}
		return new IpSubnetFilterRule(address, address.contains(":") ? 128 : 32, IpFilterRuleType.ACCEPT);
	}

	boolean trusts(@Nullable SocketAddress peer) {
		if (peer instanceof InetSocketAddress address) {
			for (IpSubnetFilterRule rule : this.rules) {
				if (rule.matches(address)) {
					return true;
				}
			}
		}
		return false;
	}

	/**
	 * Return the address that a client comes from.
	 */
	@Nullable String clientAddress(Channel channel, HttpHeaders headers) {
		if (trusts(channel.remoteAddress())) {
			String forwarded = headers.get("X-Forwarded-For");
			if (forwarded != null) {
				// The last one is what the trusted proxy itself has seen.
				return forwarded.substring(forwarded.lastIndexOf(',') + 1).trim();
			}
			String told = channel.attr(CLIENT).get();
			if (told != null) {
				return told;
			}
		}
		return (channel.remoteAddress() instanceof InetSocketAddress address && address.getAddress() != null)
				? address.getAddress().getHostAddress() : null;
	}

	/**
	 * Return the host that the client asked for.
	 */
	@Nullable String host(Channel channel, HttpHeaders headers) {
		String forwarded = trusts(channel.remoteAddress()) ? headers.get("X-Forwarded-Host") : null;
		return (forwarded != null) ? forwarded : headers.get("Host");
	}

	/**
	 * Return whether the client is known to speak TLS.
	 */
	boolean isSecure(Channel channel, HttpHeaders headers) {
		String forwarded = trusts(channel.remoteAddress()) ? headers.get("X-Forwarded-Proto") : null;
		return (forwarded != null) ? "https".equalsIgnoreCase(forwarded)
				: channel.pipeline().get(SslHandler.class) != null;
	}

}
