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

package io.pushgate.delivery.cluster;

import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.pushgate.cluster.ClusterBus;
import io.pushgate.cluster.Directory;
import io.pushgate.cluster.NodeId;
import io.pushgate.message.PushTarget;
import org.jspecify.annotations.Nullable;

/**
 * Finds the way of a message: to the nodes that the directory tells, or everywhere, where
 * there is none or it cannot tell.
 */
final class Router {

	// One message to everyone costs less than one for each of nearly everyone.
	private static final int FEW = 3;

	private final ClusterBus bus;

	private final @Nullable Directory directory;

	private final ClusterStatistics statistics;

	Router(ClusterBus bus, @Nullable Directory directory, ClusterStatistics statistics) {
		this.bus = bus;
		this.directory = directory;
		this.statistics = statistics;
	}

	/**
	 * Find the way.
	 * @return a future that never fails
	 */
	CompletableFuture<Route> route(String tenant, PushTarget target) {
		Directory directory = this.directory;
		if (directory == null || target instanceof PushTarget.All) {
			this.statistics.broadcast();
			return CompletableFuture.completedFuture(Route.EVERYWHERE);
		}
		return directory.locate(tenant, target).handle((location, failure) -> {
			if (failure != null) {
				this.statistics.fallback();
				return Route.EVERYWHERE;
			}
			if (target instanceof PushTarget.Groups && isNearlyEverywhere(location.nodes())) {
				this.statistics.broadcast();
				return Route.EVERYWHERE;
			}
			this.statistics.directed();
			return new Route(location.nodes(), location.sessions());
		});
	}

	private boolean isNearlyEverywhere(Map<NodeId, PushTarget> nodes) {
		return nodes.size() > FEW && nodes.size() * 4 >= this.bus.nodes().size() * 3;
	}

}
