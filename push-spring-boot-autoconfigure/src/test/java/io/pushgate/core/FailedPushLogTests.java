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
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

import io.pushgate.cluster.BusUnavailableException;
import io.pushgate.cluster.InMemoryIdempotencyStore;
import io.pushgate.cluster.NodeId;
import io.pushgate.delivery.Delivery;
import io.pushgate.delivery.DeliveryStatistics;
import io.pushgate.delivery.GroupControl;
import io.pushgate.delivery.LocalSessionControl;
import io.pushgate.delivery.MessageDelivery;
import io.pushgate.delivery.http.GatewayRefusedException;
import io.pushgate.message.GroupDetails;
import io.pushgate.message.PushMessage;
import io.pushgate.message.PushResult;
import io.pushgate.message.PushTarget;
import io.pushgate.message.Qos;
import io.pushgate.session.SessionManager;
import io.pushgate.session.TestSessions;
import io.pushgate.testsupport.ExpectErrors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a push that fails is logged, as nobody looks at the future.
 */
@ExtendWith(OutputCaptureExtension.class)
class FailedPushLogTests {

	private final SessionManager manager = TestSessions.manager(10);

	private final CompletableFuture<Void> groups = new CompletableFuture<>();

	@Test
	void aRefusedPromiseIsLoggedOncePerMinute(CapturedOutput output) {
		PushTemplate push = push(new MessageDelivery(this.manager, new DeliveryStatistics()));
		for (int i = 0; i < 3; i++) {
			push.toUser("secret-user").qos(Qos.AT_LEAST_ONCE).send("cover.ready", "secret-data");
		}
		push.forTenant("acme").toAll().qos(Qos.AT_LEAST_ONCE).send("news", null);
		assertThat(lines(output)).singleElement()
			.asString()
			.contains("WARN",
					"The push of 'cover.ready' (namespace 'default', tenant 'default', target users, "
							+ "AT_LEAST_ONCE) failed: AT_LEAST_ONCE is not available")
			.doesNotContain("secret");
	}

	@Test
	void eachKindIsLogged(CapturedOutput output) {
		FailingDelivery delivery = new FailingDelivery();
		PushTemplate push = push(delivery);
		push.toUser("u").send("a", 1);
		delivery.failure = new CompletionException(new GatewayRefusedException(403, "no such key"));
		push.toUser("u").namespace("chat").send("b", 1);
		push.toUser("u").send("c", 1);
		assertThat(lines(output)).hasSize(2);
		assertThat(lines(output).get(0)).endsWith("failed: the bus is away");
		assertThat(lines(output).get(1)).contains("'b' (namespace 'chat'").endsWith("failed: no such key");
	}

	@Test
	void whatFailsLaterIsLogged(CapturedOutput output) {
		CompletableFuture<PushResult> later = new CompletableFuture<>();
		push((message) -> later).toGroup("g").send("e", 1);
		assertThat(lines(output)).isEmpty();
		later.completeExceptionally(new BusUnavailableException("the bus went away"));
		assertThat(lines(output)).singleElement().asString().endsWith("failed: the bus went away");
	}

	@Test
	@ExpectErrors("The push of 'e' .* failed")
	void whatFailsAfterTheCommitIsLogged() {
		PushTemplate push = push((message) -> {
			throw new IllegalStateException("a bug");
		});
		assertThat(inTransaction(TransactionSynchronization.STATUS_COMMITTED,
				() -> push.toAll().afterCommit().send("e", 1)))
			.isCompletedExceptionally();
	}

	@Test
	void whatIsRolledBackIsNotLogged(CapturedOutput output) {
		PushTemplate push = push(new FailingDelivery());
		assertThat(inTransaction(TransactionSynchronization.STATUS_ROLLED_BACK,
				() -> push.toAll().afterCommit().send("e", 1)))
			.isCompletedExceptionally();
		assertThat(lines(output)).isEmpty();
	}

	@Test
	void aFailedJoinAndLeaveAreLogged(CapturedOutput output) {
		PushTemplate push = push(new FailingDelivery());
		push.joinGroup("g", "u");
		this.groups.completeExceptionally(new BusUnavailableException("the bus is away"));
		assertThat(output).contains("The join of a group (tenant 'default') failed: the bus is away");
		push = push(new FailingDelivery());
		push.leaveGroup("g", "u");
		assertThat(output).contains("The leave of a group (tenant 'default') failed: the bus is away");
	}

	private PushTemplate push(Delivery delivery) {
		return new PushTemplate(delivery, new LocalSessionControl(this.manager, NodeId.LOCAL), new Groups(this.groups),
				new JacksonPayloadSerializer(new JsonMapper()), new MessageIds(),
				new InMemoryIdempotencyStore(Duration.ofMinutes(10), 1000));
	}

	private static List<String> lines(CapturedOutput output) {
		return output.toString().lines().filter((line) -> line.contains("failed")).toList();
	}

	private static CompletableFuture<PushResult> inTransaction(int status,
			Supplier<CompletableFuture<PushResult>> push) {
		TransactionSynchronizationManager.initSynchronization();
		TransactionSynchronizationManager.setActualTransactionActive(true);
		try {
			CompletableFuture<PushResult> result = push.get();
			TransactionSynchronizationManager.getSynchronizations().forEach((each) -> each.afterCompletion(status));
			return result;
		}
		finally {
			TransactionSynchronizationManager.clear();
		}
	}

	private static final class FailingDelivery implements Delivery {

		private RuntimeException failure = new BusUnavailableException("the bus is away");

		@Override
		public CompletableFuture<PushResult> deliver(PushMessage message) {
			return CompletableFuture.failedFuture(this.failure);
		}

	}

	private record Groups(CompletableFuture<Void> outcome) implements GroupControl {

		@Override
		public CompletableFuture<Void> join(String tenant, String group, PushTarget sessions) {
			return this.outcome;
		}

		@Override
		public CompletableFuture<Void> leave(String tenant, String group, PushTarget sessions) {
			return this.outcome;
		}

		@Override
		public GroupDetails details(String tenant, String group) {
			return new GroupDetails(group, 0, 0);
		}

	}

}
