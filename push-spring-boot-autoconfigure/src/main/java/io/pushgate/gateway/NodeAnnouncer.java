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

import java.util.concurrent.TimeUnit;

import io.pushgate.cluster.ClusterBus;
import io.pushgate.cluster.Directory;
import io.pushgate.cluster.NodeState;

import org.springframework.context.SmartLifecycle;

/**
 * Tells the other nodes when this one drains, so that they send no clients here, and when
 * it leaves, so that they do not miss it in the directory. Thread-safe.
 *
 * @since 0.1.0
 */
public final class NodeAnnouncer implements DrainListener, SmartLifecycle {

	/**
	 * Stops before the directory, and the bus after that.
	 */
	private static final int PHASE = Directory.PHASE + 1;

	private static final long PATIENCE = 1;

	private final ClusterBus bus;

	private volatile boolean running;

	/**
	 * Create an announcer.
	 * @param bus the bus of the other nodes
	 */
	public NodeAnnouncer(ClusterBus bus) {
		this.bus = bus;
	}

	@Override
	public void changed(DrainState state) {
		if (this.running && state != DrainState.DRAINED) {
			this.bus.announce((state == DrainState.ACCEPTING) ? NodeState.SERVING : NodeState.DRAINING);
		}
	}

	@Override
	public void start() {
		this.running = true;
	}

	@Override
	public void stop() {
		if (this.running) {
			this.running = false;
			this.bus.announce(NodeState.LEAVING).completeOnTimeout(null, PATIENCE, TimeUnit.SECONDS).join();
		}
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public boolean isPauseable() {
		return false;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
