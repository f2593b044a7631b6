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
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What every store of node numbers does.
 */
public abstract class AbstractNodeLeaseStoreTests {

	private static final Duration LONG = Duration.ofMinutes(5);

	private static final long NOW = 1_000_000_000;

	protected abstract NodeLeaseStore store();

	@Test
	void givesTheSmallestNumbersFirst() {
		assertThat(take("a")).isEqualTo(new NodeId(0));
		assertThat(take("b")).isEqualTo(new NodeId(1));
		store().release(new NodeId(0), "a", NOW);
		assertThat(acquire("c", LONG, NOW + 1, NOW + 2)).isEqualTo(new NodeId(0));
	}

	@Test
	void neverGivesANumberToTwo() {
		List<CompletableFuture<NodeId>> taken = IntStream.range(0, 200)
			.mapToObj((i) -> CompletableFuture.supplyAsync(() -> take("owner-" + i)))
			.toList();
		Set<NodeId> numbers = new HashSet<>();
		assertThat(taken).allSatisfy((number) -> assertThat(numbers.add(number.join())).isTrue());
	}

	@Test
	void hasNoMoreThanThereAre() {
		for (int i = 0; i <= NodeId.MAX; i++) {
			assertThat(take("owner-" + i)).isEqualTo(new NodeId(i));
		}
		assertThat(take("one too many")).isNull();
	}

	@Test
	void keepsANumberThatIsRenewed() {
		NodeId node = acquire("a", Duration.ofMillis(300), NOW, NOW);
		assertThat(node).isNotNull();
		for (int i = 0; i < 20; i++) {
			assertThat(store().renew(node, new NodeLeaseTerms("a", Duration.ofMillis(300), NOW, NOW))).isTrue();
			assertThat(take("other-" + i)).isNotEqualTo(node);
		}
	}

	@Test
	void givesANumberAwayOnceItsLeaseIsLongOver() {
		NodeId node = acquire("a", Duration.ofMillis(100), NOW, NOW);
		assertThat(node).isNotNull();
		await().atMost(BusNode.PATIENCE).until(() -> {
			NodeId next = acquire(UUID.randomUUID().toString(), Duration.ofMillis(100), NOW + 1, NOW);
			return node.equals(next);
		});
		assertThat(store().renew(node, new NodeLeaseTerms("a", LONG, NOW, NOW))).isFalse();
		// And does nothing to the new owner.
		store().release(node, "a", NOW);
		assertThat(acquire("b", LONG, NOW + 1, NOW)).isNotEqualTo(node);
	}

	@Test
	void keepsAnExpiredNumberForItsOwnerAsLongAsNobodyElseHasIt() {
		NodeId node = acquire("a", Duration.ofMillis(1), NOW, NOW);
		assertThat(node).isNotNull();
		assertThat(store().renew(node, new NodeLeaseTerms("a", LONG, NOW, NOW))).isTrue();
		assertThat(take("b")).isNotEqualTo(node);
	}

	@Test
	void givesNoNumberWithWhichIdsWereMadeLaterThanNow() {
		NodeId node = take("a");
		assertThat(node).isNotNull();
		store().release(node, "a", NOW + 60_000);
		assertThat(take("b")).isNotEqualTo(node);
		assertThat(acquire("c", LONG, NOW + 60_001, NOW + 60_002)).isEqualTo(node);
	}

	@Test
	void givesANumberOfTheRangeThatIsAskedFor() {
		NodeId first = new NodeId(700);
		NodeId last = new NodeId(701);
		NodeLeaseTerms terms = new NodeLeaseTerms("a", LONG, NOW, NOW);
		assertThat(store().acquire(first, last, terms)).isEqualTo(first);
		assertThat(store().acquire(first, last, terms)).isEqualTo(last);
		assertThat(store().acquire(first, last, terms)).isNull();
	}

	@Test
	void doesNotRenewWhatAnotherNodeHasHadMeanwhile() {
		NodeId node = acquire("a", Duration.ofMillis(50), NOW, NOW);
		assertThat(node).isNotNull();
		await().atMost(BusNode.PATIENCE)
			.until(() -> store().acquire(node, node, new NodeLeaseTerms("b", LONG, NOW + 1, NOW + 1)) != null);
		store().release(node, "b", NOW + 500);
		assertThat(store().renew(node, new NodeLeaseTerms("a", LONG, NOW + 500, NOW + 500))).isFalse();
	}

	@Test
	void isOldEnoughSometime() {
		await().atMost(BusNode.PATIENCE).until(() -> store().age().compareTo(Duration.ofSeconds(2)) > 0);
	}

	private @Nullable NodeId acquire(String owner, Duration ttl, long now, long until) {
		return store().acquire(new NodeId(0), new NodeId(NodeId.MAX), new NodeLeaseTerms(owner, ttl, now, until));
	}

	private @Nullable NodeId take(String owner) {
		return acquire(owner, LONG, NOW, NOW);
	}

}
