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

package io.pushgate.transport.netty;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.pushgate.testsupport.RawWebSocket;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests of {@link EventLoopWatch}, on a loop that is kept busy.
 */
class EventLoopWatchTests {

	@Test
	void tellsWhichLoopIsLateWhileItIs() {
		EventLoopGroup group = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
		CountDownLatch release = new CountDownLatch(1);
		EventLoopWatch watch = new EventLoopWatch();
		try {
			watch.start(group);
			// The first of both.
			group.iterator().next().execute(() -> hold(release));
			group.iterator().next().execute(() -> {
			});
			await().atMost(RawWebSocket.PATIENCE).until(() -> watch.lag(0) > 1);
			assertThat(watch.pendingTasks(0)).isPositive();
			assertThat(watch.pendingTasks(1)).isZero();
			assertThat(watch.lag(1)).isLessThan(watch.lag(0));
			release.countDown();
			await().atMost(RawWebSocket.PATIENCE).until(() -> watch.lag(0) < 1 && watch.pendingTasks(0) == 0);
			watch.stop();
			assertThat(watch.lag(0)).isNaN();
			assertThat(watch.pendingTasks(2)).isNaN();
		}
		finally {
			release.countDown();
			group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
		}
	}

	private static void hold(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
