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

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Knows, for all nodes of a cluster, what of that which is to be done once is being done
 * or has been done: pushes and requests that their callers repeat, perhaps at another
 * node. Replace the bean to remember that elsewhere than in Redis. Thread-safe; blocks
 * nobody.
 *
 * <p>
 * Guarantees, as long as the store keeps what it is told:
 * <ol>
 * <li>Of all who claim a name, at any nodes and at any moment, one has it.</li>
 * <li>The claimant keeps the name until it reports the outcome, gives it back, or the
 * lease ends: then the name is free again, whether its process has died or is late.</li>
 * <li>What came of it is told to all who claim the name, for the time that was asked
 * for.</li>
 * <li>A claim waits for its own answer alone: a caller who needs an order among claims
 * keeps it himself.</li>
 * </ol>
 *
 * @since 0.1.0
 */
public interface ClaimStore {

	/**
	 * Claim a name.
	 * @param name the name; at most some hundred characters
	 * @param fingerprint what tells the content of that which is to be done from any
	 * other of the same name; up to 255 bytes
	 * @param lease after which the claim ends by itself if no outcome is reported: longer
	 * than that which is to be done may take
	 * @return who has it; fails with {@link ClaimUnavailableException}, in seconds at
	 * most, where nobody can tell. Completes on a thread that must not be kept
	 */
	CompletableFuture<Claim> claim(String name, byte[] fingerprint, Duration lease);

}
