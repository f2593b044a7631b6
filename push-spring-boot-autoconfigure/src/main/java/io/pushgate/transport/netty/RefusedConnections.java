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

import java.nio.channels.ClosedChannelException;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

import io.netty.handler.ssl.SslHandler;

/**
 * Counts connections that came to no request, as the port refused them. Thread-safe.
 *
 * @since 0.1.0
 */
public final class RefusedConnections {

	private final Map<Reason, LongAdder> counts = new EnumMap<>(Reason.class);

	RefusedConnections() {
		for (Reason reason : Reason.values()) {
			this.counts.put(reason, new LongAdder());
		}
	}

	void add(Reason reason) {
		this.counts.get(reason).increment();
	}

	/**
	 * Count the handshake of TLS if it fails. A client that leaves meanwhile, as checks
	 * of a load balancer do, is no failure.
	 */
	void watch(SslHandler handler) {
		handler.handshakeFuture().addListener((future) -> {
			if (!future.isSuccess() && !(future.cause() instanceof ClosedChannelException)) {
				add(Reason.TLS);
			}
		});
	}

	/**
	 * Return how many there were.
	 * @param reason why they were refused
	 * @return the count since the start
	 */
	public long count(Reason reason) {
		return this.counts.get(reason).sum();
	}

	/**
	 * Why a connection is refused.
	 */
	public enum Reason {

		/**
		 * There are as many as the limit of file descriptors leaves room for.
		 */
		CAPACITY("capacity"),

		/**
		 * The process has no file descriptor left.
		 */
		DESCRIPTORS("descriptors"),

		/**
		 * The handshake of TLS failed: no common version or cipher, no certificate that
		 * is trusted, or no TLS at all.
		 */
		TLS("tls");

		private final String tag;

		Reason(String tag) {
			this.tag = tag;
		}

		/**
		 * Return what the reason is called in meters.
		 * @return the tag
		 */
		public String tag() {
			return this.tag;
		}

	}

}
