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

import java.io.ByteArrayOutputStream;
import java.util.Objects;
import java.util.concurrent.CompletionStage;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.pushgate.transport.HttpAnswer;
import io.pushgate.transport.HttpEndpoint;
import io.pushgate.transport.HttpVerdict;
import org.jspecify.annotations.Nullable;

/**
 * One request that is under way.
 */
final class HttpExchange {

	private static final int SMALL = 4096;

	private static final byte[] NOTHING = {};

	private final HttpEndpoint endpoint;

	private final NettyHttpCall call;

	private final boolean mayBlock;

	private final boolean headOnly;

	private final boolean keepAlive;

	private final boolean expectsContinue;

	private final long length;

	private @Nullable HttpVerdict verdict;

	private @Nullable ByteArrayOutputStream body;

	private long received;

	HttpExchange(Channel channel, HttpRequest request, HttpEndpoint endpoint, TrustedProxies proxies) {
		this.endpoint = endpoint;
		this.call = new NettyHttpCall(channel, request, proxies);
		this.mayBlock = endpoint.mayBlock(this.call);
		this.headOnly = HttpMethod.HEAD.equals(request.method());
		this.length = HttpRules.bodyLength(request);
		// Where a body is chunked, a length that contradicts it is no longer to be seen
		// here. So nothing that follows it is taken for a request.
		this.keepAlive = HttpUtil.isKeepAlive(request) && this.length != -1;
		this.expectsContinue = HttpUtil.is100ContinueExpected(request);
	}

	boolean mayBlock() {
		return this.mayBlock;
	}

	boolean isHeadOnly() {
		return this.headOnly;
	}

	boolean isKeepAlive() {
		return this.keepAlive;
	}

	boolean expectsContinue() {
		return this.expectsContinue && this.length != 0;
	}

	/**
	 * Judge the request. Called where waiting harms nobody, if it may be necessary.
	 */
	HttpVerdict judge() {
		return this.endpoint.judge(this.call);
	}

	void judged(HttpVerdict verdict) {
		this.verdict = verdict;
	}

	/**
	 * Return the answer that spares the client the rest of the body.
	 * @return the answer, or {@code null} to read the body
	 */
	@Nullable HttpAnswer early() {
		if (this.verdict instanceof HttpVerdict.Refused refused) {
			return (expectsContinue() || this.length > this.endpoint.maxBody()) ? refused.answer() : null;
		}
		return (this.length > this.endpoint.maxBody()) ? refusal(413) : null;
	}

	/**
	 * Take a part of the body.
	 * @return {@code false} if the body is too large
	 */
	boolean add(ByteBuf part) {
		this.received += part.readableBytes();
		if (this.received > this.endpoint.maxBody()) {
			this.body = null;
			return false;
		}
		if (this.verdict instanceof HttpVerdict.Accepted && part.isReadable()) {
			if (this.body == null) {
				// Not the length that the client merely claims.
				this.body = new ByteArrayOutputStream(
						(int) Math.max(part.readableBytes(), Math.min(this.length, SMALL)));
			}
			byte[] bytes = new byte[part.readableBytes()];
			part.getBytes(part.readerIndex(), bytes);
			this.body.writeBytes(bytes);
		}
		return true;
	}

	/**
	 * Return the answer to a body that is too large.
	 */
	HttpAnswer tooLarge() {
		return (this.verdict instanceof HttpVerdict.Refused refused) ? refused.answer() : refusal(413);
	}

	/**
	 * Return whether the answer is known without any more work.
	 */
	@Nullable HttpAnswer refused() {
		return (this.verdict instanceof HttpVerdict.Refused refused) ? refused.answer() : null;
	}

	/**
	 * Hand the body over.
	 */
	CompletionStage<HttpAnswer> answer() {
		HttpVerdict.Accepted accepted = (HttpVerdict.Accepted) Objects.requireNonNull(this.verdict);
		byte[] bytes = (this.body != null) ? this.body.toByteArray() : NOTHING;
		this.body = null;
		return accepted.handler().answer(bytes);
	}

	HttpAnswer refusal(int status) {
		return this.endpoint.refusal(status);
	}

}
