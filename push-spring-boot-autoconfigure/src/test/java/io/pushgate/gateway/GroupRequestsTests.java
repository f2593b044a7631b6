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

package io.pushgate.gateway;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import io.pushgate.message.UserKey;
import io.pushgate.protocol.ClientFrame;
import io.pushgate.session.ChannelSession;
import io.pushgate.session.GroupAuthorizer;
import io.pushgate.session.SessionDirectory;
import io.pushgate.session.SessionManager;
import io.pushgate.session.TestSessions;
import io.pushgate.testsupport.ExpectErrors;
import io.pushgate.testsupport.LoggedErrors;
import io.pushgate.transport.CloseReason;
import io.pushgate.transport.Connection;
import io.pushgate.transport.RecordingConnection;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link GroupRequests}.
 */
class GroupRequestsTests {

	private final SessionManager manager = TestSessions.manager(10);

	private final RecordingConnection connection = new RecordingConnection();

	private final ChannelSession session = TestSessions.open(this.manager, "u", this.connection);

	private final CountDownLatch gate = new CountDownLatch(1);

	private @Nullable GroupRequests requests;

	@AfterEach
	void close() {
		this.gate.countDown();
		if (this.requests != null) {
			this.requests.close();
		}
	}

	@Test
	void nobodyJoinsOrLeavesWithoutAnAuthorizer() {
		GroupRequests requests = requests(null);
		requests.handle(this.session, new ClientFrame.Join("1", "g"));
		requests.handle(this.session, new ClientFrame.Leave("2", "g"));
		assertThat(answers()).containsExactly("1 forbidden", "2 forbidden");
		assertThat(this.manager.groups().groupCount()).isZero();
	}

	@Test
	void joinsWhoeverMayAndRefusesTheOthers() {
		GroupRequests requests = requests((session, group) -> session.user().equals("u") && group.equals("mine"));
		requests.handle(this.session, new ClientFrame.Join("1", "mine"));
		requests.handle(this.session, new ClientFrame.Join("2", "theirs"));
		awaitAnswers("1", "2 forbidden");
		assertThat(isIn("mine")).isTrue();
		assertThat(isIn("theirs")).isFalse();
	}

	@Test
	void answersNothingWithoutAnIdButARefusal() {
		GroupRequests requests = requests((session, group) -> group.equals("mine"));
		requests.handle(this.session, new ClientFrame.Join(null, "mine"));
		requests.handle(this.session, new ClientFrame.Join(null, "theirs"));
		awaitAnswers("null forbidden");
		assertThat(isIn("mine")).isTrue();
		await().until(() -> !requests.isBusy());
		requests.handle(this.session, new ClientFrame.Leave(null, "mine"));
		assertThat(isIn("mine")).isFalse();
		awaitAnswers("null forbidden");
	}

	@Test
	void aLeaveWaitsForTheJoinBeforeIt() {
		GroupRequests requests = requests(this::whenTheGateOpens);
		requests.handle(this.session, new ClientFrame.Join("1", "g"));
		requests.handle(this.session, new ClientFrame.Leave("2", "g"));
		requests.handle(this.session, new ClientFrame.Join("3", "h"));
		assertThat(answers()).isEmpty();
		this.gate.countDown();
		awaitAnswers("1", "2", "3");
		assertThat(isIn("g")).isFalse();
		assertThat(isIn("h")).isTrue();
	}

	@Test
	void answersAJoinOnceItIsFoundAndALeaveAfterIt() {
		CompletableFuture<Boolean> settled = new CompletableFuture<>();
		GroupRequests requests = requests((session, group) -> true, () -> settled);
		requests.handle(this.session, new ClientFrame.Join("1", "g"));
		requests.handle(this.session, new ClientFrame.Leave("2", "g"));
		await().until(() -> isIn("g"));
		assertThat(answers()).isEmpty();
		settled.complete(true);
		awaitAnswers("1", "2");
		assertThat(isIn("g")).isFalse();
	}

	@Test
	void refusesAJoinThatNobodyWouldFind() {
		AtomicBoolean written = new AtomicBoolean();
		GroupRequests requests = requests((session, group) -> true,
				() -> CompletableFuture.completedFuture(written.get()));
		requests.handle(this.session, new ClientFrame.Join("1", "g"));
		awaitAnswers("1 unavailable");
		assertThat(isIn("g")).isFalse();
		written.set(true);
		await().until(() -> !requests.isBusy());
		requests.handle(this.session, new ClientFrame.Join("2", "g"));
		awaitAnswers("1 unavailable", "2");
		written.set(false);
		await().until(() -> !requests.isBusy());
		requests.handle(this.session, new ClientFrame.Join("3", "g"));
		awaitAnswers("1 unavailable", "2", "3 unavailable");
		assertThat(isIn("g")).as("member since the second join").isTrue();
	}

	@Test
	void asksAgainWhereTheApplicationTakesTheSessionOutMeanwhile() {
		Queue<Boolean> permissions = new ConcurrentLinkedQueue<>(List.of(true, false, true, true, true, true, true));
		AtomicInteger asked = new AtomicInteger();
		GroupRequests requests = requests((session, group) -> {
			if (asked.getAndIncrement() != 3) {
				this.manager.groups().leave(this.session, group);
			}
			return Objects.requireNonNull(permissions.poll());
		});
		requests.handle(this.session, new ClientFrame.Join("withdrawn", "g"));
		awaitAnswers("withdrawn forbidden");
		assertThat(isIn("g")).isFalse();
		assertThat(asked).hasValue(2);
		await().until(() -> !requests.isBusy());
		requests.handle(this.session, new ClientFrame.Join("given again", "g"));
		awaitAnswers("withdrawn forbidden", "given again");
		assertThat(isIn("g")).isTrue();
		assertThat(asked).hasValue(4);
		this.manager.groups().leave(this.session, "g");
		await().until(() -> !requests.isBusy());
		requests.handle(this.session, new ClientFrame.Join("always withdrawn", "g"));
		awaitAnswers("withdrawn forbidden", "given again", "always withdrawn forbidden");
		assertThat(isIn("g")).isFalse();
	}

	@Test
	void aLeaveWaitsForNobodyElse() {
		GroupRequests requests = requests(this::whenTheGateOpens);
		for (int i = 0; i < 20; i++) {
			requests.handle(TestSessions.open(this.manager, "other" + i, new RecordingConnection()),
					new ClientFrame.Join("1", "g"));
		}
		requests.handle(this.session, new ClientFrame.Leave("2", "g"));
		assertThat(answers()).containsExactly("2");
	}

	@Test
	void aSessionOccupiesOneThreadAtATime() {
		Set<Thread> threads = ConcurrentHashMap.newKeySet();
		CyclicBarrier two = new CyclicBarrier(2);
		GroupRequests requests = requests((session, group) -> {
			threads.add(Thread.currentThread());
			return !group.equals("with another") || meet(two);
		});
		ChannelSession other = TestSessions.open(this.manager, "other", new RecordingConnection());
		for (int i = 0; i < 100; i++) {
			requests.handle(this.session, new ClientFrame.Join("" + i, "g" + i % 10));
			requests.handle(this.session, new ClientFrame.Leave("" + i, "g" + i % 10));
		}
		requests.handle(this.session, new ClientFrame.Join("last", "with another"));
		// Would never come to the barrier if the first one had all threads.
		requests.handle(other, new ClientFrame.Join("x", "with another"));
		await().until(() -> answers().contains("last"));
		List<String> expected = new ArrayList<>();
		IntStream.range(0, 100).forEach((i) -> expected.addAll(List.of("" + i, "" + i)));
		expected.add("last");
		assertThat(answers()).isEqualTo(expected);
		assertThat(threads).isNotEmpty().doesNotContain(Thread.currentThread());
	}

	@Test
	void whatASessionLetsWaitIsBounded() {
		GroupRequests requests = requests(this::whenTheGateOpens);
		for (int i = 0; i < 257; i++) {
			requests.handle(this.session, new ClientFrame.Join("" + i, "g"));
		}
		requests.handle(this.session, new ClientFrame.Leave("leave", "g"));
		assertThat(answers()).containsExactly("256 rate-limited", "leave rate-limited");
		this.gate.countDown();
		await().until(() -> answers().size() == 258);
		await().until(() -> !requests.isBusy());
	}

	@Test
	void keepsToTheNumberOfGroups() {
		GroupRequests requests = requests((session, group) -> true);
		for (int i = 1; i <= 4; i++) {
			requests.handle(this.session, new ClientFrame.Join("" + i, "g" + i));
		}
		awaitAnswers("1", "2", "3", "4 forbidden");
		requests.handle(this.session, new ClientFrame.Leave("5", "g1"));
		requests.handle(this.session, new ClientFrame.Join("6", "g4"));
		awaitAnswers("1", "2", "3", "4 forbidden", "5", "6");
	}

	@Test
	@ExpectErrors("The GroupAuthorizer failed")
	void aFailureIsNoPermissionAndNoEnd(LoggedErrors errors) {
		GroupRequests requests = requests((session, group) -> {
			if (group.equals("error")) {
				throw new StackOverflowError();
			}
			if (group.equals("exception")) {
				throw new IllegalStateException("database down");
			}
			return true;
		});
		requests.handle(this.session, new ClientFrame.Join("1", "exception"));
		requests.handle(this.session, new ClientFrame.Join("2", "error"));
		requests.handle(this.session, new ClientFrame.Join("3", "g"));
		awaitAnswers("1 unavailable", "2 unavailable", "3");
		assertThat(this.connection.texts()).noneMatch((text) -> text.contains("database"));
		assertThat(this.manager.groups().groupCount()).isOne();
		assertThat(errors.causes()).singleElement().satisfies((cause) -> assertThat(cause).hasMessage("database down"));
	}

	@Test
	void doesNotAskForASessionThatHasEndedMeanwhile() {
		List<String> asked = new ArrayList<>();
		GroupRequests requests = requests((session, group) -> {
			asked.add(group);
			return whenTheGateOpens(session, group);
		});
		requests.handle(this.session, new ClientFrame.Join("1", "g1"));
		requests.handle(this.session, new ClientFrame.Join("2", "g2"));
		this.manager.ended(this.session, CloseReason.ABNORMAL);
		this.gate.countDown();
		await().until(() -> !requests.isBusy());
		assertThat(asked).hasSizeLessThan(2).doesNotContain("g2");
		assertThat(this.manager.groups().groupCount()).isZero();
	}

	private GroupRequests requests(@Nullable GroupAuthorizer authorizer) {
		return requests(authorizer, SessionDirectory.NONE::settled);
	}

	private GroupRequests requests(@Nullable GroupAuthorizer authorizer, Supplier<CompletableFuture<Boolean>> settled) {
		SessionDirectory directory = new SessionDirectory() {

			@Override
			public CompletableFuture<Void> enter(UserKey user, String device, long session, Connection connection) {
				return NONE.enter(user, device, session, connection);
			}

			@Override
			public void abandon(UserKey user, long session) {
			}

			@Override
			public CompletableFuture<Boolean> settled() {
				return settled.get();
			}

		};
		GroupRequests requests = new GroupRequests(this.manager.groups(), directory, authorizer, 3);
		this.requests = requests;
		return requests;
	}

	private boolean whenTheGateOpens(Object session, String group) {
		try {
			this.gate.await();
			return true;
		}
		catch (InterruptedException ex) {
			return false;
		}
	}

	private static boolean meet(CyclicBarrier barrier) {
		try {
			barrier.await();
			return true;
		}
		catch (InterruptedException | BrokenBarrierException ex) {
			return false;
		}
	}

	private boolean isIn(String group) {
		return this.manager.groups().details("default", group).sessions() == 1;
	}

	private void awaitAnswers(String... answers) {
		await().untilAsserted(() -> assertThat(answers()).containsExactly(answers));
	}

	/**
	 * Return the ids that were answered, with the code where it is an error.
	 */
	private List<String> answers() {
		return this.connection.texts()
			.stream()
			.filter((text) -> text.contains("\"reply\"") || text.contains("\"error\""))
			.map((text) -> {
				String id = text.contains("\"id\":") ? text.replaceAll(".*\"id\":\"([^\"]*)\".*", "$1") : "null";
				return text.contains("\"code\":") ? id + " " + text.replaceAll(".*\"code\":\"([^\"]*)\".*", "$1") : id;
			})
			.toList();
	}

}
