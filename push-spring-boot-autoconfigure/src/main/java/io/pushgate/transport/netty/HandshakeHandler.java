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
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.util.ReferenceCountUtil;
import io.pushgate.transport.ClientScript;
import io.pushgate.transport.CloseReason;
import io.pushgate.transport.HandshakeQuestion;
import io.pushgate.transport.HandshakeResult;
import io.pushgate.transport.HandshakeResult.Accepted;
import io.pushgate.transport.HandshakeResult.Refused;
import io.pushgate.transport.HttpAnswer;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Reads the one HTTP request of a connection, has it judged, where blocking harms nobody
 * if that may block, and either turns the connection into a WebSocket or answers and
 * closes it.
 */
final class HandshakeHandler extends ChannelInboundHandlerAdapter {

	private static final Log logger = LogFactory.getLog(HandshakeHandler.class);

	private final NettyTransport transport;

	private State state = State.READING;

	// Until the handshake is over. The transport keeps this handler in its queue of
	// deadlines for longer, but not the channel.
	private volatile @Nullable ChannelHandlerContext context;

	HandshakeHandler(NettyTransport transport) {
		this.transport = transport;
	}

	@Override
	public void handlerAdded(ChannelHandlerContext context) {
		this.context = context;
	}

	@Override
	public void handlerRemoved(ChannelHandlerContext context) {
		this.context = null;
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		this.context = null;
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		try {
			if (message instanceof HttpRequest request && this.state == State.READING) {
				this.state = State.JUDGING;
				receive(context, request);
			}
		}
		finally {
			ReferenceCountUtil.release(message);
		}
	}

	private void receive(ChannelHandlerContext context, HttpRequest request) {
		if (this.transport.endpoint(request) != null) {
			this.state = State.DONE;
			// The decoder can be replaced when it is done with this read.
			context.channel().config().setAutoRead(false);
			context.executor()
				.execute(() -> new HttpEndpointHandler(this.transport).takeOver(context.pipeline(), this, request));
			return;
		}
		ClientScript script = this.transport.script(request);
		if (script != null) {
			serve(context, request, script);
			return;
		}
		Refused problem = UpgradeRules.check(request, this.transport.settings().path());
		if (problem != null && !(UpgradeRules.isNoUpgrade(problem, request, this.transport.settings().path())
				&& ask(context, request, problem))) {
			this.transport.handler().rejected(problem.status());
			refuse(context, problem);
		}
		if (problem != null) {
			return;
		}
		NettyHandshakeRequest handshake = new NettyHandshakeRequest(context.channel(), request,
				this.transport.trustedProxies());
		String key = request.headers().get(HttpHeaderNames.SEC_WEBSOCKET_KEY);
		judge(context, () -> handshake(handshake), (result) -> carryOut(context, key, result));
	}

	/**
	 * Answer the question why a handshake failed, if the request is one.
	 */
	private boolean ask(ChannelHandlerContext context, HttpRequest request, Refused otherwise) {
		String method = request.method().name();
		NettyHandshakeRequest question = new NettyHandshakeRequest(context.channel(), request,
				this.transport.trustedProxies());
		if (!HandshakeQuestion.isAsked(method, question)) {
			return false;
		}
		judge(context, () -> Optional.ofNullable(diagnose(method, question)),
				(answer) -> answer.ifPresentOrElse((known) -> answer(context, known), () -> {
					this.transport.handler().rejected(otherwise.status());
					refuse(context, otherwise);
				}));
		return true;
	}

	private @Nullable HttpAnswer diagnose(String method, NettyHandshakeRequest question) {
		try {
			return HandshakeQuestion.answer(method, question, this.transport.handler());
		}
		catch (RuntimeException ex) {
			logger.error("A handshake could not be judged", ex);
			return null;
		}
	}

	private <T> void judge(ChannelHandlerContext context, Supplier<T> judge, Consumer<T> carryOut) {
		if (!this.transport.handler().handshakeMayBlock()) {
			carryOut.accept(judge.get());
			return;
		}
		// Nothing more is read until it is clear what the connection becomes.
		context.channel().config().setAutoRead(false);
		try {
			this.transport.handshakeExecutor().execute(() -> {
				T result = judge.get();
				context.executor().execute(() -> carryOut.accept(result));
			});
		}
		catch (RejectedExecutionException ex) {
			this.transport.handler().rejected(503);
			refuse(context, new Refused(503, "Too many handshakes at once", Duration.ofSeconds(1)));
		}
	}

	private HandshakeResult handshake(NettyHandshakeRequest request) {
		try {
			return this.transport.handler().handshake(request);
		}
		catch (RuntimeException ex) {
			logger.error("A handshake failed", ex);
			return new Refused(500, "The handshake failed");
		}
	}

	private void carryOut(ChannelHandlerContext context, String key, HandshakeResult result) {
		if (result instanceof Refused refused) {
			refuse(context, refused);
			return;
		}
		Accepted accepted = (Accepted) result;
		if (!context.channel().isActive()) {
			this.transport.handler().abandoned(accepted.attachment());
			return;
		}
		this.state = State.DONE;
		context.write(UpgradeRules.response(context.alloc(), key, accepted.subprotocol()), context.voidPromise());
		upgrade(context, accepted.attachment());
	}

	/**
	 * Take everything out of the pipeline that belongs to HTTP. What the client has sent
	 * already goes on to the new handlers.
	 */
	private void upgrade(ChannelHandlerContext context, Object attachment) {
		ChannelPipeline pipeline = context.pipeline();
		pipeline.addLast(new WebSocket13FrameDecoder(this.transport.decoderConfig()));
		NettyConnection connection = new NettyConnection(pipeline.lastContext(), this.transport);
		pipeline.addLast(new Utf8FrameValidator(false));
		pipeline
			.addLast(new FrameHandler(connection, this.transport.handler(), this.transport.settings().maxMessage()));
		pipeline.remove(this);
		try {
			this.transport.handler().opened(connection, attachment);
		}
		catch (RuntimeException ex) {
			// The event loop would log what is thrown, and leave the client waiting.
			logger.error("A connection could not be opened and is closed", ex);
			connection.violated(CloseReason.SERVER_ERROR);
		}
		pipeline.flush();
		// Last, as it passes on what it has read beyond the request.
		pipeline.remove(HttpRequestDecoder.class);
		context.channel().config().setAutoRead(true);
	}

	private void serve(ChannelHandlerContext context, HttpRequest request, ClientScript script) {
		this.state = State.DONE;
		boolean known = script.etag().equals(request.headers().get(HttpHeaderNames.IF_NONE_MATCH));
		FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1,
				known ? HttpResponseStatus.NOT_MODIFIED : HttpResponseStatus.OK,
				known ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(script.content()));
		response.headers()
			.set(HttpHeaderNames.ETAG, script.etag())
			.set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_CACHE)
			.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
		if (!known) {
			response.headers()
				.set(HttpHeaderNames.CONTENT_TYPE, script.contentType())
				.set(HttpHeaderNames.CONTENT_LENGTH, script.content().length)
				.set("X-Content-Type-Options", "nosniff")
				// A page of another port loads the script as a module: without cookies.
				.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, "*");
		}
		answer(context, response);
	}

	private void refuse(ChannelHandlerContext context, Refused refused) {
		this.state = State.DONE;
		FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1,
				HttpResponseStatus.valueOf(refused.status()),
				Unpooled.copiedBuffer(refused.reason(), StandardCharsets.UTF_8));
		response.headers()
			.set(HttpHeaderNames.CONTENT_TYPE, "text/plain")
			.set(HttpHeaderNames.CONTENT_LENGTH, response.content().readableBytes())
			.set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE)
			.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
		if (refused.retryAfter() != null) {
			response.headers().set(HttpHeaderNames.RETRY_AFTER, refused.retryAfterSeconds());
		}
		if (refused.status() == 401) {
			response.headers().set(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer");
		}
		if (refused.status() == 426) {
			response.headers().set(HttpHeaderNames.SEC_WEBSOCKET_VERSION, "13");
		}
		answer(context, response);
	}

	private void answer(ChannelHandlerContext context, HttpAnswer answer) {
		this.state = State.DONE;
		FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1,
				HttpResponseStatus.valueOf(answer.status()), Unpooled.wrappedBuffer(answer.body()));
		answer.headers().forEach(response.headers()::set);
		if (answer.status() != HttpResponseStatus.NO_CONTENT.code()) {
			response.headers().set(HttpHeaderNames.CONTENT_LENGTH, answer.body().length);
		}
		response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
		answer(context, response);
	}

	private static void answer(ChannelHandlerContext context, FullHttpResponse response) {
		context.channel().config().setAutoRead(false);
		// Those who get in, by far the most, have no need of it.
		context.pipeline().addBefore(context.name(), null, new HttpResponseEncoder());
		context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
	}

	/**
	 * End a connection whose client has not sent its request in time.
	 */
	void expire() {
		ChannelHandlerContext context = this.context;
		if (context != null) {
			context.executor().execute(() -> {
				if (this.state == State.READING) {
					this.transport.handler().rejected(408);
					refuse(context, new Refused(408, "The request took too long"));
				}
			});
		}
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		logger.debug("A connection failed before it became a WebSocket", cause);
		context.close();
	}

	private enum State {

		READING, JUDGING, DONE

	}

}
