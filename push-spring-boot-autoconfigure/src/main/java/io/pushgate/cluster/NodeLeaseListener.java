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

/**
 * Is told how a {@link NodeLease} fares. Called on the thread that renews it; must not
 * block.
 *
 * @since 0.1.0
 */
public interface NodeLeaseListener {

	/**
	 * The lease is not held any more.
	 * @param node the node
	 * @param forGood whether it cannot come back, as another node has the number: the
	 * process must be restarted
	 */
	default void lost(NodeId node, boolean forGood) {
	}

	/**
	 * The lease is held again, and nobody else had it meanwhile.
	 * @param node the node
	 */
	default void regained(NodeId node) {
	}

	/**
	 * The clock of this machine has been set back.
	 * @param node the node
	 * @param by how far, roughly
	 */
	default void clockSetBack(NodeId node, Duration by) {
	}

}
