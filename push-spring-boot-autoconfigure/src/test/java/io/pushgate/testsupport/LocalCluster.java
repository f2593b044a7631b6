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

package io.pushgate.testsupport;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;

import io.pushgate.cluster.BusNode;
import io.pushgate.cluster.ClusterBus;
import io.pushgate.cluster.DefaultClusterBus;
import io.pushgate.cluster.Directory;
import io.pushgate.cluster.DirectoryListener;
import io.pushgate.cluster.DirectorySource;
import io.pushgate.cluster.DirectoryUnavailableException;
import io.pushgate.cluster.LocalBroker;
import io.pushgate.cluster.LocalBusEngine;
import io.pushgate.cluster.Location;
import io.pushgate.cluster.NodeId;
import io.pushgate.message.PushStatistics;
import io.pushgate.message.PushTarget;
import io.pushgate.message.SessionDetails;
import io.pushgate.message.UserKey;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Makes an application the only node of a cluster within the process, with a directory
 * that can be switched off.
 */
@Configuration(proxyBeanMethods = false)
public class LocalCluster {

	@Bean
	ClusterBus bus() {
		return new DefaultClusterBus(new LocalBusEngine(new LocalBroker()), NodeId.LOCAL, BusNode.QUICK);
	}

	@Bean
	SwitchedDirectory directory() {
		return new SwitchedDirectory();
	}

	/**
	 * A directory of one node: whoever is somewhere is here. Where it is off, it fails
	 * what it is asked.
	 */
	public static final class SwitchedDirectory implements Directory {

		private volatile boolean available = true;

		private volatile boolean running;

		public void setAvailable(boolean available) {
			this.available = available;
		}

		@Override
		public String name() {
			return "switched";
		}

		@Override
		public boolean isAvailable() {
			return this.available;
		}

		private <T> CompletableFuture<T> answer(T value) {
			return this.available ? CompletableFuture.completedFuture(value)
					: CompletableFuture.failedFuture(new DirectoryUnavailableException("Switched off"));
		}

		@Override
		public CompletableFuture<Location> locate(String tenant, PushTarget target) {
			return answer(new Location(Map.of(NodeId.LOCAL, target), OptionalInt.empty()));
		}

		@Override
		public CompletableFuture<List<SessionDetails>> sessions(UserKey user) {
			return answer(List.of());
		}

		@Override
		public CompletableFuture<PushStatistics> statistics(String tenant) {
			return answer(new PushStatistics(0, 0, 0, List.of()));
		}

		@Override
		public CompletableFuture<Void> enter(String tenant, SessionDetails session) {
			return CompletableFuture.completedFuture(null);
		}

		@Override
		public CompletableFuture<Boolean> settled() {
			return CompletableFuture.completedFuture(true);
		}

		@Override
		public void leave(UserKey user, String session) {
		}

		@Override
		public void groupEntered(String tenant, String group) {
		}

		@Override
		public void groupLeft(String tenant, String group) {
		}

		@Override
		public void setListener(DirectoryListener listener) {
		}

		@Override
		public void setSource(DirectorySource source) {
		}

		@Override
		public void start() {
			this.running = true;
		}

		@Override
		public void stop() {
			this.running = false;
		}

		@Override
		public boolean isRunning() {
			return this.running;
		}

	}

}
