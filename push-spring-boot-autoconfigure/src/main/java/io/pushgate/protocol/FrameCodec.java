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

package io.pushgate.protocol;

import java.nio.ByteBuffer;

/**
 * One encoding of the protocol. Thread-safe.
 *
 * @since 0.1.0
 */
public interface FrameCodec {

	/**
	 * Return the name of the WebSocket subprotocol.
	 * @return the subprotocol
	 */
	String subprotocol();

	/**
	 * Return whether frames are text rather than binary.
	 * @return whether frames are text
	 */
	boolean isText();

	/**
	 * Encode a frame.
	 * @param frame the frame
	 * @return the bytes, in UTF-8 where this is a text codec
	 */
	byte[] encode(ServerFrame frame);

	/**
	 * Decode a text frame.
	 * @param text the text
	 * @return the frame
	 * @throws FrameException if it is no frame of this codec
	 */
	ClientFrame decode(String text);

	/**
	 * Decode a binary frame.
	 * @param bytes the bytes
	 * @return the frame
	 * @throws FrameException if it is no frame of this codec
	 */
	ClientFrame decode(ByteBuffer bytes);

}
