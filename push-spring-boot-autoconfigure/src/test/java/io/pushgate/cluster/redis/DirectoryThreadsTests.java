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

package io.pushgate.cluster.redis;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The end of the directory's threads: what they share with others is shut down next.
 */
class DirectoryThreadsTests {

	static Stream<Arguments> executors() {
		DirectoryThreads loop = new DirectoryThreads();
		DirectoryThreads helpers = new DirectoryThreads();
		return Stream.of(Arguments.of(loop, loop.loop()), Arguments.of(helpers, (Executor) helpers::help));
	}

	@ParameterizedTest
	@MethodSource("executors")
	void waitsForWhatIsUnderWay(DirectoryThreads threads, Executor executor) {
		Thread waiting = Thread.currentThread();
		AtomicBoolean done = new AtomicBoolean();
		CompletableFuture<Void> begun = new CompletableFuture<>();
		executor.execute(() -> {
			begun.complete(null);
			await().until(() -> waiting.getState() == Thread.State.TIMED_WAITING);
			done.set(true);
		});
		begun.join();
		threads.help(() -> threads.loop().execute(threads::close));
		threads.awaitEnd(60);
		assertThat(done).isTrue();
	}

}
