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

package io.pushgate.contract;

import io.pushgate.auth.PushAuthenticator;
import io.pushgate.auth.PushIdentity;
import io.pushgate.testsupport.Container;
import io.pushgate.testsupport.PushServer;
import io.pushgate.testsupport.RawWebSocket;
import io.pushgate.transport.HandshakeRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is believed of a client that comes through proxies: the table in
 * {@code docs/security.md}. The connections come from a trusted proxy, and so do those of
 * 10.0.0.0/8.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProxyTests {

	private final PushServer netty = netty().start();

	private final PushServer tomcat = servlet(Container.TOMCAT);

	private final PushServer jetty = servlet(Container.JETTY);

	private static PushServer.Builder netty() {
		return PushServer.on(Container.NETTY)
			.with(Witness.class)
			.property("push.netty.trusted-proxies", "127.0.0.1,10.0.0.0/8");
	}

	private static PushServer servlet(Container container) {
		return PushServer.on(container)
			.with(Witness.class)
			.property("server.forward-headers-strategy", "native")
			.start();
	}

	@AfterAll
	void stop() {
		this.netty.close();
		this.tomcat.close();
		this.jetty.close();
	}

	/**
	 * What the client has, by transport: its address, its host and whether it has TLS.
	 * Jetty's strategy trusts every peer, and takes the address that is told first.
	 */
	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					                                                          | 127.0.0.1 push:81 -         | 127.0.0.1 push:81 -         | 127.0.0.1 push:81 -
					X-Forwarded-For: 203.0.113.7                              | 203.0.113.7 push:81 -       | 203.0.113.7 push:81 -       | 203.0.113.7 push:81 -
					X-Forwarded-For: 6.6.6.6, 203.0.113.7                     | 203.0.113.7 push:81 -       | 203.0.113.7 push:81 -       | 6.6.6.6 push:81 -
					X-Forwarded-For: 6.6.6.6, 203.0.113.7, 10.1.1.1           | 203.0.113.7 push:81 -       | 203.0.113.7 push:81 -       | 6.6.6.6 push:81 -
					X-Forwarded-For: 10.2.2.2, 10.1.1.1                       | 10.2.2.2 push:81 -          | 10.2.2.2 push:81 -          | 10.2.2.2 push:81 -
					X-Forwarded-For: unknown, 10.1.1.1                        | 10.1.1.1 push:81 -          | unknown push:81 -           | unknown push:81 -
					X-Forwarded-For: 203.0.113.7:5123                         | 203.0.113.7 push:81 -       | 203.0.113.7:5123 push:81 -  | 203.0.113.7 push:81 -
					X-Forwarded-For: [2001:db8::7]:5123                       | 2001:db8:0:0:0:0:0:7 push:81 - | [2001:db8::7]:5123 push:81 - | [2001:db8::7] push:81 -
					X-Forwarded-Proto: https                                  | 127.0.0.1 push:81 tls       | 127.0.0.1 push tls          | 127.0.0.1 push:81 tls
					X-Forwarded-Proto: wss                                    | 127.0.0.1 push:81 tls       | 127.0.0.1 push tls          | 127.0.0.1 push:81 tls
					X-Forwarded-Proto: http                                   | 127.0.0.1 push:81 -         | 127.0.0.1 push -            | 127.0.0.1 push:81 -
					X-Forwarded-Proto: https; X-Forwarded-Host: app.example.com | 127.0.0.1 app.example.com tls | 127.0.0.1 app.example.com tls | 127.0.0.1 app.example.com tls
					X-Forwarded-Proto: https; X-Forwarded-Host: app.example.com; X-Forwarded-Port: 8443 | 127.0.0.1 app.example.com:8443 tls | 127.0.0.1 app.example.com:8443 tls | 127.0.0.1 app.example.com:8443 tls
					X-Forwarded-Proto: https; X-Forwarded-Port: 443           | 127.0.0.1 push tls          | 127.0.0.1 push tls          | 127.0.0.1 push tls
					Forwarded: for=203.0.113.7;proto=https;host="app.example.com:8443" | 203.0.113.7 app.example.com:8443 tls | 127.0.0.1 push:81 - | 203.0.113.7 app.example.com:8443 tls
					Forwarded: for=6.6.6.6, for="[2001:db8::7]:5123";by=10.1.1.1 | 2001:db8:0:0:0:0:0:7 push:81 - | 127.0.0.1 push:81 - | 6.6.6.6 push:81 -
					Forwarded: for=6.6.6.6, for=_hidden, for=10.1.1.1         | 10.1.1.1 push:81 -          | 127.0.0.1 push:81 -         | 6.6.6.6 push:81 -
					Forwarded: for=6.6.6.6, proto=https                       | 127.0.0.1 push:81 tls       | 127.0.0.1 push:81 -         | 6.6.6.6 push:81 tls
							Forwarded: for=6.6.6.6; X-Forwarded-For: 203.0.113.7      | null push:81 -              | 203.0.113.7 push:81 -       | 6.6.6.6 push:81 -
					""")
	void believesWhatTrustedProxiesTell(String headers, String netty, String tomcat, String jetty) {
		assertThat(told(this.netty, headers)).as("Netty").isEqualTo(netty);
		assertThat(told(this.tomcat, headers)).as("Tomcat").isEqualTo(tomcat);
		assertThat(told(this.jetty, headers)).as("Jetty").isEqualTo(jetty);
	}

	@ParameterizedTest
	@CsvSource({ "x-forwarded, 203.0.113.7", "forwarded, 203.0.113.9" })
	void believesTheHeadersThatItIsToldTo(String kind, String address) {
		try (PushServer server = netty().property("push.netty.forwarded-headers", kind).start()) {
			assertThat(told(server, "Forwarded: for=203.0.113.9; X-Forwarded-For: 203.0.113.7"))
				.isEqualTo(address + " push:81 -");
		}
	}

	@Test
	void believesBothKindsOfHeadersWhereTheyAgree() {
		assertThat(told(this.netty,
				"Forwarded: for=203.0.113.7;proto=https;host=app.example.com; X-Forwarded-For: 203.0.113.7; "
						+ "X-Forwarded-Proto: https; X-Forwarded-Host: app.example.com; X-Forwarded-Port: 443"))
			.isEqualTo("203.0.113.7 app.example.com tls");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "=", ";,;", "for", "for=[2001:db8::7", "for=6.6.6.6, x=y" })
	void takesNothingFromAHeaderThatSaysNothing(String forwarded) {
		assertThat(told(this.netty, "Forwarded: " + forwarded)).isEqualTo("127.0.0.1 push:81 -");
	}

	/**
	 * What the client has begun hides what the proxy has added.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "for=\"", "for=\", for=203.0.113.7", "for=\"6.6.6.6;x=\\\", for=203.0.113.7" })
	void takesNobodyForTheProxyWhoBreaksItsHeader(String forwarded) {
		assertThat(told(this.netty, "Forwarded: " + forwarded)).isEqualTo("null push:81 -");
	}

	/**
	 * A proxy adds its own element and leaves those before it as they are.
	 */
	@Test
	void believesTheElementOfTheProxyThatHasSeenTheClient() {
		String client = "Forwarded: for=1.1.1.1;proto=https;host=evil.com, ";
		assertThat(told(this.netty, client + "for=203.0.113.7;proto=http;host=app.example.com"))
			.isEqualTo("203.0.113.7 app.example.com -");
		assertThat(
				told(this.netty, client + "for=203.0.113.7;proto=https;host=app.example.com, for=10.1.1.1;host=inner"))
			.isEqualTo("203.0.113.7 app.example.com tls");
		assertThat(told(this.netty, client + "for=203.0.113.7")).isEqualTo("203.0.113.7 push:81 -");
	}

	@ParameterizedTest
	@ValueSource(strings = { "X-Forwarded-For: 6.6.6.6; X-Forwarded-Host: app.example.com; X-Forwarded-Proto: https",
			"Forwarded: for=6.6.6.6;host=app.example.com;proto=https" })
	void believesNobodyWhoIsNotTrusted(String headers) {
		try (PushServer server = netty().property("push.netty.trusted-proxies", "10.0.0.0/8").start()) {
			assertThat(told(server, headers)).isEqualTo("127.0.0.1 push:81 -");
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			PROXY TCP4 203.0.113.7 192.0.2.1 56324 443 |                           | 203.0.113.7 push:81 -
			PROXY TCP4 203.0.113.7 192.0.2.1 56324 443 | X-Forwarded-For: 6.6.6.6   | 203.0.113.7 push:81 -
			PROXY TCP4 203.0.113.7 192.0.2.1 56324 443 | Forwarded: for=6.6.6.6     | 203.0.113.7 push:81 -
			PROXY TCP4 203.0.113.7 192.0.2.1 56324 443 | X-Forwarded-Proto: https   | 203.0.113.7 push:81 -
			PROXY TCP6 2001:db8::7 2001:db8::1 56324 443 | X-Forwarded-For: 6.6.6.6 | 2001:db8:0:0:0:0:0:7 push:81 -
			PROXY TCP4 10.1.1.1 192.0.2.1 56324 443    | X-Forwarded-For: 6.6.6.6, 203.0.113.7 | 203.0.113.7 push:81 -
			PROXY UNKNOWN                              | X-Forwarded-For: 6.6.6.6 | null push:81 -
			""")
	void believesThePROXYProtocolBeforeHeaders(String preamble, String headers, String expected) {
		try (PushServer server = netty().property("push.netty.proxy-protocol", true).start()) {
			assertThat(told(server.client().preamble(preamble + "\r\n"), headers)).isEqualTo(expected);
		}
	}

	/**
	 * Whose page may connect follows from what proxies tell, on every transport.
	 */
	@ParameterizedTest
	@EnumSource
	void letsThePageOfItsOwnHostInAndNoOther(Container container) {
		PushServer server = switch (container) {
			case NETTY -> this.netty;
			case TOMCAT -> this.tomcat;
			case JETTY -> this.jetty;
		};
		String headers = "X-Forwarded-Host: app.example.com; X-Forwarded-Port: 8443; X-Forwarded-Proto: https; Origin: ";
		assertThat(told(server, headers + "https://app.example.com:8443")).endsWith("app.example.com:8443 tls");
		for (String foreign : new String[] { "https://app.example.com", "http://app.example.com:8443",
				"https://app.example.com:9443", "https://other.example.com:8443" }) {
			RawWebSocket.Builder client = server.client();
			set(client, headers + foreign);
			assertThat(client.refused().status()).as(foreign).isEqualTo(403);
		}
	}

	private static String told(PushServer server, String headers) {
		return told(server.client(), headers);
	}

	private static String told(RawWebSocket.Builder client, String headers) {
		client.header("Host", "push:81");
		set(client, headers);
		try (RawWebSocket open = client.open()) {
			return open.readJson("welcome").path("user").asString();
		}
	}

	private static void set(RawWebSocket.Builder client, String headers) {
		if (headers != null) {
			for (String header : headers.split("; ")) {
				int colon = header.indexOf(": ");
				client.header(header.substring(0, colon), header.substring(colon + 2));
			}
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class Witness {

		/**
		 * Makes a user of what is told about it.
		 */
		@Bean
		PushAuthenticator witness() {
			return (credentials) -> {
				HandshakeRequest request = credentials.handshake();
				return PushIdentity
					.ofUser(request.remoteAddress() + " " + request.host() + " " + (request.isSecure() ? "tls" : "-"));
			};
		}

	}

}
