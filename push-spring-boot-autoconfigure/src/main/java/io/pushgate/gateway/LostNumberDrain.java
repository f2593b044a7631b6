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

package io.pushgate.gateway;

import io.pushgate.cluster.Directory;
import io.pushgate.cluster.NodeId;
import io.pushgate.cluster.NodeLeaseListener;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Takes a node out of its cluster whose number another node has by now, as after a pause
 * of the whole process. The directory names that other node where it says this number, so
 * what others push does not reach the clients of this one: they are sent away, to where
 * it does. Nothing but a restart makes it a node again. Thread-safe.
 *
 * @since 0.1.0
 */
public final class LostNumberDrain implements NodeLeaseListener {

	private static final Log logger = LogFactory.getLog(LostNumberDrain.class);

	private final @Nullable Drain drain;

	private final @Nullable Directory directory;

	/**
	 * Create a listener, which has to be added to the lease.
	 * @param drain sends the clients away, or {@code null} if there can be none
	 * @param directory what the node takes no part in any more, or {@code null}
	 */
	public LostNumberDrain(@Nullable Drain drain, @Nullable Directory directory) {
		this.drain = drain;
		this.directory = directory;
	}

	@Override
	public void lost(NodeId node, boolean forGood) {
		if (!forGood) {
			return;
		}
		Directory directory = this.directory;
		if (directory != null) {
			// May take some seconds, for which the lease must not wait.
			Thread thread = new Thread(directory::stop, "push-lost-number");
			thread.setDaemon(true);
			thread.start();
		}
		if (this.drain != null) {
			logger.warn("The clients of node " + node.name() + " are sent to other nodes");
			this.drain.start();
		}
	}

}
