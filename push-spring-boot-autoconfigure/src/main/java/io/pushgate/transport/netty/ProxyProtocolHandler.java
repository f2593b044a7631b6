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

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.handler.codec.haproxy.HAProxySSLTLV;

/**
 * Reads the header of the
 * <a href= "https://www.haproxy.org/download/2.8/doc/proxy-protocol.txt">PROXY
 * protocol</a> that a trusted proxy sends before anything else.
 */
final class ProxyProtocolHandler extends SimpleChannelInboundHandler<HAProxyMessage> {

	/**
	 * Add what reads the header, and takes itself out once it has.
	 */
	static void addTo(ChannelPipeline pipeline) {
		pipeline.addLast(new HAProxyMessageDecoder(), new ProxyProtocolHandler());
	}

	@Override
	protected void channelRead0(ChannelHandlerContext context, HAProxyMessage message) {
		boolean tls = message.tlvs()
			.stream()
			.anyMatch((tlv) -> tlv instanceof HAProxySSLTLV ssl && ssl.isPP2ClientSSL());
		TrustedProxies.told(context.channel(), message.sourceAddress(), tls);
		context.pipeline().remove(this);
	}

}
