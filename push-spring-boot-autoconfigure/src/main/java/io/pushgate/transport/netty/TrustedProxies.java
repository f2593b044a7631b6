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

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AttributeKey;
import io.netty.util.NetUtil;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Whose word about a client is taken. The client is looked for backwards, from the
 * connection through the header of the PROXY protocol to the headers of the request: one
 * more step is believed only if the last one has led to a trusted proxy. So what a client
 * writes itself is never believed.
 */
final class TrustedProxies {

	private static final Log logger = LogFactory.getLog(TrustedProxies.class);

	private static final AttributeKey<ToldByProxy> TOLD = AttributeKey.valueOf(TrustedProxies.class, "TOLD");

	private final List<IpSubnetFilterRule> rules;

	private final ForwardedHeaders headers;

	private final AtomicBoolean explained = new AtomicBoolean();

	/**
	 * Create trust.
	 * @param addresses addresses and subnets, such as {@code 10.0.0.0/8}
	 * @param headers which headers these proxies write
	 * @throws IllegalArgumentException if one of the addresses is none
	 */
	TrustedProxies(List<String> addresses, ForwardedHeaders headers) {
		this.rules = addresses.stream().map(TrustedProxies::rule).toList();
		this.headers = headers;
	}

	private static IpSubnetFilterRule rule(String address) {
		if (address.contains("/")) {
			return new IpSubnetFilterRule(address, IpFilterRuleType.ACCEPT);
		}
		return new IpSubnetFilterRule(address, address.contains(":") ? 128 : 32, IpFilterRuleType.ACCEPT);
	}

	/**
	 * Keep what the header of the PROXY protocol has told.
	 * @param channel the connection, which comes from a trusted proxy
	 * @param source the address of the client, or {@code null} if the proxy does not tell
	 * @param tls whether the client speaks TLS to the proxy
	 */
	static void told(Channel channel, @Nullable String source, boolean tls) {
		channel.attr(TOLD)
			.set(new ToldByProxy((source != null) ? NetUtil.createInetAddressFromIpAddressString(source) : null, tls));
	}

	/**
	 * Return whether a connection comes from a trusted proxy.
	 */
	boolean isProxy(Channel channel) {
		InetAddress peer = peer(channel);
		return peer != null && trusts(peer);
	}

	private static @Nullable InetAddress peer(Channel channel) {
		return (channel.remoteAddress() instanceof InetSocketAddress address) ? address.getAddress() : null;
	}

	private boolean trusts(InetAddress address) {
		if (this.rules.isEmpty()) {
			return false;
		}
		InetSocketAddress socketAddress = new InetSocketAddress(address, 0);
		for (IpSubnetFilterRule rule : this.rules) {
			if (rule.matches(socketAddress)) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Return what is known of the client that has sent a request. Its address is not
	 * known where what proxies have written cannot be told from what it has written
	 * itself: it is never taken for the proxy.
	 */
	ClientFacts client(Channel channel, HttpHeaders headers) {
		InetAddress sender = peer(channel);
		boolean tls = channel.pipeline().get(SslHandler.class) != null;
		ToldByProxy told = channel.attr(TOLD).get();
		if (told != null) {
			sender = told.source();
			tls |= told.tls();
		}
		ClientFacts direct = new ClientFacts((sender != null) ? sender.getHostAddress() : null, headers.get("Host"),
				tls);
		if (sender == null || !trusts(sender)) {
			return direct;
		}
		Forwarded x = (this.headers != ForwardedHeaders.FORWARDED) ? Forwarded.ofX(headers) : null;
		Forwarded rfc7239 = (this.headers != ForwardedHeaders.X_FORWARDED) ? Forwarded.ofRfc7239(headers) : null;
		if (x == null && rfc7239 == null) {
			return direct;
		}
		if (x == null || rfc7239 == null) {
			return facts(sender, direct, (x != null) ? x : rfc7239);
		}
		ClientFacts facts = facts(sender, direct, x);
		if (facts.equals(facts(sender, direct, rfc7239))) {
			return facts;
		}
		if (this.explained.compareAndSet(false, true)) {
			logger.warn("A request through the proxy at " + direct.address()
					+ " has 'Forwarded' and 'X-Forwarded-*' headers that disagree, so neither is believed. Set "
					+ "push.netty.forwarded-headers to 'x-forwarded' or 'forwarded', whichever your proxies write. "
					+ "Further requests of this kind are not logged");
		}
		return new ClientFacts(null, direct.host(), direct.secure());
	}

	/**
	 * Walk back through the proxies, to the first address that is none of theirs. Who has
	 * written that one has seen the client.
	 */
	private ClientFacts facts(InetAddress sender, ClientFacts direct, Forwarded forwarded) {
		List<Forwarded.Hop> hops = forwarded.hops();
		if (hops.isEmpty()) {
			return new ClientFacts(null, direct.host(), direct.secure());
		}
		InetAddress client = sender;
		Forwarded.Hop hop = hops.get(hops.size() - 1);
		for (int i = hops.size() - 1; i >= 0 && trusts(client); i--) {
			hop = hops.get(i);
			InetAddress told = NetUtil.createInetAddressFromIpAddressString(withoutPort(hop.node()));
			if (told == null) {
				break;
			}
			client = told;
		}
		boolean secure = (hop.protocol() != null)
				? "https".equalsIgnoreCase(hop.protocol()) || "wss".equalsIgnoreCase(hop.protocol()) : direct.secure();
		return new ClientFacts(client.getHostAddress(), host(direct, hop, secure), secure);
	}

	private static @Nullable String host(ClientFacts direct, Forwarded.Hop hop, boolean secure) {
		String host = (hop.host() != null) ? hop.host() : direct.host();
		String port = hop.port();
		if (host == null || port == null) {
			return host;
		}
		String name = host.startsWith("[") ? host.substring(0, host.indexOf(']') + 1) : withoutPort(host);
		return port.equals(secure ? "443" : "80") ? name : name + ":" + port;
	}

	private static String withoutPort(String address) {
		if (address.startsWith("[")) {
			int end = address.indexOf(']');
			return (end != -1) ? address.substring(1, end) : address;
		}
		int colon = address.indexOf(':');
		boolean port = colon != -1 && colon == address.lastIndexOf(':');
		return port ? address.substring(0, colon) : address;
	}

	private record ToldByProxy(@Nullable InetAddress source, boolean tls) {
	}

}
