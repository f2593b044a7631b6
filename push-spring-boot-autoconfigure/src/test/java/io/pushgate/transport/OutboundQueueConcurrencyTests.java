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

package io.pushgate.transport;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

import io.pushgate.transport.OutboundQueue.Step;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OutboundQueue} with many producers, a writer that moves from thread to
 * thread, and ends of every kind at any time.
 */
class OutboundQueueConcurrencyTests {

	private static final int ROUNDS = 400;

	private static final int QUEUES = 3;

	private static final int PRODUCERS = 4;

	private static final int FRAMES = 60;

	private final ExecutorService producers = Executors.newFixedThreadPool(PRODUCERS + 1);

	private final ExecutorService writers = Executors.newFixedThreadPool(2);

	@AfterEach
	void stop() {
		this.producers.shutdownNow();
		this.writers.shutdownNow();
	}

	@ParameterizedTest
	@EnumSource(SlowConsumerPolicy.class)
	void everyFrameIsReportedOnceAndInOrderByOneWriterHoweverTheQueueEnds(SlowConsumerPolicy policy) throws Exception {
		int written = 0;
		int dropped = 0;
		for (int round = 0; round < ROUNDS; round++) {
			OutboundLimits limits = new OutboundLimits(200, 500, policy);
			List<Receiver> receivers = new ArrayList<>();
			for (int i = 0; i < QUEUES; i++) {
				receivers.add(new Receiver(new OutboundQueue(limits)));
			}
			run(receivers, round);
			for (Receiver receiver : receivers) {
				receiver.verify();
				written += receiver.written.size();
				dropped += receiver.offered.size() - receiver.written.size();
			}
			assertThat(limits.pendingBytes()).isZero();
		}
		assertThat(written).as("written").isPositive();
		assertThat(dropped).as("dropped or refused").isPositive();
	}

	private void run(List<Receiver> receivers, int round) throws Exception {
		List<Callable<Void>> tasks = new ArrayList<>();
		for (int producer = 0; producer < PRODUCERS; producer++) {
			int number = producer;
			tasks.add(() -> {
				produce(receivers, number, new Random(round * 31L + number));
				return null;
			});
		}
		tasks.add(() -> {
			Random random = new Random(round);
			for (Receiver receiver : receivers) {
				receiver.end(random);
			}
			return null;
		});
		for (Future<Void> task : this.producers.invokeAll(tasks)) {
			task.get();
		}
		receivers.forEach(Receiver::close);
		for (Receiver receiver : receivers) {
			Awaitility.await()
				.pollDelay(Duration.ZERO)
				.pollInterval(Duration.ofMillis(1))
				.until(() -> receiver.scheduled.get() == 0);
		}
	}

	private void produce(List<Receiver> receivers, int producer, Random random) {
		for (int i = 0; i < FRAMES; i++) {
			Receiver receiver = receivers.get(random.nextInt(QUEUES));
			String key = (random.nextInt(4) == 0) ? "k" + random.nextInt(2) : null;
			long expiresAt = (random.nextInt(20) == 0) ? 1 : Long.MAX_VALUE;
			byte[] bytes = (producer + " " + i + " ".repeat(random.nextInt(20))).getBytes(StandardCharsets.UTF_8);
			CountingListener listener = new CountingListener();
			receiver.offer(OutboundFrame.droppable(true, bytes, key, expiresAt, listener), listener);
			if (random.nextInt(10) == 0) {
				receiver.ping();
			}
		}
	}

	private final class Receiver {

		private final OutboundQueue queue;

		private final Map<OutboundFrame, CountingListener> offered = new HashMap<>();

		private final Map<OutboundFrame, Offer> results = new HashMap<>();

		private final List<OutboundFrame> written = new ArrayList<>();

		private final AtomicInteger scheduled = new AtomicInteger();

		private final AtomicInteger writing = new AtomicInteger();

		private final AtomicInteger violations = new AtomicInteger();

		private boolean sawFarewell;

		private Receiver(OutboundQueue queue) {
			this.queue = queue;
		}

		void offer(OutboundFrame frame, CountingListener listener) {
			Offer result = this.queue.offer(frame);
			synchronized (this.offered) {
				this.offered.put(frame, listener);
				this.results.put(frame, result);
			}
			scheduleIf(result);
		}

		void ping() {
			scheduleIf(this.queue.offerPing());
		}

		void end(Random random) {
			for (int i = random.nextInt(2000); i > 0; i--) {
				Thread.onSpinWait();
			}
			switch (random.nextInt(4)) {
				case 0 -> scheduleIf(this.queue.close(OutboundFrame.required(true, new byte[0]), true));
				case 1 -> close();
				case 2 -> this.queue.abort();
				default -> {
					close();
					this.queue.abort();
				}
			}
		}

		void close() {
			scheduleIf(this.queue.close(OutboundFrame.required(true, new byte[0]), false));
		}

		private void scheduleIf(Offer result) {
			if (result == Offer.WRITE) {
				this.scheduled.incrementAndGet();
				OutboundQueueConcurrencyTests.this.writers.execute(this::drain);
			}
		}

		private void drain() {
			if (this.writing.incrementAndGet() != 1) {
				this.violations.incrementAndGet();
			}
			while (true) {
				Step step;
				// The right to write is given back within next(), so it is left before.
				this.writing.decrementAndGet();
				step = this.queue.next();
				if (step.kind() == Step.Kind.IDLE || step.kind() == Step.Kind.CLOSE) {
					this.scheduled.decrementAndGet();
					return;
				}
				if (this.writing.incrementAndGet() != 1) {
					this.violations.incrementAndGet();
				}
				if (step.frame() != null) {
					write(step.frame());
				}
			}
		}

		private void write(OutboundFrame frame) {
			synchronized (this.written) {
				if (this.sawFarewell) {
					this.violations.incrementAndGet();
				}
				if (frame.size() == 0) {
					this.sawFarewell = true;
				}
				else {
					this.written.add(frame);
				}
			}
		}

		void verify() {
			assertThat(this.violations).as("two writers at once, or a frame after the farewell").hasValue(0);
			assertThat(this.queue.pendingBytes()).isZero();
			this.offered.forEach((frame, listener) -> {
				Offer result = this.results.get(frame);
				List<String> reports = listener.reports();
				if (result == Offer.CLOSED) {
					assertThat(reports).isEmpty();
				}
				else if (result == Offer.OVERFLOW) {
					assertThat(reports).containsExactly("SLOW_CONSUMER");
				}
				else {
					assertThat(reports).hasSize(1);
				}
				if (reports.contains("WRITTEN")) {
					assertThat(this.written).contains(frame);
				}
			});
			int[] last = new int[PRODUCERS];
			for (OutboundFrame frame : this.written) {
				String[] words = frame.asString().trim().split(" ");
				int producer = Integer.parseInt(words[0]);
				int number = Integer.parseInt(words[1]) + 1;
				assertThat(number).as("order of producer %s", producer).isGreaterThan(last[producer]);
				last[producer] = number;
			}
		}

	}

}
