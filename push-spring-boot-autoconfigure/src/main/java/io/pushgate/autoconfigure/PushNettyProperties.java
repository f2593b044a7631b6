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

package io.pushgate.autoconfigure;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.pushgate.transport.netty.ForwardedHeaders;
import io.pushgate.transport.netty.NettyIo;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;

/**
 * The Netty transport.
 *
 * @since 0.1.0
 */
@ConfigurationProperties("push.netty")
public class PushNettyProperties implements InitializingBean {

	/**
	 * Address that the Netty transport listens on. All addresses unless set.
	 */
	private @Nullable InetAddress address;

	/**
	 * How Netty talks to the kernel.
	 */
	private NettyIo io = NettyIo.AUTO;

	/**
	 * Number of event loops that serve connections. One per processor unless set.
	 */
	private @Nullable Integer workers;

	/**
	 * Number of connections that the kernel holds until they are accepted.
	 */
	private int backlog = 4096;

	/**
	 * About how much the kernel may hold for one connection that it has not sent: what a
	 * client does not read waits in the connection's queue then, where it counts as
	 * pending. With NIO it is the size of the send buffer. 0 for what the kernel's own
	 * settings say.
	 */
	private DataSize maxUnsent = DataSize.ofKilobytes(64);

	/**
	 * Time that a client has for the request of its handshake.
	 */
	private Duration handshakeTimeout = Duration.ofSeconds(10);

	/**
	 * Comma-separated list of addresses and subnets of proxies whose word about clients
	 * is taken: what the PROXY protocol, and 'forwarded-headers', tell. None unless set.
	 */
	private List<String> trustedProxies = new ArrayList<>();

	/**
	 * Which headers trusted proxies write: "X-Forwarded-*", or "Forwarded" of RFC 7239.
	 * With auto, whichever there is, and neither where both are there and disagree.
	 */
	private ForwardedHeaders forwardedHeaders = ForwardedHeaders.AUTO;

	/**
	 * Whether trusted proxies send a header of the PROXY protocol.
	 */
	private boolean proxyProtocol;

	/**
	 * Whether to serve those of the endpoints 'health' and 'prometheus' that
	 * 'management.endpoints.web.exposure' includes, where the application has no web
	 * server: on the endpoint's port, or on 'management.server.port' if that is set.
	 */
	private boolean actuator;

	/**
	 * Whether on the endpoint's port, which clients reach, only the health groups
	 * 'liveness' and 'readiness' are served. On a 'management.server.port' of its own,
	 * everything is.
	 */
	private boolean actuatorProbesOnly = true;

	private final Ssl ssl = new Ssl();

	public @Nullable InetAddress getAddress() {
		return this.address;
	}

	public void setAddress(@Nullable InetAddress address) {
		this.address = address;
	}

	public NettyIo getIo() {
		return this.io;
	}

	public void setIo(NettyIo io) {
		this.io = io;
	}

	public @Nullable Integer getWorkers() {
		return this.workers;
	}

	public void setWorkers(@Nullable Integer workers) {
		this.workers = workers;
	}

	public int getBacklog() {
		return this.backlog;
	}

	public void setBacklog(int backlog) {
		this.backlog = backlog;
	}

	public DataSize getMaxUnsent() {
		return this.maxUnsent;
	}

	public void setMaxUnsent(DataSize maxUnsent) {
		this.maxUnsent = maxUnsent;
	}

	public Duration getHandshakeTimeout() {
		return this.handshakeTimeout;
	}

	public void setHandshakeTimeout(Duration handshakeTimeout) {
		this.handshakeTimeout = handshakeTimeout;
	}

	public List<String> getTrustedProxies() {
		return this.trustedProxies;
	}

	public void setTrustedProxies(List<String> trustedProxies) {
		this.trustedProxies = trustedProxies;
	}

	public ForwardedHeaders getForwardedHeaders() {
		return this.forwardedHeaders;
	}

	public void setForwardedHeaders(ForwardedHeaders forwardedHeaders) {
		this.forwardedHeaders = forwardedHeaders;
	}

	public boolean isProxyProtocol() {
		return this.proxyProtocol;
	}

	public void setProxyProtocol(boolean proxyProtocol) {
		this.proxyProtocol = proxyProtocol;
	}

	public boolean isActuator() {
		return this.actuator;
	}

	public void setActuator(boolean actuator) {
		this.actuator = actuator;
	}

	public boolean isActuatorProbesOnly() {
		return this.actuatorProbesOnly;
	}

	public void setActuatorProbesOnly(boolean actuatorProbesOnly) {
		this.actuatorProbesOnly = actuatorProbesOnly;
	}

	public Ssl getSsl() {
		return this.ssl;
	}

	@Override
	public void afterPropertiesSet() {
		PropertyChecks.check(this);
	}

	/**
	 * TLS.
	 */
	public static class Ssl {

		/**
		 * Name of the SSL bundle with the key of the endpoint. Without TLS unless set.
		 */
		private @Nullable String bundle;

		/**
		 * Whether clients show a certificate that the bundle's trust store knows: none
		 * need to, those that have one do (want), or all must (need).
		 */
		private ClientAuth clientAuth = ClientAuth.NONE;

		public @Nullable String getBundle() {
			return this.bundle;
		}

		public void setBundle(@Nullable String bundle) {
			this.bundle = bundle;
		}

		public ClientAuth getClientAuth() {
			return this.clientAuth;
		}

		public void setClientAuth(ClientAuth clientAuth) {
			this.clientAuth = clientAuth;
		}

	}

	/**
	 * Whether clients show a certificate.
	 */
	public enum ClientAuth {

		/**
		 * They do not.
		 */
		NONE,

		/**
		 * Those that have one do.
		 */
		WANT,

		/**
		 * All must.
		 */
		NEED

	}

}
