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

package io.pushgate.core;

import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Makes ids of messages: a number that this process uses once, and a text that no other
 * process has. So they are unique without a number of the node, which a node may not have
 * for a while. Thread-safe.
 *
 * @since 0.1.0
 */
public final class MessageIds implements Supplier<String> {

	private static final int RADIX = 36;

	private static final int PROCESS_BITS = 62;

	private final String process;

	private final AtomicLong last = new AtomicLong();

	/**
	 * Create ids of a process.
	 */
	public MessageIds() {
		long random = new SecureRandom().nextLong() >>> (Long.SIZE - PROCESS_BITS);
		this.process = "-" + Long.toString(random, RADIX);
	}

	@Override
	public String get() {
		return Long.toString(this.last.incrementAndGet(), RADIX) + this.process;
	}

}
