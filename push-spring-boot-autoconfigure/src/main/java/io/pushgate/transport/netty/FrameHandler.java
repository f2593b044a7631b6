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
import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import io.pushgate.transport.CloseReason;
import io.pushgate.transport.ConnectionHandler;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The last handler of a connection's pipeline: puts fragments together and hands messages
 * to the {@link ConnectionHandler}; answers control frames; turns whatever is wrong into
 * the close code that RFC 6455 names.
 */
final class FrameHandler extends ChannelInboundHandlerAdapter {

	private static final Log logger = LogFactory.getLog(FrameHandler.class);

	// See RFC 6455, section 7.4.2.
	private static final int MAX_CLOSE_CODE = 4999;

	private final NettyConnection connection;

	private final ConnectionHandler handler;

	private final int maxMessage;

	private @Nullable ByteBuf fragments;

	private boolean fragmentsAreText;

	private boolean discarding;

	FrameHandler(NettyConnection connection, ConnectionHandler handler, int maxMessage) {
		this.connection = connection;
		this.handler = handler;
		this.maxMessage = maxMessage;
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		try {
			if (!this.discarding && message instanceof WebSocketFrame frame) {
				read(context, frame);
			}
		}
		finally {
			ReferenceCountUtil.release(message);
		}
	}

	private void read(ChannelHandlerContext context, WebSocketFrame frame) {
		if (frame instanceof PingWebSocketFrame) {
			this.handler.control(this.connection);
			this.connection.pong(frame.content());
		}
		else if (frame instanceof PongWebSocketFrame) {
			this.handler.control(this.connection);
		}
		else if (frame instanceof CloseWebSocketFrame close) {
			closed(close);
		}
		else {
			readData(context, frame);
		}
	}

	private void closed(CloseWebSocketFrame close) {
		this.discarding = true;
		int code = close.statusCode();
		if (code > MAX_CLOSE_CODE) {
			// Netty's decoder looks at the lower end only.
			violated(new CloseReason(WebSocketCloseStatus.PROTOCOL_ERROR.code(), "protocol error"));
		}
		else {
			this.connection.closedByClient(code, (close.reasonText() != null) ? close.reasonText() : "");
		}
	}

	private void readData(ChannelHandlerContext context, WebSocketFrame frame) {
		boolean continuation = frame instanceof ContinuationWebSocketFrame;
		if (!continuation) {
			this.fragmentsAreText = frame instanceof TextWebSocketFrame;
			if (frame.isFinalFragment()) {
				message(frame.content());
				return;
			}
		}
		ByteBuf fragments = this.fragments;
		if (fragments == null) {
			fragments = context.alloc().buffer(frame.content().readableBytes() * 2);
			this.fragments = fragments;
		}
		if (fragments.readableBytes() + frame.content().readableBytes() > this.maxMessage) {
			releaseFragments();
			oversized();
			return;
		}
		fragments.writeBytes(frame.content());
		if (!frame.isFinalFragment()) {
			if (frame.content().isReadable()) {
				this.handler.alive(this.connection);
			}
			else {
				this.handler.control(this.connection);
			}
		}
		else {
			try {
				message(fragments);
			}
			finally {
				releaseFragments();
			}
		}
	}

	private void message(ByteBuf content) {
		if (this.fragmentsAreText) {
			this.handler.text(this.connection, content.toString(StandardCharsets.UTF_8));
		}
		else {
			this.handler.binary(this.connection, content.nioBuffer());
		}
	}

	@Override
	public void channelWritabilityChanged(ChannelHandlerContext context) {
		this.connection.writabilityChanged();
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		releaseFragments();
		this.connection.ended(CloseReason.ABNORMAL);
	}

	@Override
	public void handlerRemoved(ChannelHandlerContext context) {
		releaseFragments();
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		if (this.discarding) {
			return;
		}
		if (cause instanceof CorruptedWebSocketFrameException corrupted) {
			WebSocketCloseStatus status = corrupted.closeStatus();
			if (status.code() == WebSocketCloseStatus.MESSAGE_TOO_BIG.code()) {
				oversized();
			}
			else {
				violated(new CloseReason(status.code(), reason(status)));
			}
		}
		else if (cause instanceof TooLongFrameException) {
			oversized();
		}
		else if (cause instanceof IOException) {
			logger.debug("Connection lost", cause);
			context.close();
		}
		else {
			logger.error("A connection failed and is closed", cause);
			violated(CloseReason.SERVER_ERROR);
		}
	}

	private void oversized() {
		this.discarding = true;
		this.connection.deaf();
		this.handler.oversized(this.connection);
	}

	private void violated(CloseReason reason) {
		this.discarding = true;
		this.connection.violated(reason);
	}

	private static String reason(WebSocketCloseStatus status) {
		return (status.code() == WebSocketCloseStatus.INVALID_PAYLOAD_DATA.code()) ? "not UTF-8" : "protocol error";
	}

	private void releaseFragments() {
		if (this.fragments != null) {
			this.fragments.release();
			this.fragments = null;
		}
	}

}
