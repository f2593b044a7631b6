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

package io.pushgate.transport.websocket.tomcat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

import io.pushgate.transport.websocket.PingSource;
import jakarta.websocket.Extension;
import jakarta.websocket.server.ServerEndpointConfig;
import org.apache.tomcat.websocket.MessagePart;
import org.apache.tomcat.websocket.Transformation;
import org.apache.tomcat.websocket.TransformationResult;
import org.apache.tomcat.websocket.server.WsHandshakeRequest;
import org.apache.tomcat.websocket.server.WsHttpUpgradeHandler;
import org.apache.tomcat.websocket.server.WsServerContainer;
import org.jspecify.annotations.Nullable;

/**
 * Tomcat's handler of a WebSocket connection, which tells of pings: Tomcat answers them
 * without a word to the application, so that nobody could count them. It passes each
 * frame through the transformations of its extensions, and there they are seen.
 *
 * @since 0.1.0
 */
public final class PingTellingUpgradeHandler extends WsHttpUpgradeHandler implements PingSource {

	private Runnable listener = () -> {
	};

	/**
	 * Create a handler. Called by Tomcat.
	 */
	public PingTellingUpgradeHandler() {
	}

	@Override
	public void onPing(Runnable listener) {
		this.listener = listener;
	}

	@Override
	public void preInit(ServerEndpointConfig config, WsServerContainer container, WsHandshakeRequest request,
			List<Extension> extensions, String subprotocol, @Nullable Transformation transformation,
			Map<String, String> pathParameters, boolean secure) {
		super.preInit(config, container, request, extensions, subprotocol,
				new PingTelling(transformation, this.listener), pathParameters, secure);
	}

	/**
	 * Stands before the transformations of extensions, and changes nothing.
	 */
	private static final class PingTelling implements Transformation {

		private static final byte PING = 9;

		private @Nullable Transformation next;

		private final Runnable listener;

		PingTelling(@Nullable Transformation next, Runnable listener) {
			this.next = next;
			this.listener = listener;
		}

		@Override
		public void setNext(Transformation transformation) {
			if (this.next == null) {
				this.next = transformation;
			}
			else {
				this.next.setNext(transformation);
			}
		}

		@Override
		public TransformationResult getMoreData(byte opCode, boolean fin, int rsv, ByteBuffer target)
				throws IOException {
			TransformationResult result = this.next.getMoreData(opCode, fin, rsv, target);
			if (opCode == PING && result == TransformationResult.END_OF_FRAME) {
				this.listener.run();
			}
			return result;
		}

		@Override
		public boolean validateRsvBits(int bits) {
			return this.next.validateRsvBits(bits);
		}

		@Override
		public @Nullable Extension getExtensionResponse() {
			return this.next.getExtensionResponse();
		}

		@Override
		public boolean validateRsv(int rsv, byte opCode) {
			return this.next.validateRsv(rsv, opCode);
		}

		@Override
		public List<MessagePart> sendMessagePart(List<MessagePart> parts) throws IOException {
			return this.next.sendMessagePart(parts);
		}

		@Override
		public void close() {
			this.next.close();
		}

	}

}
