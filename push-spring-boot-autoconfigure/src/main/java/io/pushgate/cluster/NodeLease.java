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

/**
 * The right of this process to be a node of some number, for as long as it is held.
 * Thread-safe.
 *
 * <p>
 * A node that no longer holds its lease, be it after a long pause or while it cannot
 * reach whoever grants it, makes no ids and lets no client in: another node may have the
 * number by now. Connections that are there are no concern of the lease.
 *
 * @since 0.1.0
 */
public interface NodeLease extends AutoCloseable {

	/**
	 * Return the node.
	 * @return the node
	 */
	NodeId node();

	/**
	 * Return whether the lease is held at this moment. Cheap.
	 * @return whether it is held
	 */
	boolean isHeld();

	/**
	 * Add a listener.
	 * @param listener the listener
	 */
	void addListener(NodeLeaseListener listener);

	/**
	 * Give the number back.
	 */
	@Override
	void close();

}
