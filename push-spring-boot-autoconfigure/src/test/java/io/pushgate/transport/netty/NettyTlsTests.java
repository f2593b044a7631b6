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

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

import io.pushgate.testsupport.Container;
import io.pushgate.testsupport.KeyStores;
import io.pushgate.testsupport.PushServer;
import io.pushgate.testsupport.RawWebSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundleKey;
import org.springframework.boot.ssl.SslStoreBundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

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
		try (PushServer server = withBundle("first").start()) {
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

	@Test
	void offersEphemeralKeysAndAuthenticatedEncryptionAlone() throws Exception {
		KeyStores.create(this.directory, "server");
		try (PushServer server = withBundle("server").start()) {
			for (String protocol : List.of("TLSv1.2", "TLSv1.3")) {
				assertThat(negotiate(server, trusting(new AtomicReference<>()), protocol))
					.matches("TLS_(ECDHE_ECDSA_WITH_)?(AES_(128|256)_GCM_SHA(256|384)|CHACHA20_POLY1305_SHA256)");
			}
			for (String cipher : List.of("TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256",
					"TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA")) {
				assertThatExceptionOfType(SSLException.class)
					.isThrownBy(() -> negotiate(server, trusting(new AtomicReference<>()), "TLSv1.2", cipher));
			}
			RefusedConnections refused = server.bean(NettyTransport.class).refusedConnections();
			await().atMost(RawWebSocket.PATIENCE).until(() -> refused.count(RefusedConnections.Reason.TLS) == 2);
			try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), server.port());
					Socket check = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
				check.close();
				plain.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
				await().atMost(RawWebSocket.PATIENCE).until(() -> refused.count(RefusedConnections.Reason.TLS) == 3);
			}
		}
	}

	@Test
	void letsThoseInWhoseCertificateTheTrustStoreKnows() throws Exception {
		KeyStores.create(this.directory, "server");
		KeyStore known = KeyStores.create(this.directory, "known");
		KeyStore unknown = KeyStores.create(this.directory, "unknown");
		for (String clientAuth : List.of("want", "need")) {
			try (PushServer server = withBundle("server")
				.property("spring.ssl.bundle.jks.push.truststore.location", this.directory.resolve("known.p12").toUri())
				.property("spring.ssl.bundle.jks.push.truststore.password", KeyStores.PASSWORD)
				.property("push.netty.ssl.client-auth", clientAuth)
				.start()) {
				assertThat(isLetIn(server, known)).isTrue();
				// The JDK's client does not even show a certificate that is not wanted.
				assertThat(isLetIn(server, unknown)).isEqualTo(clientAuth.equals("want"));
				assertThat(isLetIn(server, null)).isEqualTo(clientAuth.equals("want"));
			}
		}
	}

	private PushServer.Builder withBundle(String keyStore) {
		return PushServer.on(Container.NETTY)
			.trusting()
			.property("push.netty.ssl.bundle", "push")
			.property("spring.ssl.bundle.jks.push.keystore.location", this.directory.resolve(keyStore + ".p12").toUri())
			.property("spring.ssl.bundle.jks.push.keystore.password", KeyStores.PASSWORD);
	}

	private static boolean isLetIn(PushServer server, @Nullable KeyStore certificate) throws Exception {
		SSLContext context = trusting(new AtomicReference<>(), certificate);
		// With TLS 1.3, what the server says of a certificate comes with the first bytes.
		try (RawWebSocket client = server.client().user("ann").tls(context).open()) {
			return client.readJson("welcome").path("user").asString().equals("ann");
		}
		catch (IllegalStateException ex) {
			assertThat(ex).hasRootCauseInstanceOf(IOException.class);
			return false;
		}
	}

	private static String negotiate(PushServer server, SSLContext context, String protocol, String... ciphers)
			throws IOException {
		try (SSLSocket socket = (SSLSocket) context.getSocketFactory()
			.createSocket(InetAddress.getLoopbackAddress(), server.port())) {
			socket.setEnabledProtocols(new String[] { protocol });
			if (ciphers.length > 0) {
				socket.setEnabledCipherSuites(ciphers);
			}
			socket.startHandshake();
			return socket.getSession().getCipherSuite();
		}
	}

	private static SslBundle bundle(KeyStore keyStore) {
		return SslBundle.of(SslStoreBundle.of(keyStore, KeyStores.PASSWORD, null), SslBundleKey.of(KeyStores.PASSWORD));
	}

	private static SSLContext trusting(AtomicReference<String> subject) throws GeneralSecurityException {
		return trusting(subject, null);
	}

	private static SSLContext trusting(AtomicReference<String> subject, @Nullable KeyStore certificate)
			throws GeneralSecurityException {
		KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		keys.init(certificate, KeyStores.PASSWORD.toCharArray());
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(keys.getKeyManagers(), List.of(new X509TrustManager() {

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
