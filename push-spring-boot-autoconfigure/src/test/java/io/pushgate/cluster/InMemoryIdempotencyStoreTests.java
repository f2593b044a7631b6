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

package io.pushgate.cluster;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.pushgate.message.PushResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link InMemoryIdempotencyStore}.
 */
@ExtendWith(OutputCaptureExtension.class)
class InMemoryIdempotencyStoreTests extends AbstractIdempotencyStoreTests {

	private static final byte[] CONTENT = { 1, 1 };

	private final AtomicLong nanos = new AtomicLong();

	private final AtomicInteger pushes = new AtomicInteger();

	private final InMemoryIdempotencyStore store = store(1000);

	@Override
	protected IdempotencyStore node(int node) {
		return this.store;
	}

	@Test
	void pushesOnceWithinTheWindow() {
		PushResult first = push("a", "1", CONTENT).join();
		this.nanos.addAndGet(Duration.ofMinutes(10).toNanos() - 1);
		assertThat(push("a", "1", CONTENT).join()).isSameAs(first);
		assertThat(this.pushes).hasValue(1);
		this.nanos.incrementAndGet();
		assertThat(push("a", "1", CONTENT).join()).isNotSameAs(first);
		assertThat(this.pushes).hasValue(2);
	}

	@Test
	void refusesOtherContent() {
		push("a", "1", CONTENT);
		CompletableFuture<PushResult> other = push("a", "1", new byte[] { 1, 2 });
		assertThat(other).failsWithin(Duration.ZERO)
			.withThrowableThat()
			.withCauseExactlyInstanceOf(IdempotencyConflictException.class)
			.withMessageContaining("the id '1'");
		assertThat(this.pushes).hasValue(1);
		assertThat(push("a", "1", CONTENT)).isCompleted();
	}

	@Test
	void forgetsAPushThatFailed() {
		CompletableFuture<PushResult> outcome = new CompletableFuture<>();
		CompletableFuture<PushResult> first = this.store.once("a", "1", CONTENT, () -> outcome);
		CompletableFuture<PushResult> meanwhile = push("a", "1", CONTENT);
		outcome.completeExceptionally(new IllegalStateException("down"));
		assertThat(first).isCompletedExceptionally();
		assertThat(meanwhile).isCompletedExceptionally();
		assertThat(this.pushes).hasValue(0);
		assertThat(push("a", "1", CONTENT)).isCompleted();
		assertThat(this.pushes).hasValue(1);
	}

	@Test
	void forgetsAPushThatThrew() {
		assertThatIllegalStateException().isThrownBy(() -> this.store.once("a", "1", CONTENT, () -> {
			throw new IllegalStateException("down");
		}));
		assertThat(push("a", "1", CONTENT)).isCompleted();
	}

	@Test
	void nobodyCompletesTheOutcomeOfOthers() {
		CompletableFuture<PushResult> outcome = new CompletableFuture<>();
		CompletableFuture<PushResult> first = this.store.once("a", "1", CONTENT, () -> outcome);
		CompletableFuture<PushResult> second = push("a", "1", CONTENT);
		first.cancel(true);
		assertThat(second).isNotDone();
		outcome.complete(result("1"));
		assertThat(second).isCompletedWithValue(result("1"));
	}

	@Test
	void forgetsTheOldestOverItsBoundAndSaysSo(CapturedOutput output) {
		InMemoryIdempotencyStore small = store(160);
		for (int i = 0; i < 100_000; i++) {
			this.nanos.incrementAndGet();
			small.once("a", "id-" + i, CONTENT, this::made);
			assertThat(small.size()).isLessThanOrEqualTo(161);
		}
		assertThat(this.pushes).hasValue(100_000);
		// The newest are the ones that are about to be repeated.
		for (int i = 99_999; i > 99_900; i--) {
			small.once("a", "id-" + i, CONTENT, this::made);
		}
		assertThat(this.pushes).hasValue(100_000);
		small.once("a", "id-0", CONTENT, this::made);
		assertThat(this.pushes).hasValue(100_001);
		assertThat(output).containsOnlyOnce("More than 160 messages with an id were pushed within PT10M");
	}

	@Test
	void aTenantThatUsesManyIdsForgetsItsOwn() {
		InMemoryIdempotencyStore small = store(1600);
		for (String tenant : List.of("quiet", "busy")) {
			for (int i = 0; i < 400; i++) {
				small.once(tenant, "id-" + i, CONTENT, this::made);
			}
		}
		for (int i = 0; i < 36_000; i++) {
			this.nanos.incrementAndGet();
			small.once("acme", "id-" + i, CONTENT, this::made);
		}
		for (String tenant : List.of("quiet", "busy")) {
			for (int i = 0; i < 400; i++) {
				assertThat(small.once(tenant, "id-" + i, new byte[] { 1, 2 }, this::made)).isCompletedExceptionally();
			}
		}
	}

	@Test
	void aHundredThousandIdsAreLetGoWithTheirTime() {
		InMemoryIdempotencyStore large = store(1_000_000);
		for (int i = 0; i < 100_000; i++) {
			large.once("a", "id-" + i, CONTENT, this::made);
		}
		assertThat(large.size()).isEqualTo(100_000);
		this.nanos.addAndGet(Duration.ofMinutes(10).toNanos());
		large.once("a", "last", CONTENT, this::made);
		assertThat(large.size()).isOne();
	}

	@Test
	void whatFitsIsAPartOfTheHeap() {
		assertThat(InMemoryIdempotencyStore.idsThatFit() * 512)
			.isLessThanOrEqualTo(Math.max(512_000, Runtime.getRuntime().maxMemory() / 16))
			.isGreaterThan(Runtime.getRuntime().maxMemory() / 17);
	}

	private InMemoryIdempotencyStore store(long maxIds) {
		return new InMemoryIdempotencyStore(Duration.ofMinutes(10), maxIds, this.nanos::get);
	}

	private CompletableFuture<PushResult> push(String tenant, String id, byte[] content) {
		return this.store.once(tenant, id, content, this::made);
	}

	private CompletableFuture<PushResult> made() {
		return CompletableFuture.completedFuture(result("m" + this.pushes.incrementAndGet()));
	}

	private static PushResult result(String id) {
		return new PushResult(id, Instant.EPOCH, 1, OptionalInt.empty());
	}

}
