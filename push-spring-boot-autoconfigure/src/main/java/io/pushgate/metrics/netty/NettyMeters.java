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

package io.pushgate.metrics.netty;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.netty4.NettyAllocatorMetrics;
import io.netty.buffer.PooledByteBufAllocator;
import io.pushgate.transport.netty.EventLoopWatch;
import io.pushgate.transport.netty.NettyTransport;
import io.pushgate.transport.netty.RefusedConnections;

/**
 * Shows how busy the transport on Netty is: {@code push.netty.loop.lag} and
 * {@code push.netty.loop.pending} by event loop, {@code push.netty.refused} by reason,
 * and what Micrometer knows of the memory of Netty's buffers:
 * {@code netty.allocator.memory.used} and its neighbours.
 *
 * @since 0.1.0
 */
public final class NettyMeters implements MeterBinder {

	private final NettyTransport transport;

	/**
	 * Create the meters.
	 * @param transport what to measure
	 */
	public NettyMeters(NettyTransport transport) {
		this.transport = transport;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		for (RefusedConnections.Reason reason : RefusedConnections.Reason.values()) {
			FunctionCounter
				.builder("push.netty.refused", this.transport.refusedConnections(), (refused) -> refused.count(reason))
				.description("Connections that came to no request")
				.tag("reason", reason.tag())
				.register(registry);
		}
		EventLoopWatch loops = this.transport.eventLoops();
		for (int i = 0; i < this.transport.workerCount(); i++) {
			int loop = i;
			String tag = Integer.toString(i);
			Gauge.builder("push.netty.loop.lag", loops, (watch) -> watch.lag(loop))
				.description("How late the event loop runs what is due")
				.baseUnit("seconds")
				.tag("loop", tag)
				.register(registry);
			Gauge.builder("push.netty.loop.pending", loops, (watch) -> watch.pendingTasks(loop))
				.description("Tasks in the queue of the event loop")
				.tag("loop", tag)
				.register(registry);
		}
		new NettyAllocatorMetrics(PooledByteBufAllocator.DEFAULT).bindTo(registry);
	}

}
