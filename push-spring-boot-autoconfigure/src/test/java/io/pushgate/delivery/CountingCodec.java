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

package io.pushgate.delivery;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;

import io.pushgate.protocol.ClientFrame;
import io.pushgate.protocol.FrameCodec;
import io.pushgate.protocol.FrameCodecs;
import io.pushgate.protocol.ServerFrame;

/**
 * The JSON codec, counting how many messages it encodes; or failing to do so.
 */
public final class CountingCodec implements FrameCodec {

	private final FrameCodec json = new FrameCodecs().json();

	private final AtomicInteger messages = new AtomicInteger();

	private final Runnable onMessage;

	public CountingCodec() {
		this(false);
	}

	public CountingCodec(boolean failing) {
		this(() -> {
			if (failing) {
				throw new IllegalArgumentException("cannot encode");
			}
		});
	}

	public CountingCodec(Runnable onMessage) {
		this.onMessage = onMessage;
	}

	@Override
	public String subprotocol() {
		return "counting";
	}

	@Override
	public boolean isText() {
		return true;
	}

	@Override
	public byte[] encode(ServerFrame frame) {
		if (frame instanceof ServerFrame.Message) {
			this.messages.incrementAndGet();
			this.onMessage.run();
		}
		return this.json.encode(frame);
	}

	@Override
	public ClientFrame decode(String text) {
		return this.json.decode(text);
	}

	@Override
	public ClientFrame decode(ByteBuffer bytes) {
		return this.json.decode(bytes);
	}

	int messages() {
		return this.messages.get();
	}

}
