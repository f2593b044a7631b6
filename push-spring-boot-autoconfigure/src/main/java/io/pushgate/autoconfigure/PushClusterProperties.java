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

package io.pushgate.autoconfigure;

import java.time.Duration;

import io.pushgate.cluster.BusSettings;

import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How the nodes of a deployment reach each other.
 *
 * @since 0.1.0
 */
@ConfigurationProperties("push.cluster")
public class PushClusterProperties implements InitializingBean {

	/**
	 * Bus that carries messages from node to node.
	 */
	private Bus bus = Bus.LOCAL;

	/**
	 * Name of the topic of RocketMQ, and start of the names of Redis channels and keys.
	 * Deployments that share a broker need one each.
	 */
	private String topic = "push";

	/**
	 * Directory that knows which node holds the connections of a user.
	 */
	private Directory directory = Directory.LOCAL;

	/**
	 * Way of pushes to other nodes. Directed where a directory is configured, to every
	 * node otherwise.
	 */
	private Routing routing = Routing.AUTO;

	/**
	 * Time between two probes that a node sends over the bus, each of which every node
	 * gets. After three of them without an answer, the bus counts as lost. Large clusters
	 * make it longer.
	 */
	private Duration probeInterval = Duration.ofSeconds(2);

	public Bus getBus() {
		return this.bus;
	}

	public void setBus(Bus bus) {
		this.bus = bus;
	}

	public String getTopic() {
		return this.topic;
	}

	public void setTopic(String topic) {
		this.topic = topic;
	}

	public Directory getDirectory() {
		return this.directory;
	}

	public void setDirectory(Directory directory) {
		this.directory = directory;
	}

	public Routing getRouting() {
		return this.routing;
	}

	public void setRouting(Routing routing) {
		this.routing = routing;
	}

	public Duration getProbeInterval() {
		return this.probeInterval;
	}

	public void setProbeInterval(Duration probeInterval) {
		this.probeInterval = probeInterval;
	}

	BusSettings busSettings() {
		return BusSettings.probing(this.probeInterval);
	}

	@Override
	public void afterPropertiesSet() {
		PropertyChecks.check(this);
	}

	/**
	 * Buses.
	 */
	public enum Bus {

		/**
		 * None: this node is the only one.
		 */
		LOCAL,

		/**
		 * Redis pub/sub.
		 */
		REDIS,

		/**
		 * RocketMQ.
		 */
		ROCKETMQ

	}

	/**
	 * Directories.
	 */
	public enum Directory {

		/**
		 * In the memory of this node, for itself.
		 */
		LOCAL,

		/**
		 * In Redis, for all nodes.
		 */
		REDIS

	}

	/**
	 * Ways of pushes.
	 */
	public enum Routing {

		/**
		 * Directed where there is a directory, broadcast otherwise.
		 */
		AUTO,

		/**
		 * To every node.
		 */
		BROADCAST,

		/**
		 * Only to the nodes that hold a target, as the directory tells.
		 */
		DIRECTED

	}

}
