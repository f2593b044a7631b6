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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.pushgate.testsupport.ExpectErrors;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@ExpectErrors({ "A NodeLeaseListener failed", "The number of node .* is another one's" })
class StoredNodeLeaseTests {

	private static final Duration TTL = Duration.ofSeconds(20);

	private final MemoryNodeLeaseStore store = new MemoryNodeLeaseStore();

	private final ManualClock clock = new ManualClock();

	private final List<String> events = new ArrayList<>();

	private StoredNodeLease lease() {
		StoredNodeLease lease = new StoredNodeLeases(this.store, TTL, Duration.ofMillis(50), this.clock).take();
		lease.addListener(new NodeLeaseListener() {

			@Override
			public void lost(NodeId node, boolean forGood) {
				StoredNodeLeaseTests.this.events.add("lost" + (forGood ? " for good" : ""));
			}

			@Override
			public void regained(NodeId node) {
				StoredNodeLeaseTests.this.events.add("regained");
			}

			@Override
			public void clockSetBack(NodeId node, Duration by) {
				StoredNodeLeaseTests.this.events.add("set back by " + by.toSeconds());
			}

		});
		return lease;
	}

	@Test
	void isHeldForAsLongAsItIsRenewed() {
		StoredNodeLease lease = lease();
		for (int i = 0; i < 10; i++) {
			this.clock.pass(TTL.toMillis() - 1);
			assertThat(lease.isHeld()).isTrue();
			lease.renew();
		}
		assertThat(this.events).isEmpty();
	}

	@Test
	void isNotHeldAfterALongPauseUntilItIsRenewed() {
		StoredNodeLease lease = lease();
		this.clock.pass(TTL.toMillis());
		assertThat(lease.isHeld()).isFalse();
		lease.renew();
		assertThat(lease.isHeld()).isTrue();
	}

	@Test
	void isNotHeldAfterTheWholeMachineStoodStill() {
		StoredNodeLease lease = lease();
		this.clock.setForward(TTL.toMillis());
		assertThat(lease.isHeld()).isFalse();
	}

	@Test
	void isLostForGoodWhenAnotherNodeHasTheNumber() {
		StoredNodeLease lease = lease();
		this.store.steal(lease.node(), "somebody else");
		lease.renew();
		assertThat(lease.isHeld()).isFalse();
		lease.renew();
		assertThat(this.events).containsExactly("lost for good");
		lease.close();
		assertThat(this.store.renew(lease.node(), new NodeLeaseTerms("somebody else", TTL, 0, 0))).isTrue();
	}

	@Test
	void outlivesAStoreThatIsAwayForLessThanItsTime() {
		StoredNodeLease lease = lease();
		this.store.failWith(new NodeLeaseException("away", null));
		this.clock.pass(TTL.toMillis() / 2);
		lease.renew();
		assertThat(lease.isHeld()).isTrue();
		this.clock.pass(TTL.toMillis() / 2);
		lease.renew();
		lease.renew();
		assertThat(lease.isHeld()).isFalse();
		assertThat(this.events).containsExactly("lost");
		this.store.failWith(null);
		lease.renew();
		assertThat(lease.isHeld()).isTrue();
		assertThat(this.events).containsExactly("lost", "regained");
	}

	@Test
	void findsAClockThatIsSetBackAndRemembersHowFarItHadCome() {
		StoredNodeLease lease = lease();
		this.clock.pass(1000);
		lease.renew();
		long latest = this.clock.millis();
		this.clock.setForward(-3_600_000);
		lease.renew();
		assertThat(this.events).containsExactly("set back by 3600");
		assertThat(lease.isHeld()).isTrue();
		assertThat(this.store.until(lease.node())).isGreaterThanOrEqualTo(latest);
		lease.close();
		StoredNodeLease next = lease();
		assertThat(next.node()).isNotEqualTo(lease.node());
	}

	@Test
	void isFreeForOthersOnceItIsGivenBack() {
		StoredNodeLease lease = lease();
		lease.close();
		assertThat(lease.isHeld()).isFalse();
		this.clock.pass(1);
		assertThat(lease().node()).isEqualTo(lease.node());
	}

	@Test
	void saysWhenNoNumberIsFree() {
		for (int i = 0; i <= NodeId.MAX; i++) {
			this.store.steal(new NodeId(i), "owner-" + i);
		}
		for (int i = 0; i <= NodeId.MAX; i++) {
			this.store.release(new NodeId(i), "owner-" + i, Long.MAX_VALUE);
		}
		assertThatExceptionOfType(BusConfigurationException.class).isThrownBy(this::lease)
			.satisfies((ex) -> assertThat(ex.remedy()).contains("Set the clock"));
	}

	@Test
	void remembersIdsThatAClockHasMadeWhichWasWrongForAMoment() {
		StoredNodeLease lease = lease();
		this.clock.setForward(15_000);
		assertThat(lease.isHeld()).isTrue();
		long wrong = this.clock.millis();
		this.clock.setForward(-15_000);
		lease.close();
		assertThat(this.store.until(lease.node())).isGreaterThanOrEqualTo(wrong);
		assertThat(lease().node()).isNotEqualTo(lease.node());
	}

	@Test
	void isNotHeldUntilAStoreThatWasAwayGrantsIt() {
		this.store.failWith(new NodeLeaseException("away", null));
		StoredNodeLease lease = lease();
		lease.renew();
		assertThat(lease.isHeld()).isFalse();
		this.store.failWith(null);
		assertThat(lease().node()).isEqualTo(new NodeId(0)).isNotEqualTo(lease.node());
		this.store.grow(Duration.ofSeconds(9));
		lease.renew();
		assertThat(lease.isHeld()).isFalse();
		this.store.grow(Duration.ofSeconds(10));
		lease.renew();
		assertThat(lease.isHeld()).isTrue();
		assertThat(this.events).containsExactly("regained");
	}

	@Test
	void isLostForGoodWhenAnotherNodeHasTheNumberThatItTookUnasked() {
		this.store.failWith(new NodeLeaseException("away", null));
		StoredNodeLease lease = lease();
		this.store.failWith(null);
		this.store.steal(lease.node(), "somebody else");
		lease.renew();
		assertThat(lease.isHeld()).isFalse();
		assertThat(this.events).containsExactly("lost for good");
		lease.close();
		assertThat(this.store.renew(lease.node(), new NodeLeaseTerms("somebody else", TTL, 0, 0))).isTrue();
	}

	@Test
	void givesThoseWhoHaveANumberTheTimeToRenewItWhenTheStoreHasLostItsData() throws Exception {
		StoredNodeLease first = lease();
		this.store.lose(Duration.ofSeconds(1));
		CompletableFuture<StoredNodeLease> second = CompletableFuture.supplyAsync(this::lease);
		first.renew();
		assertThat(first.isHeld()).isTrue();
		assertThat(second).isNotDone();
		this.store.grow(Duration.ofHours(1));
		assertThat(second).succeedsWithin(Duration.ofSeconds(30))
			.extracting(StoredNodeLease::node)
			.isNotEqualTo(first.node());
	}

	@Test
	void goesOnWhenAListenerFails() {
		StoredNodeLease lease = lease();
		lease.addListener(new NodeLeaseListener() {

			@Override
			public void clockSetBack(NodeId node, Duration by) {
				throw new IllegalStateException("expected by the test");
			}

		});
		this.clock.setForward(-60_000);
		lease.renew();
		this.clock.pass(TTL.toMillis() - 1);
		assertThat(lease.isHeld()).isTrue();
	}

	/**
	 * Clocks that go when they are told to.
	 */
	private static final class ManualClock implements LeaseClock {

		private long millis = 1_000_000_000;

		private long nanos = Long.MAX_VALUE - 1000;

		void pass(long millis) {
			this.millis += millis;
			this.nanos += millis * 1_000_000;
		}

		void setForward(long millis) {
			this.millis += millis;
		}

		@Override
		public long millis() {
			return this.millis;
		}

		@Override
		public long nanos() {
			return this.nanos;
		}

	}

}
