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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import io.pushgate.cluster.InMemoryIdempotencyStore;
import io.pushgate.cluster.NodeId;
import io.pushgate.delivery.DeliveryStatistics;
import io.pushgate.delivery.LocalGroupControl;
import io.pushgate.delivery.LocalSessionControl;
import io.pushgate.delivery.MessageDelivery;
import io.pushgate.delivery.UnsupportedQosException;
import io.pushgate.message.PushResult;
import io.pushgate.message.Qos;
import io.pushgate.session.SessionManager;
import io.pushgate.session.TestSessions;
import io.pushgate.transport.RecordingConnection;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link PushSpec#afterCommit()} with Spring's transactions.
 */
class AfterCommitTests {

	private final SessionManager manager = TestSessions.manager(10);

	private final PushTemplate push = new PushTemplate(new MessageDelivery(this.manager, new DeliveryStatistics()),
			new LocalSessionControl(this.manager, NodeId.LOCAL),
			new LocalGroupControl(this.manager.groups(), new LocalSessionControl(this.manager, NodeId.LOCAL)),
			new JacksonPayloadSerializer(new JsonMapper()), () -> "m",
			new InMemoryIdempotencyStore(Duration.ofMinutes(10), 1000));

	private final RecordingConnection connection = new RecordingConnection();

	private final TrivialTransactionManager transactionManager = new TrivialTransactionManager();

	private final TransactionTemplate transaction = new TransactionTemplate(this.transactionManager);

	AfterCommitTests() {
		TestSessions.open(this.manager, "u", this.connection);
	}

	@Test
	void sendsOnceTheTransactionHasCommitted() {
		List<CompletableFuture<PushResult>> results = new ArrayList<>();
		this.transaction.executeWithoutResult((status) -> {
			results.add(this.push.toUser("u").afterCommit().send("e", 1));
			results.add(this.push.toUser("u").afterCommit().send("e", 2));
			assertThat(messages()).isEmpty();
			assertThat(results).noneMatch(CompletableFuture::isDone);
		});
		assertThat(messages()).hasSize(2);
		assertThat(messages().get(0)).contains("\"data\":1");
		assertThat(results).allSatisfy((result) -> assertThat(result.join().localSessions()).isOne());
	}

	@Test
	void sendsNothingWhenTheTransactionRollsBack() {
		List<CompletableFuture<PushResult>> results = new ArrayList<>();
		this.transaction.executeWithoutResult((status) -> {
			results.add(this.push.toUser("u").afterCommit().send("cover.ready", 1));
			status.setRollbackOnly();
		});
		assertThat(messages()).isEmpty();
		assertThatExceptionOfType(CompletionException.class).isThrownBy(results.get(0)::join)
			.havingCause()
			.isInstanceOf(PushRolledBackException.class)
			.withMessageStartingWith("The push of 'cover.ready' was not sent");
	}

	@Test
	void sendsNothingWhenTheTransactionsWorkFails() {
		List<CompletableFuture<PushResult>> results = new ArrayList<>();
		assertThatIllegalStateException().isThrownBy(() -> this.transaction.executeWithoutResult((status) -> {
			results.add(this.push.toUser("u").afterCommit().send("e", 1));
			throw new IllegalStateException("work");
		}));
		assertThat(messages()).isEmpty();
		assertThat(results.get(0)).isCompletedExceptionally();
	}

	@Test
	void sendsNothingWhenTheCommitFails() {
		this.transactionManager.failCommit = true;
		List<CompletableFuture<PushResult>> results = new ArrayList<>();
		assertThatIllegalStateException().isThrownBy(() -> this.transaction
			.executeWithoutResult((status) -> results.add(this.push.toUser("u").afterCommit().send("e", 1))));
		assertThat(messages()).isEmpty();
		assertThat(results.get(0)).isCompletedExceptionally();
	}

	@Test
	void sendsAtOnceWithoutATransaction() {
		assertThat(this.push.toUser("u").afterCommit().send("e", 1).join().localSessions()).isOne();
		assertThat(messages()).hasSize(1);
	}

	@Test
	void sendsAtOnceWhereOnlySynchronizationIsActive() {
		TransactionTemplate supports = new TransactionTemplate(this.transactionManager);
		supports.setPropagationBehavior(TransactionDefinition.PROPAGATION_SUPPORTS);
		supports.executeWithoutResult((status) -> {
			this.push.toUser("u").afterCommit().send("e", 1);
			assertThat(messages()).hasSize(1);
		});
		assertThat(messages()).hasSize(1);
	}

	@Test
	void sendsAtOnceUnlessTold() {
		this.transaction.executeWithoutResult((status) -> {
			this.push.toUser("u").send("e", 1);
			assertThat(messages()).hasSize(1);
			status.setRollbackOnly();
		});
		assertThat(messages()).hasSize(1);
	}

	@Test
	void sendsWhatIsPushedWhileTheCommitIsBeingTold() {
		this.transaction.executeWithoutResult(
				(status) -> TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

					@Override
					public void afterCommit() {
						AfterCommitTests.this.push.toUser("u").afterCommit().send("in commit", 1);
					}

					@Override
					public void afterCompletion(int status) {
						AfterCommitTests.this.push.toUser("u").afterCommit().send("in completion", 1);
					}

				}));
		assertThat(messages()).hasSize(2);
	}

	@Test
	void serializesWithinTheTransactionAndAcceptsAfterIt() {
		List<String> data = new ArrayList<>(List.of("before"));
		List<CompletableFuture<PushResult>> results = new ArrayList<>();
		List<Instant> end = new ArrayList<>();
		this.transaction.executeWithoutResult((status) -> {
			Instant start = Instant.now();
			results.add(this.push.toUser("u").ttl(Duration.ofMillis(1)).afterCommit().send("e", data));
			data.set(0, "after");
			Awaitility.await().until(() -> Instant.now().isAfter(start.plusMillis(5)));
			end.add(Instant.now());
		});
		PushResult result = results.get(0).join();
		assertThat(result.time()).isAfterOrEqualTo(end.get(0).minusMillis(1));
		assertThat(this.connection.texts().toString()).doesNotContain("after");
	}

	@Test
	void aFailureOfTheDeliveryFailsTheFuture() {
		List<CompletableFuture<PushResult>> results = new ArrayList<>();
		this.transaction.executeWithoutResult(
				(status) -> results.add(this.push.toUser("u").qos(Qos.AT_LEAST_ONCE).afterCommit().send("e", 1)));
		assertThatExceptionOfType(CompletionException.class).isThrownBy(results.get(0)::join)
			.withCauseInstanceOf(UnsupportedQosException.class);
	}

	@Test
	void mistakesAreToldWithinTheTransaction() {
		this.transaction.executeWithoutResult((status) -> {
			assertThatIllegalArgumentException().isThrownBy(() -> this.push.toUser("u").afterCommit().send("", null))
				.withMessageStartingWith("'event'");
			List<Object> circle = new ArrayList<>();
			circle.add(circle);
			assertThatExceptionOfType(PayloadSerializationException.class)
				.isThrownBy(() -> this.push.toUser("u").afterCommit().send("e", circle));
		});
	}

	private List<String> messages() {
		return this.connection.texts().stream().filter((text) -> text.startsWith("{\"type\":\"message\"")).toList();
	}

	private static final class TrivialTransactionManager extends AbstractPlatformTransactionManager {

		private static final long serialVersionUID = 1L;

		private boolean failCommit;

		@Override
		protected Object doGetTransaction() {
			return new Object();
		}

		@Override
		protected void doBegin(Object transaction, TransactionDefinition definition) {
		}

		@Override
		protected void doCommit(DefaultTransactionStatus status) {
			if (this.failCommit) {
				throw new IllegalStateException("commit");
			}
		}

		@Override
		protected void doRollback(DefaultTransactionStatus status) {
		}

	}

}
