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

import java.util.List;

import javax.net.ssl.SSLException;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.netty.util.ReferenceCountUtil;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslOptions;

/**
 * Makes Netty's TLS of an {@link SslBundle}: by OpenSSL or BoringSSL where
 * {@code netty-tcnative} is on the classpath, by the JDK elsewhere.
 */
final class NettySsl {

	/**
	 * Ephemeral keys and authenticated encryption alone, as in the "intermediate" set of
	 * <a href="https://wiki.mozilla.org/Security/Server_Side_TLS">Mozilla</a> without
	 * DHE. Those that the provider does not have are left out.
	 */
	private static final List<String> CIPHERS = List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384",
			"TLS_CHACHA20_POLY1305_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
			"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
			"TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
			"TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

	private static final String[] PROTOCOLS = { "TLSv1.3", "TLSv1.2" };

	private static final String REJECT_RENEGOTIATION = "jdk.tls.rejectClientInitiatedRenegotiation";

	private NettySsl() {
	}

	/**
	 * Make the TLS context of a bundle.
	 * @param bundle the bundle, with a key
	 * @param clientAuth whether clients show a certificate, which the bundle's trust
	 * store knows
	 * @return the context
	 * @throws IllegalStateException if the bundle cannot be used
	 */
	static SslContext of(SslBundle bundle, PushNettyProperties.ClientAuth clientAuth) {
		if (System.getProperty(REJECT_RENEGOTIATION) == null) {
			// A client of TLS 1.2 could make the server do handshakes without an end. The
			// JDK reads this once, before the first handshake of a server.
			System.setProperty(REJECT_RENEGOTIATION, "true");
		}
		try {
			SslOptions options = bundle.getOptions();
			SslContextBuilder builder = SslContextBuilder.forServer(bundle.getManagers().getKeyManagerFactory())
				.sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK);
			if (bundle.getStores().getTrustStore() != null) {
				builder.trustManager(bundle.getManagers().getTrustManagerFactory());
			}
			builder.protocols((options.getEnabledProtocols() != null) ? options.getEnabledProtocols() : PROTOCOLS);
			if (options.getCiphers() != null) {
				builder.ciphers(List.of(options.getCiphers()));
			}
			else {
				builder.ciphers(CIPHERS, SupportedCipherSuiteFilter.INSTANCE);
			}
			builder.clientAuth(switch (clientAuth) {
				case NONE -> ClientAuth.NONE;
				case WANT -> ClientAuth.OPTIONAL;
				case NEED -> ClientAuth.REQUIRE;
			});
			SslContext context = builder.build();
			// Unknown names of ciphers and protocols fail only when an engine is created.
			ReferenceCountUtil.release(context.newEngine(ByteBufAllocator.DEFAULT));
			return context;
		}
		catch (SSLException | IllegalArgumentException ex) {
			throw new IllegalStateException("The SSL bundle cannot be used: " + ex.getMessage(), ex);
		}
	}

}
