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

package io.pushgate.contract.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.pushgate.cluster.ClusterBus;
import io.pushgate.cluster.NodeReadiness;
import io.pushgate.core.PushTemplate;
import io.pushgate.testsupport.ApiClient;
import io.pushgate.testsupport.ClusterBroker;
import io.pushgate.testsupport.Container;
import io.pushgate.testsupport.PushServer;
import io.pushgate.testsupport.RawWebSocket;
import io.pushgate.testsupport.SlowJudge;
import org.awaitility.Awaitility;

/**
 * A cluster of three nodes, each in another container, that know each other.
 */
final class ThreeNodes implements AutoCloseable {

	static final Duration PATIENCE = Duration.ofSeconds(60);

	private final List<PushServer> servers = new ArrayList<>();

	private ThreeNodes() {
	}

	static ThreeNodes connectedBy(ClusterBroker broker, Class<?> source, String... properties) {
		ThreeNodes nodes = new ThreeNodes();
		try {
			for (Container container : List.of(Container.NETTY, Container.TOMCAT, Container.JETTY)) {
				PushServer.Builder builder = ApiClient.server(container)
					.connectedBy(broker)
					.with(source)
					.with(SlowJudge.class);
				for (int i = 0; i < properties.length; i += 2) {
					builder.property(properties[i], properties[i + 1]);
				}
				nodes.servers.add(builder.start());
			}
			nodes.awaitKnown();
			return nodes;
		}
		catch (RuntimeException | Error ex) {
			nodes.close();
			throw ex;
		}
	}

	private void awaitKnown() {
		Awaitility.await()
			.atMost(PATIENCE)
			.until(() -> this.servers.stream()
				.allMatch((server) -> server.bean(NodeReadiness.class).isJoined()
						&& server.bean(ClusterBus.class).nodes().size() == this.servers.size()));
	}

	int count() {
		return this.servers.size();
	}

	PushServer node(int index) {
		return this.servers.get(index);
	}

	String name(int index) {
		return node(index).bean(ClusterBus.class).node().name();
	}

	PushTemplate push(int index) {
		return node(index).push();
	}

	ApiClient api(int index) {
		return ApiClient.of(node(index));
	}

	RawWebSocket connect(int index, String user) {
		return node(index).connect(user);
	}

	RawWebSocket connect(int index, String user, String device) {
		RawWebSocket client = node(index).client().path("/push?user=" + user + "&device=" + device).open();
		client.readJson("welcome");
		return client;
	}

	@Override
	public void close() {
		this.servers.forEach(PushServer::close);
	}

}
