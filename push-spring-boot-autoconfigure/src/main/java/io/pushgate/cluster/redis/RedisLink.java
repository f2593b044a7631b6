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

package io.pushgate.cluster.redis;

import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Connections to publish and to subscribe, to one server or to a cluster of them.
 */
interface RedisLink extends AutoCloseable {

	/**
	 * Connect, and wait until Redis has confirmed the subscriptions.
	 * @param channels what to subscribe to
	 */
	void open(List<byte[]> channels);

	/**
	 * Publish, in order for each channel.
	 * @param channel the channel
	 * @param message the message
	 * @return completes when Redis has it, with the number of its receivers
	 */
	CompletionStage<Long> publish(byte[] channel, byte[] message);

	@Override
	void close();

	/**
	 * Is told of what arrives.
	 */
	interface Listener {

		/**
		 * A message has arrived.
		 * @param bytes the message
		 */
		void received(byte[] bytes);

		/**
		 * All connections and subscriptions are there, or there again.
		 */
		void connected();

		/**
		 * A connection is broken.
		 */
		void disconnected();

	}

}
