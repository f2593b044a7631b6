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

package io.pushgate.transport.websocket;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

import io.pushgate.transport.HttpAnswer;
import io.pushgate.transport.HttpEndpoint;
import io.pushgate.transport.HttpVerdict;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.web.HttpRequestHandler;

/**
 * Serves an {@link HttpEndpoint} in a servlet container. The body is read on the
 * container's thread, which is what that is for; where the answer takes longer, the
 * thread is given back.
 */
final class HttpEndpointHandler implements HttpRequestHandler {

	private static final Log logger = LogFactory.getLog(HttpEndpointHandler.class);

	private static final long ANSWER_TIMEOUT = 30_000;

	private static final long DISCARD = 4;

	private static final long DISCARD_TIMEOUT = 10_000;

	private static final int DISCARD_BUFFER = 8192;

	private static final int BAD_REQUEST = 400;

	private static final int REQUEST_TIMEOUT = 408;

	private static final int TOO_LARGE = 413;

	private static final int UNAVAILABLE = 503;

	private final HttpEndpoint endpoint;

	HttpEndpointHandler(HttpEndpoint endpoint) {
		this.endpoint = endpoint;
	}

	@Override
	public void handleRequest(HttpServletRequest request, HttpServletResponse response) throws IOException {
		HttpVerdict verdict = this.endpoint.judge(new ServletHttpCall(request));
		if (verdict instanceof HttpVerdict.Refused refused) {
			refuse(refused.answer(), request, response);
			return;
		}
		byte[] body;
		try {
			body = body(request);
		}
		catch (IOException ex) {
			write(this.endpoint.refusal(isTimeout(ex) ? REQUEST_TIMEOUT : BAD_REQUEST), request, response);
			return;
		}
		if (body.length > this.endpoint.maxBody()) {
			refuse(this.endpoint.refusal(TOO_LARGE), request, response);
			return;
		}
		CompletableFuture<HttpAnswer> answer = ((HttpVerdict.Accepted) verdict).handler()
			.answer(body)
			.toCompletableFuture();
		if (answer.isDone() || !request.isAsyncSupported()) {
			write(answer.join(), request, response);
		}
		else {
			writeLater(answer, request.startAsync(request, response));
		}
	}

	/**
	 * Read the body, or one byte more than it may have.
	 */
	private byte[] body(HttpServletRequest request) throws IOException {
		long length = request.getContentLengthLong();
		int max = this.endpoint.maxBody();
		if (length > max) {
			return new byte[max + 1];
		}
		InputStream in = request.getInputStream();
		if (length == -1) {
			return in.readNBytes(max + 1);
		}
		byte[] body = new byte[(int) length];
		if (in.readNBytes(body, 0, body.length) < body.length) {
			throw new IOException("The body ended early");
		}
		return body;
	}

	/**
	 * Read what nobody wants, within limits, before the answer: a container that closes
	 * on a client that is still sending takes the answer from it. No thread waits for
	 * what a stranger sends, or does not.
	 */
	private void refuse(HttpAnswer answer, HttpServletRequest request, HttpServletResponse response)
			throws IOException {
		long length = request.getContentLengthLong();
		boolean hasBody = length > 0 || request.getHeader("Transfer-Encoding") != null;
		long limit = DISCARD * this.endpoint.maxBody();
		if (!hasBody || length > limit || request.getHeader("Expect") != null || !request.isAsyncSupported()) {
			if (hasBody) {
				abandonBody(request);
			}
			write(answer, request, response);
			return;
		}
		AsyncContext context = request.startAsync(request, response);
		context.setTimeout(DISCARD_TIMEOUT);
		Discard discard = new Discard(answer, context, request.getInputStream(), limit);
		context.addListener(discard);
		try {
			request.getInputStream().setReadListener(discard);
		}
		catch (RuntimeException ex) {
			// A filter has wrapped the request in one that cannot.
			logger.trace("A body is not read to its end", ex);
			discard.end(false);
		}
	}

	private static void abandonBody(HttpServletRequest request) {
		if (request.getAttribute(ServletTransport.ABANDON_BODY) instanceof Runnable abandon) {
			abandon.run();
		}
	}

	private static boolean isTimeout(IOException ex) {
		for (Throwable cause = ex; cause != null; cause = cause.getCause()) {
			if (cause instanceof SocketTimeoutException || cause instanceof TimeoutException) {
				return true;
			}
		}
		return false;
	}

	private void writeLater(CompletableFuture<HttpAnswer> answer, AsyncContext context) {
		context.setTimeout(ANSWER_TIMEOUT);
		context.addListener(new AnswerTimeout(answer, this.endpoint));
		answer.thenAccept((result) -> {
			try {
				write(result, (HttpServletRequest) context.getRequest(), (HttpServletResponse) context.getResponse());
			}
			catch (IOException | RuntimeException ex) {
				logger.debug("An answer could not be written", ex);
			}
			context.complete();
		});
	}

	static void write(HttpAnswer answer, HttpServletRequest request, HttpServletResponse response) throws IOException {
		response.setStatus(answer.status());
		answer.headers().forEach((name, value) -> {
			if (name.equals("Content-Type")) {
				response.setContentType(value);
			}
			else {
				response.setHeader(name, value);
			}
		});
		byte[] body = answer.body();
		response.setContentLength(body.length);
		if (body.length > 0 && !request.getMethod().equals("HEAD")) {
			response.getOutputStream().write(body);
		}
	}

	/**
	 * Gives up on an answer that does not come. Whichever completes the future first is
	 * the one that is written.
	 */
	private record AnswerTimeout(CompletableFuture<HttpAnswer> answer, HttpEndpoint endpoint) implements AsyncListener {

		@Override
		public void onTimeout(AsyncEvent event) {
			this.answer.complete(this.endpoint.refusal(UNAVAILABLE));
		}

		@Override
		public void onError(AsyncEvent event) {
			this.answer.complete(this.endpoint.refusal(UNAVAILABLE));
		}

		@Override
		public void onComplete(AsyncEvent event) {
		}

		@Override
		public void onStartAsync(AsyncEvent event) {
		}

	}

	/**
	 * Reads a body as it comes, forgets it, and answers.
	 */
	private static final class Discard implements ReadListener, AsyncListener {

		private final HttpAnswer answer;

		private final AsyncContext context;

		private final ServletInputStream in;

		private final byte[] buffer = new byte[DISCARD_BUFFER];

		private final AtomicBoolean ended = new AtomicBoolean();

		private long left;

		private Discard(HttpAnswer answer, AsyncContext context, ServletInputStream in, long limit) {
			this.answer = answer;
			this.context = context;
			this.in = in;
			this.left = limit;
		}

		@Override
		public void onDataAvailable() throws IOException {
			while (this.left >= 0 && this.in.isReady()) {
				int read = this.in.read(this.buffer);
				if (read == -1) {
					return;
				}
				this.left -= read;
			}
			if (this.left < 0) {
				end(false);
			}
		}

		@Override
		public void onAllDataRead() {
			end(true);
		}

		@Override
		public void onTimeout(AsyncEvent event) {
			end(false);
		}

		@Override
		public void onError(Throwable ex) {
			logger.trace("A body could not be read to its end", ex);
			end(false);
		}

		private void end(boolean read) {
			if (!this.ended.compareAndSet(false, true)) {
				return;
			}
			HttpServletRequest request = (HttpServletRequest) this.context.getRequest();
			try {
				if (!read) {
					abandonBody(request);
				}
				write(this.answer, request, (HttpServletResponse) this.context.getResponse());
			}
			catch (IOException | RuntimeException ex) {
				logger.debug("An answer could not be written", ex);
			}
			this.context.complete();
		}

		@Override
		public void onError(AsyncEvent event) {
		}

		@Override
		public void onComplete(AsyncEvent event) {
		}

		@Override
		public void onStartAsync(AsyncEvent event) {
		}

	}

}
