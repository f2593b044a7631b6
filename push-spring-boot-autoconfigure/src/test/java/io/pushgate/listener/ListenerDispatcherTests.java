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

package io.pushgate.listener;

import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.pushgate.autoconfigure.PushAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link ListenerDispatcher}.
 */
@ExtendWith(OutputCaptureExtension.class)
class ListenerDispatcherTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(PushAutoConfiguration.class))
		.withBean(Work.class);

	@Test
	void letsWhatIsBeingHandledComeToItsEnd() {
		this.runner.withPropertyValues("push.uplink.timeout=1m").run((context) -> {
			Work work = context.getBean(Work.class);
			CompletableFuture<UplinkAnswer> first = dispatch(context, "work");
			await().until(() -> work.begun.get() == 1);
			ListenerDispatcher dispatcher = context.getBean(ListenerDispatcher.class);
			CompletableFuture<Void> stopping = CompletableFuture.runAsync(dispatcher::stop);
			await().untilAsserted(
					() -> assertThat(Requests.text(dispatch(context, "work").getNow(null))).startsWith("UNAVAILABLE"));
			assertThat(stopping).isNotDone();
			work.open.countDown();
			assertThat(Requests.text(first.join())).isEqualTo("\"done\"");
			stopping.join();
			assertThat(dispatcher.isRunning()).isFalse();
			dispatcher.start();
			assertThat(Requests.text(dispatch(context, "work").join())).isEqualTo("\"done\"");
		});
	}

	@Test
	void interruptsWhatDoesNotEnd(CapturedOutput output) {
		this.runner.withPropertyValues("push.uplink.timeout=50ms", "push.uplink.threads=1").run((context) -> {
			Work work = context.getBean(Work.class);
			CompletableFuture<UplinkAnswer> first = dispatch(context, "work");
			CompletableFuture<UplinkAnswer> second = dispatch(context, "work");
			await().until(() -> work.begun.get() == 1);
			context.getBean(ListenerDispatcher.class).stop();
			assertThat(Requests.text(first.join())).startsWith("UNAVAILABLE");
			assertThat(Requests.text(second.join())).startsWith("UNAVAILABLE");
			await().until(() -> work.interrupted.get() == 1);
			assertThat(work.begun).hasValue(1);
			assertThat(output).contains("2 messages of clients are not handled yet and are given up");
		});
	}

	@Test
	void usesThreadsOfTheNamespace() {
		this.runner.run((context) -> {
			Work work = context.getBean(Work.class);
			dispatch(context, "thread").join();
			Thread thread = work.threads.remove();
			assertThat(thread.getName()).startsWith("push-uplink-default-");
			assertThat(thread.isDaemon()).isTrue();
			assertThat(thread.getContextClassLoader()).isNotNull();
			context.getBean(ListenerDispatcher.class).stop();
			await().until(() -> !thread.isAlive());
		});
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void usesVirtualThreadsWhereTheApplicationDoesAndNoMoreThanItMay() {
		this.runner
			.withPropertyValues("spring.threads.virtual.enabled=true", "push.uplink.threads=2",
					"push.uplink.timeout=50ms")
			.run((context) -> {
				Work work = context.getBean(Work.class);
				dispatch(context, "thread").join();
				assertThat(work.threads.remove().toString()).startsWith("VirtualThread");
				for (int i = 0; i < 10; i++) {
					dispatch(context, "work");
				}
				await().until(() -> work.begun.get() == 2);
				context.getBean(ListenerDispatcher.class).stop();
				await().until(() -> work.interrupted.get() == 2);
				assertThat(work.begun).hasValue(2);
			});
	}

	private static CompletableFuture<UplinkAnswer> dispatch(ApplicationContext context, String event) {
		return context.getBean(UplinkDispatcher.class)
			.dispatch(Requests.of(Requests.session("ann"), "1", event, "null"))
			.orTimeout(20, TimeUnit.SECONDS);
	}

	static class Work {

		private final CountDownLatch open = new CountDownLatch(1);

		private final AtomicInteger begun = new AtomicInteger();

		private final AtomicInteger interrupted = new AtomicInteger();

		private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();

		@PushListener("work")
		String work() {
			this.begun.incrementAndGet();
			try {
				this.open.await();
			}
			catch (InterruptedException ex) {
				this.interrupted.incrementAndGet();
			}
			return "done";
		}

		@PushListener("thread")
		void thread() {
			this.threads.add(Thread.currentThread());
		}

	}

}
