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

import java.util.Locale;
import java.util.function.Supplier;

import io.netty.handler.ssl.SslContext;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;

/**
 * The TLS context of an SSL bundle, made anew when the bundle is updated. Connections
 * that are open keep the one that they have.
 */
final class ReloadableSslContext implements Supplier<SslContext> {

	private static final Log logger = LogFactory.getLog(ReloadableSslContext.class);

	private static final String PROPERTY = "push.netty.ssl.bundle";

	private final PushNettyProperties.ClientAuth clientAuth;

	private volatile SslContext current;

	ReloadableSslContext(String name, PushNettyProperties.ClientAuth clientAuth, @Nullable SslBundles bundles) {
		if (bundles == null || !bundles.getBundleNames().contains(name)) {
			throw new InvalidPushPropertyException(PROPERTY, name, "there is no SSL bundle of that name",
					"Define the bundle below 'spring.ssl.bundle', or remove the property to go without TLS.");
		}
		SslBundle bundle = bundles.getBundle(name);
		if (bundle.getStores().getKeyStore() == null) {
			throw new InvalidPushPropertyException(PROPERTY, name, "that SSL bundle has no key store",
					"Give the bundle the endpoint's key and certificate, or name another one.");
		}
		if (isTrustMissing(clientAuth, bundle)) {
			throw new InvalidPushPropertyException("push.netty.ssl.client-auth",
					clientAuth.name().toLowerCase(Locale.ROOT),
					"the SSL bundle '" + name + "' has no trust store to check certificates of clients with",
					"Give the bundle a trust store with the CA of your clients, or remove the property.");
		}
		this.clientAuth = clientAuth;
		this.current = NettySsl.of(bundle, clientAuth);
		bundles.addBundleUpdateHandler(name, this::update);
	}

	private void update(SslBundle bundle) {
		if (isTrustMissing(this.clientAuth, bundle)) {
			// With the JDK's own CAs, anybody could have a certificate.
			logger.error("The updated SSL bundle of " + PROPERTY + " has no trust store to check certificates of "
					+ "clients with, so the earlier one stays in use");
			return;
		}
		this.current = NettySsl.of(bundle, this.clientAuth);
	}

	private static boolean isTrustMissing(PushNettyProperties.ClientAuth clientAuth, SslBundle bundle) {
		return clientAuth != PushNettyProperties.ClientAuth.NONE && bundle.getStores().getTrustStore() == null;
	}

	@Override
	public SslContext get() {
		return this.current;
	}

}
