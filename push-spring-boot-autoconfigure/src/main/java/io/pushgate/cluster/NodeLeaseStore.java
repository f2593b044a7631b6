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

import org.jspecify.annotations.Nullable;

/**
 * Remembers which node has which number. All times that are compared with one another are
 * of the store's own clock, but for {@code until}: that is by the clock of the nodes
 * which make ids, and is remembered so that none of them makes an id twice whose clock
 * has been set back.
 *
 * @since 0.1.0
 */
public interface NodeLeaseStore {

	/**
	 * Take the smallest number that is free: that nobody has, whose last lease ended at
	 * least its own time to live ago unless it was given back, and for which no id was
	 * made later than now.
	 * @param owner who takes it: another text for each life of each node
	 * @param ttl how long it is taken
	 * @param now the time by the clock of the node, in milliseconds
	 * @param until up to when ids may be made under this lease, by the same clock
	 * @return the number, or {@code null} if none is free
	 */
	@Nullable NodeId acquire(String owner, Duration ttl, long now, long until);

	/**
	 * Keep a number for longer. Succeeds also when the lease has expired, as long as
	 * nobody else has taken the number.
	 * @param node the number
	 * @param owner who has it
	 * @param ttl for how long from now on
	 * @param until up to when ids may be made under this lease
	 * @return whether the number is still the owner's
	 */
	boolean renew(NodeId node, String owner, Duration ttl, long until);

	/**
	 * Give a number back, which is free at once.
	 * @param node the number
	 * @param owner who has it; does nothing if that is not so
	 * @param until up to when ids were made
	 */
	void release(NodeId node, String owner, long until);

}
