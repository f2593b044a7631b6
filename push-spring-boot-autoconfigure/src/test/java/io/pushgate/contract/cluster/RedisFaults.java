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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import io.pushgate.testsupport.ClusterBroker;
import io.pushgate.testsupport.broker.RedisServer;
import io.pushgate.testsupport.broker.TcpProxy;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What goes wrong with nodes that are connected by Redis, with a directory, and what must
 * come of it. What Redis has accepted for a node that is not connected to it at that
 * moment is lost, and known to be.
 */
final class RedisFaults implements AutoCloseable {

	private final RedisServer redis = RedisServer.start();

	private final TcpProxy proxy = TcpProxy.to(this.redis.port());

	private final FaultRun run;

	/**
	 * Start Redis and the nodes.
	 * @param messages how many are pushed for each fault
	 */
	RedisFaults(int messages) {
		this.run = new FaultRun(messages,
				new ClusterBroker("redis", Map.of("push.cluster.bus", "redis", "push.cluster.directory", "redis",
						"spring.data.redis.port", this.redis.port()), true, false),
				Map.of("spring.data.redis.port", this.proxy.port()));
	}

	void aNodeIsKilled() {
		FaultRun.Outcome outcome = this.run.run("Redis: kill -9 of a node", this.run.node(0)::kill,
				this.run.node(0)::restart);
		assertThat(outcome.nothingTwiceAndInOrder().lost()).isZero();
		assertThat(outcome.refused()).isZero();
	}

	void nodesComeAndGo() {
		FaultRun.Outcome outcome = this.run.run("Redis: a node is added, another one stops", () -> {
			this.run.addNode();
			this.run.node(0).terminate();
		}, this.run.node(0)::restart);
		assertThat(outcome.nothingTwiceAndInOrder().lost()).isZero();
		assertThat(outcome.refused()).isZero();
	}

	void redisRestarts() {
		FaultRun.Outcome outcome = this.run.run("Redis: restart without its data", this.redis::kill,
				this.redis::restart);
		assertThat(outcome.nothingTwiceAndInOrder().lost()).isLessThanOrEqualTo((int) outcome.gaps());
		assertThat(outcome.refused()).isPositive();
	}

	void connectionsAreKilled() {
		FaultRun.Outcome outcome = this.run.run("Redis: CLIENT KILL of all connections", () -> {
			kill("normal");
			kill("pubsub");
		}, () -> {
		});
		assertThat(outcome.nothingTwiceAndInOrder().lost()).isLessThanOrEqualTo((int) outcome.gaps());
	}

	private void kill(String type) {
		try (Socket socket = new Socket("localhost", this.redis.port())) {
			socket.getOutputStream().write(("CLIENT KILL TYPE " + type + "\r\n").getBytes(StandardCharsets.US_ASCII));
			assertThat(socket.getInputStream().read()).as("an integer").isEqualTo(':');
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	void theWayOfANodeIsSlow() {
		FaultRun.Outcome outcome = this.run.run("Redis: 300 ms of delay on the way to a node",
				() -> this.proxy.delay(300), this.proxy::heal);
		assertThat(outcome.nothingTwiceAndInOrder().lost()).isZero();
		assertThat(outcome.refused()).isZero();
	}

	void theWayOfANodeSwallowsEverything() {
		FaultRun.Outcome outcome = this.run.run("Redis: the way to a node swallows everything", this.proxy::blackHole,
				this.proxy::heal);
		assertThat(outcome.nothingTwiceAndInOrder().lost()).isLessThanOrEqualTo((int) outcome.gaps());
		assertThat(outcome.refused()).isZero();
	}

	void theWayOfANodeIsCut() {
		FaultRun.Outcome outcome = this.run.run("Redis: the way to a node is cut", this.proxy::cut, this.proxy::heal);
		assertThat(outcome.nothingTwiceAndInOrder().lost()).isLessThanOrEqualTo((int) outcome.gaps());
		assertThat(outcome.refused()).isZero();
	}

	@Override
	public void close() {
		this.run.close();
		this.proxy.close();
		this.redis.close();
	}

}
