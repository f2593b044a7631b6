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

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslOptions;

/**
 * Makes Netty's TLS of an {@link SslBundle}: by OpenSSL or BoringSSL where
 * {@code netty-tcnative} is on the classpath, by the JDK elsewhere.
 */
final class NettySsl {

	private NettySsl() {
	}

	/**
	 * Make the TLS context of a bundle.
	 * @param bundle the bundle, with a key
	 * @return the context
	 * @throws IllegalStateException if the bundle cannot be used
	 */
	static SslContext of(SslBundle bundle) {
		try {
			SslOptions options = bundle.getOptions();
			SslContextBuilder builder = SslContextBuilder.forServer(bundle.getManagers().getKeyManagerFactory())
				.sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK);
			if (bundle.getStores().getTrustStore() != null) {
				builder.trustManager(bundle.getManagers().getTrustManagerFactory());
			}
			if (options.getEnabledProtocols() != null) {
				builder.protocols(options.getEnabledProtocols());
			}
			if (options.getCiphers() != null) {
				builder.ciphers(List.of(options.getCiphers()));
			}
			return builder.build();
		}
		catch (SSLException ex) {
			throw new IllegalStateException("The SSL bundle cannot be used: " + ex.getMessage(), ex);
		}
	}

}
