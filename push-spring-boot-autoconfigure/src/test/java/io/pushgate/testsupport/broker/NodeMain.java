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

package io.pushgate.testsupport.broker;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import io.pushgate.cluster.ClusterBus;
import io.pushgate.listener.PushListener;
import io.pushgate.testsupport.ClusterBroker;
import io.pushgate.testsupport.Container;
import io.pushgate.testsupport.PushServer;

/**
 * What {@link NodeProcess} starts.
 */
public final class NodeMain {

	static final String READY = "The node is ready";

	/**
	 * Start of the line that tells of a request that was handled.
	 */
	static final String HANDLED = "handled ";

	private NodeMain() {
	}

	public static void main(String[] properties) {
		boolean rocketMq = String.join(" ", properties).contains("rocketmq.name-server");
		boolean client = String.join(" ", properties).contains("push.mode=client");
		PushServer.Builder builder = PushServer.on(client ? Container.TOMCAT : Container.NETTY)
			.trusting()
			.connectedBy(new ClusterBroker("properties", Map.of(), true, rocketMq))
			.shutdownHook();
		if (client) {
			builder.with(Echo.class);
		}
		for (String property : properties) {
			builder.property(property.substring(0, property.indexOf('=')),
					property.substring(property.indexOf('=') + 1));
		}
		PushServer server = builder.start();
		ClusterBus bus = server.bean(ClusterBus.class);
		while (!bus.awaitReady(Duration.ofMinutes(1))) {
			System.out.println("Not ready yet");
		}
		System.out.println(READY);
		Executors.newSingleThreadScheduledExecutor()
			.scheduleWithFixedDelay(() -> System.out.println(
					"received=" + bus.statistics().receivedCount() + " missing=" + bus.statistics().missingCount()),
					250, 250, TimeUnit.MILLISECONDS);
	}

	/**
	 * Handles what clients send.
	 */
	static final class Echo {

		@PushListener(namespace = "load", event = "echo")
		String echo(String text) {
			System.out.println(HANDLED + text);
			return text;
		}

		/**
		 * Does not come to its end.
		 */
		@PushListener(namespace = "load", event = "hang")
		CompletableFuture<String> hang(String text) {
			System.out.println(HANDLED + text);
			return new CompletableFuture<>();
		}

		@PushListener(namespace = "load", event = "quiet-echo")
		String quietEcho(String text) {
			return text;
		}

	}

}
