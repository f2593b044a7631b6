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

package io.pushgate.cluster;

import org.jspecify.annotations.Nullable;

/**
 * Is told by a {@link BusEngine} of what arrives. Thread-safe.
 *
 * @since 0.1.0
 */
public interface BusReceiver {

	/**
	 * A message has arrived.
	 * @param envelope the message
	 */
	void received(ClusterEnvelope envelope);

	/**
	 * Something has arrived that is no message.
	 * @param reason why
	 */
	void skipped(EnvelopeException.Reason reason);

	/**
	 * The connection is there, or there again: messages may have been missed meanwhile.
	 */
	void connected();

	/**
	 * The connection is broken.
	 * @param cause why, if that is known
	 */
	void disconnected(@Nullable Throwable cause);

}
