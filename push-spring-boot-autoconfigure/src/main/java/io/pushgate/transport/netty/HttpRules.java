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

import java.util.List;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.pushgate.transport.HandshakeResult.Refused;

/**
 * What a request must look like so that this server and a proxy in front of it agree on
 * where it ends, see <a href="https://www.rfc-editor.org/rfc/rfc9112#section-6.3">RFC
 * 9112, section 6.3</a>.
 */
final class HttpRules {

	/**
	 * The answer to a request that is not sound.
	 */
	static final Refused UNSOUND = new Refused(400, "A request has one Host, and one length or chunks");

	private HttpRules() {
	}

	/**
	 * Return whether the head of a request is unambiguous.
	 */
	static boolean isSound(HttpRequest request) {
		HttpHeaders headers = request.headers();
		boolean current = HttpVersion.HTTP_1_1.equals(request.protocolVersion());
		int hosts = headers.getAll(HttpHeaderNames.HOST).size();
		if ((current && hosts != 1) || hosts > 1
				|| (!current && !HttpVersion.HTTP_1_0.equals(request.protocolVersion()))) {
			return false;
		}
		List<String> lengths = headers.getAll(HttpHeaderNames.CONTENT_LENGTH);
		List<String> encodings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
		if (encodings.isEmpty()) {
			return lengths.isEmpty() || (lengths.size() == 1 && isLength(lengths.get(0)));
		}
		return current && lengths.isEmpty() && encodings.size() == 1 && encodings.get(0).equalsIgnoreCase("chunked");
	}

	private static boolean isLength(String text) {
		return !text.isEmpty() && text.length() <= 18 && text.chars().allMatch((c) -> c >= '0' && c <= '9');
	}

	/**
	 * Return the length that a request claims for its body.
	 * @return the length, 0 without a body, or -1 if it is sent in chunks
	 */
	static long bodyLength(HttpRequest request) {
		if (request.headers().contains(HttpHeaderNames.TRANSFER_ENCODING)) {
			return -1;
		}
		String length = request.headers().get(HttpHeaderNames.CONTENT_LENGTH);
		return (length != null) ? Long.parseLong(length) : 0;
	}

}
