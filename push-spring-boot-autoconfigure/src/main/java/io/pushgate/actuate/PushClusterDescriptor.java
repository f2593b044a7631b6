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

package io.pushgate.actuate;

import java.util.Comparator;
import java.util.List;

import io.pushgate.cluster.BusState;
import io.pushgate.cluster.ClusterBus;
import io.pushgate.cluster.Directory;
import io.pushgate.cluster.NodeId;
import org.jspecify.annotations.Nullable;

/**
 * How a node is connected to the others.
 *
 * @param bus the bus
 * @param nodes the nodes that are heard over it, this one included, in order
 * @param directory the directory, or {@code null} where there is none
 * @since 0.1.0
 */
public record PushClusterDescriptor(BusDescriptor bus, List<String> nodes, @Nullable DirectoryDescriptor directory) {

	static PushClusterDescriptor of(ClusterBus bus, @Nullable Directory directory) {
		return new PushClusterDescriptor(new BusDescriptor(bus.name(), bus.state()),
				bus.nodes().stream().sorted(Comparator.comparingInt(NodeId::number)).map(NodeId::name).toList(),
				(directory != null) ? new DirectoryDescriptor(directory.name(), directory.isAvailable()) : null);
	}

	/**
	 * The bus.
	 *
	 * @param name what carries messages, such as {@code redis}
	 * @param state how it is
	 */
	public record BusDescriptor(String name, BusState state) {

	}

	/**
	 * The directory.
	 *
	 * @param name what it is, such as {@code redis}
	 * @param available whether it can be asked
	 */
	public record DirectoryDescriptor(String name, boolean available) {

	}

}
