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
	 * Take the smallest number of a range that is free: that nobody has, whose last lease
	 * ended at least its own time to live ago unless it was given back, and for which no
	 * id was made later than now.
	 * @param first the smallest number
	 * @param last the largest one
	 * @param terms who takes it, and for how long
	 * @return the number, or {@code null} if none is free
	 * @throws NodeLeaseException if the store cannot tell now
	 * @throws BusConfigurationException if it never will
	 */
	@Nullable NodeId acquire(NodeId first, NodeId last, NodeLeaseTerms terms);

	/**
	 * Keep a number for longer. Succeeds also when the lease has expired, as long as
	 * nobody else has had the number since.
	 * @param node the number
	 * @param terms who has it, and for how long from now on
	 * @return whether the number is still the owner's
	 * @throws NodeLeaseException if the store cannot tell now
	 */
	boolean renew(NodeId node, NodeLeaseTerms terms);

	/**
	 * Give a number back, which is free at once.
	 * @param node the number
	 * @param owner who has it; does nothing if that is not so
	 * @param until up to when ids were made
	 * @throws NodeLeaseException if the store cannot do that now
	 */
	void release(NodeId node, String owner, long until);

	/**
	 * Return for how long the store has been there without a break. One that is young may
	 * have lost what it knew, until those who have a number have renewed their leases.
	 * @return how long; a long time where nobody can tell
	 * @throws NodeLeaseException if the store cannot be reached now
	 */
	default Duration age() {
		return Duration.ofDays(1);
	}

}
