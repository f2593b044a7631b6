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

/**
 * How Netty talks to the kernel.
 *
 * @since 0.1.0
 */
public enum NettyIo {

	/**
	 * Epoll where its native library can be used, NIO elsewhere.
	 */
	AUTO,

	/**
	 * Linux epoll, by {@code netty-transport-native-epoll}.
	 */
	EPOLL,

	/**
	 * Linux io_uring, by {@code netty-transport-native-io_uring}: fewer calls into the
	 * kernel for a broadcast.
	 */
	IO_URING,

	/**
	 * The JDK's selector, anywhere.
	 */
	NIO

}
