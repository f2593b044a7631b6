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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

import io.pushgate.message.PushStatistics;
import io.pushgate.message.PushTarget;
import io.pushgate.message.SessionDetails;
import io.pushgate.message.UserKey;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

/**
 * What every directory does.
 */
public abstract class AbstractDirectoryTests {

	protected static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final String TENANT = DirectoryPeer.TENANT;

	private static final Duration DELAY = Duration.ofMillis(300);

	private static final NodeId ONE = new NodeId(1);

	private static final NodeId TWO = new NodeId(2);

	private final DirectoryCluster cluster = new DirectoryCluster();

	private final List<DirectoryPeer> peers = new ArrayList<>();

	/**
	 * Create a directory of the cluster of this test.
	 */
	protected abstract Directory directory(NodeId node, int maxPerUser, Duration offlineDelay);

	/**
	 * End a directory as a crash does.
	 */
	protected abstract void kill(Directory directory);

	private DirectoryPeer peer(int number) {
		return peer(number, 10);
	}

	private DirectoryPeer peer(int number, int maxPerUser) {
		return peer(number, maxPerUser, DELAY);
	}

	private DirectoryPeer peer(int number, int maxPerUser, Duration offlineDelay) {
		DirectoryPeer peer = this.cluster.add(number, directory(new NodeId(number), maxPerUser, offlineDelay));
		this.peers.add(peer);
		await().atMost(PATIENCE)
			.until(() -> this.peers.stream()
				.allMatch((one) -> !one.directory().isRunning() || one.directory().isAvailable()));
		return peer;
	}

	@AfterEach
	void stop() {
		this.peers.forEach((peer) -> kill(peer.directory()));
	}

	private Map<NodeId, PushTarget> locate(DirectoryPeer peer, PushTarget target) {
		return peer.directory().locate(TENANT, target).join().nodes();
	}

	private static void eventually(ThrowingRunnable assertion) {
		await().atMost(PATIENCE).untilAsserted(assertion);
	}

	/**
	 * Wait until everyone has heard of the users: what a node has not told before it
	 * crashes, nobody tells.
	 */
	private void awaitArrivals(List<String> users) {
		eventually(() -> assertThat(users).allSatisfy((user) -> assertThat(this.cluster.times(user)).isEqualTo("+")));
	}

	@Test
	void findsUsersOnTheNodesThatHoldThem() {
		DirectoryPeer one = peer(1);
		DirectoryPeer two = peer(2);
		one.open("ada");
		two.open("bob");
		one.open("cy");
		two.open("cy");
		assertThat(locate(one, PushTarget.users(List.of("cy", "nobody", "bob", "ada")))).containsOnly(
				entry(ONE, PushTarget.users(List.of("cy", "ada"))), entry(TWO, PushTarget.users(List.of("cy", "bob"))));
		assertThat(locate(two, PushTarget.user("ada"))).containsOnly(entry(ONE, PushTarget.user("ada")));
		assertThat(locate(two, PushTarget.user("nobody"))).isEmpty();
	}

	@Test
	void findsASessionAsSoonAsItIsEnteredAndNotOnceItHasLeft() {
		DirectoryPeer one = peer(1);
		DirectoryPeer two = peer(2);
		for (int i = 0; i < 100; i++) {
			SessionDetails session = one.open("user-" + i);
			assertThat(locate(two, PushTarget.user("user-" + i))).containsOnlyKeys(ONE);
			one.close(session);
			one.settle();
			assertThat(locate(two, PushTarget.user("user-" + i))).isEmpty();
		}
	}

	@Test
	void findsDevices() {
		DirectoryPeer one = peer(1);
		DirectoryPeer two = peer(2);
		one.open("ada", "phone");
		two.open("ada", "laptop");
		two.open("bob", "phone");
		assertThat(locate(one, PushTarget.device("ada", "laptop")))
			.containsOnly(entry(TWO, PushTarget.device("ada", "laptop")));
		assertThat(locate(one, PushTarget.device("ada", "watch"))).isEmpty();
		List<PushTarget.Device> devices = List.of(new PushTarget.Device("bob", "phone"),
				new PushTarget.Device("ada", "watch"), new PushTarget.Device("ada", "phone"),
				new PushTarget.Device("ada", "laptop"));
		assertThat(locate(one, PushTarget.devices(devices))).containsOnly(
				entry(ONE, PushTarget.devices(List.of(devices.get(2)))),
				entry(TWO, PushTarget.devices(List.of(devices.get(0), devices.get(3)))));
	}

	@Test
	void countsTheSessionsOfUsersAndDevices() {
		DirectoryPeer one = peer(1);
		DirectoryPeer two = peer(2);
		one.open("ada", "phone");
		two.open("ada", "phone");
		two.open("ada", "laptop");
		one.open("bob", "phone");
		assertThat(count(one, PushTarget.users(List.of("ada", "bob", "nobody")))).hasValue(4);
		assertThat(count(two, PushTarget.user("nobody"))).hasValue(0);
		assertThat(count(one, PushTarget.device("ada", "phone"))).hasValue(2);
		assertThat(count(two,
				PushTarget
					.devices(List.of(new PushTarget.Device("ada", "laptop"), new PushTarget.Device("bob", "phone")))))
			.hasValue(2);
	}

	@Test
	void doesNotGuessHowManySessionsAGroupHas() {
		DirectoryPeer one = peer(1);
		one.join("room");
		one.settle();
		assertThat(count(one, PushTarget.group("room"))).isEmpty();
	}

	private OptionalInt count(DirectoryPeer peer, PushTarget target) {
		return peer.directory().locate(TENANT, target).join().sessions();
	}

	@Test
	void findsSessionsByTheirIds() {
		DirectoryPeer one = peer(1);
		SessionDetails first = one.make("ada", "phone");
		SessionDetails second = one.make("bob", "phone");
		assertThat(locate(one, PushTarget.session(first.session())))
			.containsOnly(entry(ONE, PushTarget.session(first.session())));
		assertThat(locate(one, PushTarget.sessions(List.of(second.session(), "no id", "-4096", first.session()))))
			.containsOnly(entry(ONE, PushTarget.sessions(List.of(second.session(), first.session()))));
	}

	@Test
	void findsGroupsOnTheNodesWithMembers() {
		DirectoryPeer one = peer(1);
		DirectoryPeer two = peer(2);
		one.join("room");
		two.join("room");
		two.join("hall");
		one.settle();
		two.settle();
		assertThat(locate(one, PushTarget.groups(List.of("hall", "nowhere", "room"))))
			.containsOnly(entry(ONE, PushTarget.group("room")), entry(TWO, PushTarget.groups(List.of("hall", "room"))));
		two.part("room");
		two.settle();
		assertThat(locate(one, PushTarget.group("room"))).containsOnlyKeys(ONE);
		one.part("room");
		one.settle();
		assertThat(locate(two, PushTarget.group("room"))).isEmpty();
	}

	@Test
	void tellsTheSessionsOfAUserEarliestFirst() {
		DirectoryPeer one = peer(1);
		DirectoryPeer two = peer(2);
		SessionDetails second = two.make("ada", "laptop");
		SessionDetails first = one.make("ada", "phone");
		SessionDetails[] sessions = (Long.parseLong(first.session()) < Long.parseLong(second.session()))
				? new SessionDetails[] { first, second } : new SessionDetails[] { second, first };
		two.directory().enter(TENANT, second).join();
		one.directory().enter(TENANT, first).join();
		List<SessionDetails> found = one.directory().sessions(new UserKey(TENANT, "ada")).join();
		assertThat(found)
			.extracting(SessionDetails::session, SessionDetails::user, SessionDetails::device, SessionDetails::node,
					SessionDetails::transport, (session) -> session.connectedAt().toEpochMilli(),
					(session) -> session.lastSeenAt().toEpochMilli())
			.containsExactlyElementsOf(Arrays.stream(sessions)
				.map((session) -> tuple(session.session(), "ada", session.device(), session.node(), "websocket",
						session.connectedAt().toEpochMilli(), session.lastSeenAt().toEpochMilli()))
				.toList());
		assertThat(one.directory().sessions(new UserKey(TENANT, "bob")).join()).isEmpty();
		assertThat(one.directory().sessions(new UserKey("other", "ada")).join()).isEmpty();
	}

	@Test
	void countsUsersAndGroupsOnce() {
		DirectoryPeer one = peer(1);
		DirectoryPeer two = peer(2);
		for (int i = 0; i < 50; i++) {
			one.open("user-" + i);
			two.open("user-" + (i + 25));
		}
		SessionDetails gone = two.open("gone");
		two.close(gone);
		one.join("room");
		two.join("room");
		two.join("hall");
		two.join("gone");
		two.part("gone");
		one.settle();
		two.settle();
		eventually(() -> assertThat(one.directory().statistics(TENANT).join()).isEqualTo(new PushStatistics(100, 75, 2,
				List.of(new PushStatistics.Node("1", 50, 50, 1), new PushStatistics.Node("2", 50, 50, 2)))));
		assertThat(one.directory().statistics("other").join()).isEqualTo(new PushStatistics(0, 0, 0, List.of()));
	}

	@Test
	void takesOutTheEarliestSessionOverTheLimit() {
		DirectoryPeer one = peer(1, 2);
		DirectoryPeer two = peer(2, 2);
		SessionDetails first = one.open("ada");
		two.open("ada");
		one.open("ada");
		assertThat(this.cluster.replaced()).containsExactly(new DirectoryCluster.Replaced("ada", ONE, first.session()));
		assertThat(one.directory().sessions(new UserKey(TENANT, "ada")).join()).hasSize(2)
			.noneMatch((session) -> session.session().equals(first.session()));
	}

	@Test
	void convergesToTheLimitWhateverLogsInAtOnce() {
		int limit = 3;
		List<DirectoryPeer> peers = List.of(peer(1, limit), peer(2, limit), peer(3, limit));
		ExecutorService threads = Executors.newFixedThreadPool(12);
		List<CompletableFuture<Void>> done = new ArrayList<>();
		for (int i = 0; i < 12; i++) {
			DirectoryPeer peer = peers.get(i % 3);
			Random random = new Random(i);
			done.add(CompletableFuture.runAsync(
					() -> IntStream.range(0, 100).forEach((n) -> peer.open("user-" + random.nextInt(5))), threads));
		}
		CompletableFuture.allOf(done.toArray(CompletableFuture[]::new)).join();
		threads.shutdown();
		eventually(() -> {
			for (int i = 0; i < 5; i++) {
				String user = "user-" + i;
				List<String> open = peers.stream()
					.flatMap((peer) -> peer.sessionsHere().stream())
					.filter((session) -> session.user().equals(user))
					.map(SessionDetails::session)
					.toList();
				assertThat(open).hasSize(limit);
				assertThat(peers.get(0).directory().sessions(new UserKey(TENANT, user)).join())
					.extracting(SessionDetails::session)
					.containsExactlyInAnyOrderElementsOf(open);
			}
		});
	}

	@Test
	void tellsOnceThatAUserIsOnlineAndOnceThatItIsOffline() {
		DirectoryPeer one = peer(1);
		DirectoryPeer two = peer(2);
		SessionDetails first = one.open("ada");
		SessionDetails second = two.open("ada");
		one.close(first);
		one.settle();
		two.close(second);
		eventually(() -> assertThat(this.cluster.times("ada")).isEqualTo("+-"));
		List<DirectoryCluster.Event> events = this.cluster.events("ada");
		assertThat(events.get(0).node()).isEqualTo(ONE);
		assertThat(events.get(0).session()).isEqualTo(Long.parseLong(first.session()));
		assertThat(events.get(1).node()).isEqualTo(TWO);
		assertThat(events.get(1).session()).isEqualTo(Long.parseLong(second.session()));
		this.cluster.assertTold();
	}

	@Test
	void saysNothingOfAUserWhoComesBackInTime() {
		DirectoryPeer one = peer(1, 10, Duration.ofSeconds(3));
		DirectoryPeer two = peer(2, 10, Duration.ofSeconds(3));
		SessionDetails first = one.open("ada");
		one.close(first);
		one.settle();
		SessionDetails second = two.open("ada");
		SessionDetails other = one.open("bob");
		one.close(other);
		eventually(() -> assertThat(this.cluster.times("bob")).isEqualTo("+-"));
		assertThat(this.cluster.times("ada")).isEqualTo("+");
		two.close(second);
		eventually(() -> assertThat(this.cluster.times("ada")).isEqualTo("+-"));
		this.cluster.assertTold();
	}

	@Test
	void tellsEachTimeOnceWhateverComesAndGoes() {
		Duration delay = Duration.ofMillis(20);
		List<DirectoryPeer> peers = List.of(peer(1, 10, delay), peer(2, 10, delay), peer(3, 10, delay));
		ExecutorService threads = Executors.newFixedThreadPool(6);
		List<CompletableFuture<Void>> done = new ArrayList<>();
		for (int i = 0; i < 6; i++) {
			DirectoryPeer peer = peers.get(i % 3);
			Random random = new Random(i);
			done.add(CompletableFuture.runAsync(() -> comeAndGo(peer, random), threads));
		}
		CompletableFuture.allOf(done.toArray(CompletableFuture[]::new)).join();
		threads.shutdown();
		eventually(() -> {
			for (int i = 0; i < 4; i++) {
				assertThat(this.cluster.times("user-" + i)).endsWith("-");
			}
		});
		for (int i = 0; i < 4; i++) {
			System.out.printf("user-%d was online %d times%n", i, this.cluster.times("user-" + i).length() / 2);
		}
		this.cluster.assertTold();
	}

	private void comeAndGo(DirectoryPeer peer, Random random) {
		for (int i = 0; i < 100; i++) {
			SessionDetails session = peer.open("user-" + random.nextInt(4));
			LockSupport.parkNanos(random.nextInt(20_000_000));
			peer.close(session);
			LockSupport.parkNanos(random.nextInt(60_000_000));
		}
	}

	@Test
	void clearsAwayWhatADeadNodeHasLeft() {
		DirectoryPeer one = peer(1);
		DirectoryPeer two = peer(2);
		DirectoryPeer three = peer(3);
		for (int i = 0; i < 200; i++) {
			two.open("user-" + i);
			if (i % 2 == 0) {
				one.open("user-" + i);
			}
		}
		two.join("room");
		one.join("room");
		one.settle();
		two.settle();
		awaitArrivals(IntStream.range(0, 200).mapToObj((i) -> "user-" + i).toList());
		kill(two.directory());
		eventually(() -> {
			for (int i = 0; i < 200; i++) {
				Map<NodeId, PushTarget> nodes = locate(three, PushTarget.user("user-" + i));
				assertThat(nodes.keySet()).isEqualTo((i % 2 == 0) ? Set.of(ONE) : Set.of());
				assertThat(this.cluster.times("user-" + i)).isEqualTo((i % 2 == 0) ? "+" : "+-");
			}
			assertThat(locate(three, PushTarget.group("room"))).containsOnlyKeys(ONE);
			assertThat(one.directory().statistics(TENANT).join())
				.isEqualTo(new PushStatistics(100, 100, 1, List.of(new PushStatistics.Node("1", 100, 100, 1))));
		});
		this.cluster.assertTold();
	}

	@Test
	void aNodeThatStopsLeavesItsDeparturesToAnother() {
		DirectoryPeer one = peer(1);
		DirectoryPeer two = peer(2);
		SessionDetails session = two.open("ada");
		two.close(session);
		two.directory().stop();
		eventually(() -> assertThat(this.cluster.times("ada")).isEqualTo("+-"));
		assertThat(this.cluster.events("ada").get(1).node()).isEqualTo(ONE);
		assertThat(locate(one, PushTarget.user("ada"))).isEmpty();
		this.cluster.assertTold();
	}

	@Test
	void theLastNodeThatStopsTellsDeparturesItself() {
		DirectoryPeer one = peer(1, 10, Duration.ofMinutes(1));
		one.close(one.open("ada"));
		one.directory().stop();
		assertThat(this.cluster.times("ada")).isEqualTo("+-");
		this.cluster.assertTold();
	}

	@Test
	void aNodeThatComesBackFindsNothingOfItsFormerLife() {
		DirectoryPeer one = peer(1);
		DirectoryPeer two = peer(2);
		two.open("ada");
		awaitArrivals(List.of("ada"));
		kill(two.directory());
		DirectoryPeer again = peer(2);
		again.open("bob");
		eventually(() -> {
			assertThat(locate(one, PushTarget.user("ada"))).isEmpty();
			assertThat(this.cluster.times("ada")).isEqualTo("+-");
		});
		assertThat(one.directory().sessions(new UserKey(TENANT, "bob")).join()).hasSize(1);
		this.cluster.assertTold();
	}

	@Test
	void takesAnyCharacterThatANameMayHave() {
		DirectoryPeer one = peer(1);
		DirectoryPeer two = peer(2);
		List<String> names = List.of("a b", "a:b", "{0}", "}{", "*?[a-z]", "\\", "\"", "'", "%s", "7:12 3", "用户", "😀",
				" ", "g", "w", "p", "o", "1", "x".repeat(128), "-1", "nil");
		for (String name : names) {
			one.open(name, name);
			one.join(name);
		}
		one.settle();
		for (String name : names) {
			assertThat(locate(two, PushTarget.user(name))).as(name).containsOnlyKeys(ONE);
			assertThat(locate(two, PushTarget.device(name, name))).as(name).containsOnlyKeys(ONE);
			assertThat(locate(two, PushTarget.group(name))).as(name).containsOnlyKeys(ONE);
			assertThat(two.directory().sessions(new UserKey(TENANT, name)).join()).singleElement()
				.satisfies((session) -> assertThat(session.device()).isEqualTo(name))
				.satisfies((session) -> assertThat(session.user()).isEqualTo(name));
		}
		awaitArrivals(names);
		kill(one.directory());
		eventually(() -> names.forEach((name) -> {
			assertThat(locate(two, PushTarget.user(name))).as(name).isEmpty();
			assertThat(locate(two, PushTarget.group(name))).as(name).isEmpty();
			assertThat(this.cluster.times(name)).isEqualTo("+-");
		}));
	}

}
