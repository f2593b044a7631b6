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

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.jspecify.annotations.Nullable;

/**
 * Whether this node may let clients in: not before the bus was ready for the first time,
 * as what others push would not reach them, and only while the node holds its number, as
 * their session ids might not be unique. A bus that is lost later keeps nobody out: the
 * other nodes would not be better off. Thread-safe.
 *
 * @since 0.1.0
 */
public final class NodeReadiness {

	private final @Nullable ClusterBus bus;

	private final @Nullable NodeLease lease;

	private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

	private volatile boolean heard;

	private volatile boolean joined;

	/**
	 * Create a readiness.
	 * @param bus the bus, or {@code null} if this node is the only one
	 * @param lease the lease of the node's number, or {@code null} if nobody else can
	 * have it
	 */
	public NodeReadiness(@Nullable ClusterBus bus, @Nullable NodeLease lease) {
		this.bus = bus;
		this.lease = lease;
		if (lease != null) {
			lease.addListener(new NodeLeaseListener() {

				@Override
				public void regained(NodeId node) {
					join();
				}

			});
		}
		if (bus == null) {
			this.heard = true;
			join();
		}
		else {
			bus.addListener(new BusListener() {

				@Override
				public void stateChanged(BusState state) {
					changed(state);
				}

			});
			changed(bus.state());
		}
	}

	private void changed(BusState state) {
		if (state == BusState.STOPPED) {
			this.heard = false;
			this.joined = false;
		}
		else if (state == BusState.READY) {
			this.heard = true;
			join();
		}
	}

	private void join() {
		synchronized (this.listeners) {
			if (this.joined || !this.heard || !isNumberHeld()) {
				return;
			}
			this.joined = true;
		}
		this.listeners.forEach(Runnable::run);
	}

	private boolean isNumberHeld() {
		return this.lease == null || this.lease.isHeld();
	}

	/**
	 * Return why nobody may be let in.
	 * @return a sentence without its full stop, or {@code null} if clients may come
	 */
	public @Nullable String refusal() {
		if (!this.heard) {
			return "The node has not joined its cluster yet";
		}
		return isNumberHeld() ? null : "The node does not hold its number now";
	}

	/**
	 * Return whether the node has joined its cluster: whether, since the bus was started,
	 * that was ready, and the node held its number.
	 * @return whether that is so, whatever has been since
	 */
	public boolean isJoined() {
		return this.joined;
	}

	/**
	 * Add a listener.
	 * @param listener run when the node has joined its cluster, on a thread that it must
	 * not block
	 */
	public void whenJoined(Runnable listener) {
		this.listeners.add(listener);
	}

	/**
	 * Return what carries messages to other nodes.
	 * @return the bus, or {@code null} if this node is the only one
	 */
	public @Nullable ClusterBus bus() {
		return this.bus;
	}

}
