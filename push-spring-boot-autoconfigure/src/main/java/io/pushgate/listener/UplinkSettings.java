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

package io.pushgate.listener;

import java.time.Duration;
import java.util.Map;

/**
 * How long clients wait, and how long requests are remembered.
 *
 * @param timeout how long a client waits for an answer
 * @param timeouts the same for single namespaces
 * @param requestMemory how long an answer is remembered for the request being repeated
 * @param requestMemorySize about how many bytes of heap the remembered answers may take
 * @since 0.1.0
 */
public record UplinkSettings(Duration timeout, Map<String, Duration> timeouts, Duration requestMemory,
		long requestMemorySize) {

	/**
	 * Create settings.
	 */
	public UplinkSettings {
		timeouts = Map.copyOf(timeouts);
	}

	Duration timeout(String namespace) {
		return this.timeouts.getOrDefault(namespace, this.timeout);
	}

}
