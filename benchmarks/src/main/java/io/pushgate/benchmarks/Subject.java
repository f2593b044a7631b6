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

package io.pushgate.benchmarks;

import org.jspecify.annotations.Nullable;

/**
 * A server that is measured, as its own process sees it. Called by one thread.
 */
interface Subject extends AutoCloseable {

	/**
	 * Return the port.
	 */
	int port();

	/**
	 * Return the process that serves, whose processor time and memory count.
	 */
	default long pid() {
		return ProcessHandle.current().pid();
	}

	/**
	 * Return how many bytes a frame has besides the data of a message.
	 */
	int overhead();

	/**
	 * Send to every connection.
	 */
	void toAll(String data);

	/**
	 * Send to one connection.
	 * @param index the number under which the client has come
	 */
	void toOne(int index, String data);

	/**
	 * Send several messages to each connection, in a way that lets the server write them
	 * together.
	 */
	default void toEach(int connections, int count, String data) {
		for (int index = 0; index < connections; index++) {
			for (int i = 0; i < count; i++) {
				toOne(index, data);
			}
		}
	}

	/**
	 * Return how many connections there are, or {@code null} if the server does not tell.
	 */
	default @Nullable Integer connections() {
		return null;
	}

	@Override
	void close();

}
