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

package io.pushgate.session;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;

import io.pushgate.testsupport.ExpectErrors;
import io.pushgate.transport.CloseReason;
import io.pushgate.transport.RecordingConnection;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SessionEventPublisher}.
 */
@ExtendWith(OutputCaptureExtension.class)
class SessionEventPublisherTests {

	private final Queue<Object> events = new ConcurrentLinkedQueue<>();

	private final PushSession session = TestSessions.open(TestSessions.manager(1), "u", new RecordingConnection());

	@Test
	void publishesASessionsLifeInOrderOnAThreadOfItsOwn() {
		Queue<Thread> threads = new ConcurrentLinkedQueue<>();
		try (SessionEventPublisher publisher = new SessionEventPublisher((event) -> {
			threads.add(Thread.currentThread());
			this.events.add(event);
		})) {
			for (int i = 0; i < 100; i++) {
				publisher.opened(this.session);
				publisher.closed(this.session, CloseReason.KICKED);
			}
		}
		assertThat(this.events).hasSize(200);
		List<Object> inOrder = List.copyOf(this.events);
		for (int i = 0; i < 200; i += 2) {
			assertThat(inOrder.get(i)).isEqualTo(new PushConnectedEvent(this.session));
			assertThat(inOrder.get(i + 1)).isEqualTo(new PushDisconnectedEvent(this.session, CloseReason.KICKED));
		}
		assertThat(threads).allSatisfy((thread) -> {
			assertThat(thread.getName()).isEqualTo("push-events");
			assertThat(thread.isDaemon()).isTrue();
		});
	}

	@Test
	void aSlowListenerHoldsUpNobodyButLaterEvents() {
		CountDownLatch slow = new CountDownLatch(1);
		try (SessionEventPublisher publisher = new SessionEventPublisher((event) -> {
			await(slow);
			this.events.add(event);
		})) {
			publisher.opened(this.session);
			publisher.closed(this.session, CloseReason.NORMAL);
			assertThat(this.events).isEmpty();
			slow.countDown();
		}
		assertThat(this.events).hasSize(2);
	}

	@Test
	@ExpectErrors("A listener of PushConnectedEvent failed")
	void aListenerThatFailsIsLoggedAndOthersHearOfLaterEvents() {
		try (SessionEventPublisher publisher = new SessionEventPublisher((event) -> {
			if (event instanceof PushConnectedEvent) {
				throw new IllegalStateException("listener");
			}
			this.events.add(event);
		})) {
			publisher.opened(this.session);
			publisher.closed(this.session, CloseReason.NORMAL);
		}
		assertThat(this.events).hasSize(1);
	}

	@Test
	void warnsOnceOfListenersThatAreTooSlow(CapturedOutput output) {
		CountDownLatch slow = new CountDownLatch(1);
		SessionEventPublisher publisher = new SessionEventPublisher((event) -> {
			await(slow);
			this.events.add(event);
		});
		try {
			for (int i = 0; i < 10_100; i++) {
				publisher.opened(this.session);
			}
			assertThat(output.getAll().split("connection events wait", -1)).hasSize(2);
			slow.countDown();
			Awaitility.await().until(() -> this.events.size() == 10_100);
		}
		finally {
			slow.countDown();
			publisher.close();
		}
	}

	@Test
	void publishesNothingOnceClosed() {
		SessionEventPublisher publisher = new SessionEventPublisher(this.events::add);
		publisher.close();
		publisher.opened(this.session);
		assertThat(this.events).isEmpty();
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
