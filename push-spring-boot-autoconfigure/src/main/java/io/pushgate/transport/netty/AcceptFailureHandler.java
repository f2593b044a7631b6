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

import java.util.concurrent.TimeUnit;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * The last handler of the port: says that connections cannot be accepted, once in a
 * while. Netty tries again each second; until then the kernel holds those who come.
 */
final class AcceptFailureHandler extends ChannelInboundHandlerAdapter {

	private static final Log logger = LogFactory.getLog(AcceptFailureHandler.class);

	private static final long PERIOD = TimeUnit.MINUTES.toNanos(1);

	private boolean said;

	private long saidAt;

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		long now = System.nanoTime();
		if (this.said && now - this.saidAt < PERIOD) {
			logger.debug("A connection cannot be accepted", cause);
			return;
		}
		this.said = true;
		this.saidAt = now;
		logger.warn("Connections to the push endpoint cannot be accepted and wait until they can: " + cause.getMessage()
				+ ". Raise the limit of file descriptors, or set 'push.session.max-per-node' " + "below it.");
	}

}
