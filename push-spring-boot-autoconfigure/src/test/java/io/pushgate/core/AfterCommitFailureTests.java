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

package io.pushgate.core;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.pushgate.cluster.InMemoryIdempotencyStore;
import io.pushgate.cluster.NodeId;
import io.pushgate.delivery.DeliveryStatistics;
import io.pushgate.delivery.LocalGroupControl;
import io.pushgate.delivery.LocalSessionControl;
import io.pushgate.delivery.MessageDelivery;
import io.pushgate.message.Payload;
import io.pushgate.message.PushResult;
import io.pushgate.session.SessionManager;
import io.pushgate.session.TestSessions;
import io.pushgate.transport.RecordingConnection;
import org.junit.jupiter.api.Test;

import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for a delivery that throws after the commit, where nobody catches.
 */
class AfterCommitFailureTests {

	@Test
	void whateverTheDeliveryThrowsFailsTheFuture() {
		SessionManager manager = TestSessions.manager(1);
		PushTemplate push = new PushTemplate(new MessageDelivery(manager, new DeliveryStatistics()),
				new LocalSessionControl(manager, NodeId.LOCAL),
				new LocalGroupControl(manager.groups(), new LocalSessionControl(manager, NodeId.LOCAL)),
				(data) -> Payload.none(), () -> "m", new InMemoryIdempotencyStore(Duration.ofMinutes(10), 1000));
		TestSessions.open(manager, "u", new RecordingConnection());
		List<CompletableFuture<PushResult>> results = new ArrayList<>();
		TransactionSynchronizationManager.initSynchronization();
		TransactionSynchronizationManager.setActualTransactionActive(true);
		try {
			results.add(push.toUser("u").ttl(Duration.ofSeconds(Long.MAX_VALUE)).afterCommit().send("e", null));
			for (TransactionSynchronization each : TransactionSynchronizationManager.getSynchronizations()) {
				try {
					each.afterCompletion(TransactionSynchronization.STATUS_COMMITTED);
				}
				catch (RuntimeException ex) {
					// As Spring does: logged, and that is all.
				}
			}
		}
		finally {
			TransactionSynchronizationManager.clear();
		}
		assertThat(results.get(0)).isDone();
	}

}
