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

import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;

import io.pushgate.cluster.Directory;
import io.pushgate.cluster.DirectoryListener;
import io.pushgate.cluster.DirectorySource;
import io.pushgate.cluster.Location;
import io.pushgate.cluster.NodeId;
import io.pushgate.message.PushStatistics;
import io.pushgate.message.PushTarget;
import io.pushgate.message.SessionDetails;
import io.pushgate.message.UserKey;

/**
 * A directory that answers when the test says so.
 */
final class ManualDirectory implements Directory {

	private final Queue<CompletableFuture<Map<NodeId, PushTarget>>> answers = new ArrayDeque<>();

	private OptionalInt sessions = OptionalInt.empty();

	/**
	 * Prepare the answer to the next question.
	 */
	CompletableFuture<Map<NodeId, PushTarget>> next() {
		CompletableFuture<Map<NodeId, PushTarget>> answer = new CompletableFuture<>();
		this.answers.add(answer);
		return answer;
	}

	/**
	 * Set how many sessions it knows of a target.
	 */
	void setSessions(OptionalInt sessions) {
		this.sessions = sessions;
	}

	@Override
	public CompletableFuture<Location> locate(String tenant, PushTarget target) {
		return this.answers.remove().thenApply((nodes) -> new Location(nodes, this.sessions));
	}

	@Override
	public String name() {
		return "manual";
	}

	@Override
	public CompletableFuture<Void> enter(String tenant, SessionDetails session) {
		throw new UnsupportedOperationException();
	}

	@Override
	public void leave(UserKey user, String session) {
		throw new UnsupportedOperationException();
	}

	@Override
	public void groupEntered(String tenant, String group) {
		throw new UnsupportedOperationException();
	}

	@Override
	public void groupLeft(String tenant, String group) {
		throw new UnsupportedOperationException();
	}

	@Override
	public CompletableFuture<Boolean> settled() {
		throw new UnsupportedOperationException();
	}

	@Override
	public CompletableFuture<List<SessionDetails>> sessions(UserKey user) {
		throw new UnsupportedOperationException();
	}

	@Override
	public CompletableFuture<PushStatistics> statistics(String tenant) {
		throw new UnsupportedOperationException();
	}

	@Override
	public void setListener(DirectoryListener listener) {
		throw new UnsupportedOperationException();
	}

	@Override
	public void setSource(DirectorySource source) {
		throw new UnsupportedOperationException();
	}

	@Override
	public boolean isAvailable() {
		return true;
	}

	@Override
	public void start() {
	}

	@Override
	public void stop() {
	}

	@Override
	public boolean isRunning() {
		return true;
	}

}
