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

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.pushgate.transport.HttpAnswer;
import io.pushgate.transport.HttpEndpoint;
import io.pushgate.transport.HttpVerdict;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Serves {@link HttpEndpoint}s on a connection that turned out to carry plain HTTP:
 * request after request, each answered before the next is looked at.
 *
 * <p>
 * Bounds: a body has the endpoint's limit, and the time that a handshake has; what has
 * been decoded beyond the request that is being answered is at most one read, as nothing
 * is read meanwhile; and nothing is read while the client does not read its answers. All
 * fields belong to the event loop.
 */
final class HttpEndpointHandler extends ChannelInboundHandlerAdapter {

	private static final Log logger = LogFactory.getLog(HttpEndpointHandler.class);

	private static final long KEEP_ALIVE = Duration.ofSeconds(60).toNanos();

	private final NettyTransport transport;

	private final Queue<HttpObject> waiting = new ArrayDeque<>(4);

	private State state = State.IDLE;

	private long since = System.nanoTime();

	private boolean unflushed;

	private boolean pipelined;

	private @Nullable HttpExchange exchange;

	// Read by the thread that looks after deadlines.
	private volatile @Nullable ChannelHandlerContext context;

	HttpEndpointHandler(NettyTransport transport) {
		this.transport = transport;
	}

	/**
	 * Put this handler into a pipeline in the place of the handshake's, and begin with
	 * the request that was read there. The decoder is replaced as well, as that one stops
	 * after the head; the new one gets the head again, and then what follows it. Not to
	 * be called from within a read.
	 */
	void takeOver(ChannelPipeline pipeline, HandshakeHandler handshake, HttpRequest request) {
		ChannelHandlerContext old = pipeline.context(HttpRequestDecoder.class);
		HttpRequestDecoder decoder = NettyTransport.decoder();
		pipeline.addAfter(old.name(), "push-http", decoder);
		pipeline.replace(handshake, null, this);
		pipeline.addBefore(pipeline.context(this).name(), null, new HttpResponseEncoder());
		try {
			decoder.channelRead(pipeline.context(decoder), head(request));
			// Passes on what it has read beyond the head.
			pipeline.remove(old.handler());
			channelReadComplete(pipeline.context(this));
		}
		catch (Exception ex) {
			exceptionCaught(pipeline.context(this), ex);
		}
	}

	/**
	 * Put a handshake's handler back into the place of this one, and give it a request
	 * that is for no endpoint: a proxy that keeps connections sends over one of them
	 * whatever comes next, and that may be a handshake.
	 */
	private void giveBack(ChannelHandlerContext context, HttpRequest request) {
		if (this.context == null) {
			return;
		}
		ChannelPipeline pipeline = context.pipeline();
		// Passes on here what it has read beyond the request.
		pipeline.remove(HttpRequestDecoder.class);
		if (this.pipelined || this.waiting.stream().anyMatch(HttpRequest.class::isInstance)) {
			close(context, 400, "Wait for the answer before you send anything else");
			resume(context);
			return;
		}
		context.flush();
		HttpRequestDecoder decoder = NettyTransport.decoder();
		decoder.setSingleDecode(true);
		pipeline.remove(HttpResponseEncoder.class);
		pipeline.addBefore(context.name(), null, decoder);
		pipeline.replace(this, null, new HandshakeHandler(this.transport));
		try {
			decoder.channelRead(pipeline.context(decoder), head(request));
		}
		catch (Exception ex) {
			exceptionCaught(context, ex);
		}
	}

	private static ByteBuf head(HttpRequest request) {
		StringBuilder head = new StringBuilder(512).append(request.method().name())
			.append(' ')
			.append(request.uri())
			.append(' ')
			.append(request.protocolVersion().text())
			.append("\r\n");
		for (Map.Entry<String, String> header : request.headers()) {
			head.append(header.getKey()).append(": ").append(header.getValue()).append("\r\n");
		}
		return Unpooled.wrappedBuffer(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
	}

	@Override
	public void handlerAdded(ChannelHandlerContext context) {
		this.context = context;
		this.transport.serving(this);
	}

	@Override
	public void handlerRemoved(ChannelHandlerContext context) {
		end(context);
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		end(context);
	}

	private void end(ChannelHandlerContext context) {
		this.context = null;
		ended();
		this.state = State.CLOSING;
		drain(context);
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		if (message instanceof HttpObject object) {
			this.waiting.add(object);
			drain(context);
		}
		else {
			// Bytes that nobody decodes any more.
			this.pipelined = true;
			ReferenceCountUtil.release(message);
		}
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext context) {
		if (this.unflushed) {
			this.unflushed = false;
			context.flush();
		}
		boolean wanted = this.state == State.CLOSING
				|| (this.state != State.BUSY && this.waiting.isEmpty() && context.channel().isWritable());
		if (context.channel().config().isAutoRead() != wanted) {
			context.channel().config().setAutoRead(wanted);
		}
	}

	@Override
	public void channelWritabilityChanged(ChannelHandlerContext context) {
		resume(context);
	}

	private void resume(ChannelHandlerContext context) {
		drain(context);
		channelReadComplete(context);
	}

	/**
	 * Look at what has been decoded, as far as that is possible now.
	 */
	private void drain(ChannelHandlerContext context) {
		while (this.state == State.CLOSING || (this.state != State.BUSY && context.channel().isWritable())) {
			HttpObject object = this.waiting.poll();
			if (object == null) {
				return;
			}
			try {
				receive(context, object);
			}
			finally {
				ReferenceCountUtil.release(object);
			}
		}
	}

	private void receive(ChannelHandlerContext context, HttpObject object) {
		if (this.state == State.CLOSING) {
			return;
		}
		if (object.decoderResult().isFailure()) {
			refuse(context, object.decoderResult().cause());
			return;
		}
		if (object instanceof HttpRequest request) {
			begin(context, request);
		}
		else if (object instanceof HttpContent content && this.exchange != null) {
			read(context, this.exchange, content);
		}
	}

	private void refuse(ChannelHandlerContext context, Throwable cause) {
		if (cause instanceof TooLongHttpLineException) {
			close(context, 414, "The request line is too long");
		}
		else if (cause instanceof TooLongHttpHeaderException) {
			close(context, 431, "The headers are too large");
		}
		else {
			close(context, 400, "This is not HTTP/1.1");
		}
	}

	private void begin(ChannelHandlerContext context, HttpRequest request) {
		this.since = System.nanoTime();
		HttpEndpoint endpoint = this.transport.endpoint(request);
		if (endpoint == null) {
			this.state = State.BUSY;
			// The decoder can be replaced when it is done with this read.
			context.executor().execute(() -> giveBack(context, request));
			return;
		}
		if (!HttpRules.isSound(request)) {
			close(context, HttpRules.UNSOUND.status(), HttpRules.UNSOUND.reason());
			return;
		}
		HttpExchange exchange = new HttpExchange(context.channel(), request, endpoint, this.transport.trustedProxies());
		this.exchange = exchange;
		this.transport.callBegan();
		if (this.transport.isStopping()) {
			close(context, 503, "This node is about to stop");
			return;
		}
		if (!exchange.mayBlock()) {
			judged(context, exchange, exchange.judge());
			return;
		}
		elsewhere(context, exchange, () -> {
			HttpVerdict verdict = exchange.judge();
			context.executor().execute(() -> {
				if (this.state == State.BUSY) {
					judged(context, exchange, verdict);
					resume(context);
				}
			});
		});
	}

	private void judged(ChannelHandlerContext context, HttpExchange exchange, HttpVerdict verdict) {
		this.state = State.READING;
		exchange.judged(verdict);
		HttpAnswer early = exchange.early();
		if (early != null) {
			write(context, early, exchange.isHeadOnly(), false);
		}
		else if (exchange.expectsContinue()) {
			context.writeAndFlush(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE,
					Unpooled.EMPTY_BUFFER), context.voidPromise());
		}
	}

	private void read(ChannelHandlerContext context, HttpExchange exchange, HttpContent content) {
		if (!exchange.add(content.content())) {
			write(context, exchange.tooLarge(), exchange.isHeadOnly(), false);
			return;
		}
		if (!(content instanceof LastHttpContent)) {
			return;
		}
		HttpAnswer refused = exchange.refused();
		if (refused != null) {
			answer(context, exchange, refused);
		}
		else if (!exchange.mayBlock()) {
			answered(context, exchange, exchange.answer().toCompletableFuture());
		}
		else {
			elsewhere(context, exchange, () -> {
				CompletableFuture<HttpAnswer> answer = exchange.answer().toCompletableFuture();
				context.executor().execute(() -> answered(context, exchange, answer));
			});
		}
	}

	/**
	 * Do something where waiting harms nobody. Nothing is looked at meanwhile.
	 */
	private void elsewhere(ChannelHandlerContext context, HttpExchange exchange, Runnable work) {
		this.state = State.BUSY;
		try {
			this.transport.httpExecutor().execute(work);
		}
		catch (RejectedExecutionException ex) {
			write(context, exchange.refusal(503), exchange.isHeadOnly(), false);
		}
	}

	private void answered(ChannelHandlerContext context, HttpExchange exchange, CompletableFuture<HttpAnswer> answer) {
		if (answer.isDone()) {
			boolean waited = this.state == State.BUSY;
			answer(context, exchange, answer.join());
			if (waited) {
				resume(context);
			}
			return;
		}
		this.state = State.BUSY;
		answer.thenAccept((result) -> context.executor().execute(() -> {
			answer(context, exchange, result);
			resume(context);
		}));
	}

	private void answer(ChannelHandlerContext context, HttpExchange exchange, HttpAnswer answer) {
		if (this.exchange == exchange) {
			write(context, answer, exchange.isHeadOnly(), exchange.isKeepAlive());
		}
	}

	/**
	 * The call is answered, or its connection is gone.
	 */
	private void ended() {
		if (this.exchange != null) {
			this.exchange = null;
			this.transport.callEnded();
		}
	}

	private void close(ChannelHandlerContext context, int status, String reason) {
		write(context, new HttpAnswer(status, Map.of("Content-Type", "text/plain", "Cache-Control", "no-store"),
				reason.getBytes(StandardCharsets.UTF_8)), false, false);
	}

	/**
	 * Write an answer.
	 */
	private void write(ChannelHandlerContext context, HttpAnswer answer, boolean headOnly, boolean keepAlive) {
		ended();
		this.since = System.nanoTime();
		FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1,
				HttpResponseStatus.valueOf(answer.status()),
				headOnly ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(answer.body()));
		answer.headers().forEach((name, value) -> response.headers().set(name, value));
		if (answer.status() != HttpResponseStatus.NO_CONTENT.code()) {
			response.headers().set(HttpHeaderNames.CONTENT_LENGTH, answer.body().length);
		}
		this.unflushed = true;
		if (keepAlive) {
			this.state = State.IDLE;
			context.write(response, context.voidPromise());
			return;
		}
		this.state = State.CLOSING;
		response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
		context.write(response).addListener(HttpEndpointHandler::shutDownOutput);
	}

	/**
	 * Say that nothing more comes, and leave it to the client to close: a reset would
	 * take the answer from one that is still sending.
	 */
	private static void shutDownOutput(Future<? super Void> written) {
		Channel channel = ((ChannelFuture) written).channel();
		if (written.isSuccess() && channel instanceof DuplexChannel duplex
				&& channel.pipeline().get(SslHandler.class) == null) {
			duplex.shutdownOutput();
		}
		else {
			channel.close();
		}
	}

	/**
	 * Look after the deadline of this connection, again and again while there is one.
	 */
	void expire() {
		ChannelHandlerContext context = this.context;
		if (context != null) {
			context.executor().execute(() -> {
				long age = System.nanoTime() - this.since;
				if (this.state == State.READING && age >= this.transport.settings().handshakeTimeout().toNanos()) {
					HttpExchange exchange = this.exchange;
					if (exchange != null) {
						write(context, exchange.refusal(408), exchange.isHeadOnly(), false);
						resume(context);
					}
				}
				else if (this.state == State.CLOSING || age >= KEEP_ALIVE) {
					context.close();
				}
				if (this.context != null) {
					this.transport.serving(this);
				}
			});
		}
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		logger.debug("A connection of plain HTTP failed", cause);
		context.close();
	}

	private enum State {

		IDLE, READING, BUSY, CLOSING

	}

}
