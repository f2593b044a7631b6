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

package io.pushgate.delivery.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;
import org.springframework.web.util.UriUtils;

/**
 * Makes single calls to a gateway: bounded in time and size, without a second try.
 * Redirects are not followed, as they would take the key to whoever is named. HTTP/1.1 is
 * spoken, which every gateway and every proxy understands. Thread-safe.
 */
final class GatewayHttp {

	private static final int MAX_ANSWER = 4 * 1024 * 1024;

	private final GatewayClientSettings settings;

	private final HttpClient http;

	private final RestClient rest;

	GatewayHttp(GatewayClientSettings settings, @Nullable SSLContext ssl, @Nullable SSLParameters sslParameters) {
		this.settings = settings;
		HttpClient.Builder client = HttpClient.newBuilder()
			.version(HttpClient.Version.HTTP_1_1)
			.followRedirects(HttpClient.Redirect.NEVER)
			.connectTimeout(settings.connectTimeout());
		if (ssl != null) {
			client.sslContext(ssl);
		}
		if (sslParameters != null) {
			client.sslParameters(sslParameters);
		}
		this.http = client.build();
		RestClient.Builder rest = RestClient.builder()
			.requestFactory(requests(settings.readTimeout()))
			.defaultHeader(HttpHeaders.ACCEPT, "application/json, application/problem+json")
			.defaultHeader(HttpHeaders.USER_AGENT, "Pushgate");
		if (settings.apiKey() != null) {
			rest.defaultHeader(HttpHeaders.AUTHORIZATION, "Bearer " + settings.apiKey());
		}
		this.rest = rest.build();
	}

	private JdkClientHttpRequestFactory requests(Duration readTimeout) {
		JdkClientHttpRequestFactory factory = new JdkClientHttpRequestFactory(this.http);
		// Until the answer is complete, so that one that drips has an end.
		factory.setReadTimeout(readTimeout);
		factory.enableCompression(false);
		return factory;
	}

	/**
	 * Make a call.
	 * @param most how long it may take, if that is less than the read timeout
	 * @return the answer, whatever its status
	 * @throws IOException if there is none; its message names neither key nor address
	 * @throws GatewayUnavailableException if there will be none before the settings
	 * change
	 */
	GatewayAnswer call(HttpMethod method, String path, Map<String, String> query, byte @Nullable [] body,
			@Nullable Duration most) throws IOException {
		boolean hurry = most != null && most.compareTo(this.settings.readTimeout()) < 0;
		RestClient rest = hurry ? this.rest.mutate().requestFactory(requests(most)).build() : this.rest;
		RestClient.RequestBodySpec request = rest.method(method).uri(uri(path, query));
		if (body != null) {
			request.contentType(MediaType.APPLICATION_JSON).body(body);
		}
		try {
			return request.exchangeForRequiredValue((sent, response) -> answer(response));
		}
		catch (ResourceAccessException ex) {
			if (isUntrusted(ex)) {
				throw new GatewayUnavailableException("The certificate of the gateway is not trusted. Set "
						+ "'push.client.ssl.bundle' to a bundle of 'spring.ssl.bundle' whose truststore has the "
						+ "certificate of its CA, and check that the host of 'push.client.gateway-url' is in it");
			}
			throw new IOException(problem(ex), ex);
		}
	}

	private URI uri(String path, Map<String, String> query) {
		Map<String, String> parameters = new TreeMap<>(query);
		parameters.put("tenant", this.settings.tenant());
		StringBuilder uri = new StringBuilder(this.settings.url().toString()).append(path);
		char separator = '?';
		for (Map.Entry<String, String> parameter : parameters.entrySet()) {
			uri.append(separator).append(parameter.getKey()).append('=');
			uri.append(UriUtils.encode(parameter.getValue(), StandardCharsets.UTF_8));
			separator = '&';
		}
		return URI.create(uri.toString());
	}

	private static GatewayAnswer answer(ClientHttpResponse response) throws IOException {
		byte[] body;
		try (InputStream in = response.getBody()) {
			body = in.readNBytes(MAX_ANSWER + 1);
		}
		if (body.length > MAX_ANSWER) {
			throw new TooLargeException();
		}
		return new GatewayAnswer(response.getStatusCode().value(), body,
				seconds(response.getHeaders().getFirst(HttpHeaders.RETRY_AFTER)));
	}

	private static @Nullable Duration seconds(@Nullable String text) {
		boolean number = text != null && !text.isEmpty() && text.length() <= 9
				&& text.chars().allMatch((c) -> c >= '0' && c <= '9');
		return number ? Duration.ofSeconds(Integer.parseInt(text)) : null;
	}

	private static boolean isUntrusted(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof CertificateException || cause instanceof CertPathValidatorException
					|| cause instanceof CertPathBuilderException) {
				return true;
			}
		}
		return false;
	}

	private String problem(ResourceAccessException failure) {
		Throwable cause = (failure.getCause() != null) ? failure.getCause() : failure;
		if (cause instanceof TooLargeException) {
			return "the answer has more than " + MAX_ANSWER + " bytes";
		}
		if (cause instanceof HttpTimeoutException) {
			return "there was no complete answer within " + this.settings.readTimeout().toMillis() + " ms";
		}
		// What it says may name addresses; its class says enough.
		return "the call failed with a " + cause.getClass().getSimpleName();
	}

	private static final class TooLargeException extends IOException {

		private static final long serialVersionUID = 1L;

	}

}
