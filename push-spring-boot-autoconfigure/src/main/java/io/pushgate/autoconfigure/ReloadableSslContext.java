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

import java.util.function.Supplier;

import io.netty.handler.ssl.SslContext;
import io.pushgate.transport.netty.NettySsl;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;

/**
 * The TLS context of an SSL bundle, made anew when the bundle is updated. Connections
 * that are open keep the one that they have.
 */
class ReloadableSslContext implements Supplier<SslContext> {

	private volatile SslContext current;

	ReloadableSslContext(String name, SslBundles bundles) {
		this.current = NettySsl.of(bundles.getBundle(name));
		bundles.addBundleUpdateHandler(name, this::update);
	}

	private void update(SslBundle bundle) {
		this.current = NettySsl.of(bundle);
	}

	@Override
	public SslContext get() {
		return this.current;
	}

}
