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

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

import io.pushgate.testsupport.Container;
import io.pushgate.testsupport.KeyStores;
import io.pushgate.testsupport.PushServer;
import io.pushgate.testsupport.RawWebSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundleKey;
import org.springframework.boot.ssl.SslStoreBundle;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * TLS on the Netty port, by an SSL bundle.
 */
class NettyTlsTests {

	@TempDir
	Path directory;

	@Test
	void speaksTlsAndTakesAnUpdateOfTheBundleWithoutDroppingConnections() throws Exception {
		KeyStores.create(this.directory, "first");
		KeyStore second = KeyStores.create(this.directory, "second");
		try (PushServer server = PushServer.on(Container.NETTY)
			.trusting()
			.property("push.netty.ssl.bundle", "push")
			.property("spring.ssl.bundle.jks.push.keystore.location", this.directory.resolve("first.p12").toUri())
			.property("spring.ssl.bundle.jks.push.keystore.password", KeyStores.PASSWORD)
			.start()) {
			AtomicReference<String> subject = new AtomicReference<>();
			SSLContext trusting = trusting(subject);
			try (RawWebSocket before = server.client().user("ann").tls(trusting).open()) {
				before.readJson("welcome");
				assertThat(subject).hasValue("CN=first");
				server.bean(DefaultSslBundleRegistry.class).updateBundle("push", bundle(second));
				try (RawWebSocket after = server.client()
					.user("ann")
					.header("Origin", "https://localhost:" + server.port())
					.tls(trusting)
					.open()) {
					after.readJson("welcome");
					assertThat(subject).hasValue("CN=second");
					server.push().toUser("ann").send("hello", 1);
					assertThat(before.readJson().path("event").asString()).isEqualTo("hello");
					assertThat(after.readJson().path("event").asString()).isEqualTo("hello");
				}
			}
			assertThat(server.client()
				.user("ann")
				.header("Origin", "http://localhost:" + server.port())
				.tls(trusting)
				.refused()
				.status()).isEqualTo(403);
		}
	}

	private static SslBundle bundle(KeyStore keyStore) {
		return SslBundle.of(SslStoreBundle.of(keyStore, KeyStores.PASSWORD, null), SslBundleKey.of(KeyStores.PASSWORD));
	}

	private static SSLContext trusting(AtomicReference<String> subject) throws GeneralSecurityException {
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(null, List.of(new X509TrustManager() {

			@Override
			public void checkClientTrusted(X509Certificate[] chain, String authType) {
			}

			@Override
			public void checkServerTrusted(X509Certificate[] chain, String authType) {
				subject.set(chain[0].getSubjectX500Principal().getName());
			}

			@Override
			public X509Certificate[] getAcceptedIssuers() {
				return new X509Certificate[0];
			}

		}).toArray(TrustManager[]::new), new SecureRandom());
		return context;
	}

}
