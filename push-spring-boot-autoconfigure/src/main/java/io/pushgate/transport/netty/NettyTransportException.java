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

import io.pushgate.PushException;
import org.jspecify.annotations.Nullable;

/**
 * The port of the Netty transport cannot be opened.
 *
 * @since 0.1.0
 */
public class NettyTransportException extends PushException {

	private static final long serialVersionUID = 1L;

	private final int port;

	/**
	 * Create a new exception.
	 * @param message what went wrong
	 * @param port the port
	 * @param cause the cause
	 */
	public NettyTransportException(String message, int port, @Nullable Throwable cause) {
		super(message, cause);
		this.port = port;
	}

	/**
	 * Return the port.
	 * @return the port that could not be opened
	 */
	public int port() {
		return this.port;
	}

}
