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

package io.pushgate.contract.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import io.pushgate.cluster.ClusterBus;
import io.pushgate.delivery.cluster.ClusterStatistics;
import io.pushgate.message.SessionDetails;
import io.pushgate.message.UserKey;
import io.pushgate.session.PushUserOfflineEvent;
import io.pushgate.session.PushUserOnlineEvent;
import io.pushgate.testsupport.Milliseconds;
import io.pushgate.testsupport.RawWebSocket;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a cluster with a directory does besides.
 */
abstract class AbstractDirectedClusterTests extends AbstractClusterTests {

	@Test
	void bothersOnlyTheNodesOfTheUser() throws Exception {
		try (RawWebSocket client = nodes().connect(1, "directed")) {
			long directed = nodes().node(0).bean(ClusterStatistics.class).directedCount();
			long unwanted = unwanted(2);
			for (int i = 0; i < 20; i++) {
				nodes().push(0).toUser("directed").send("n", i).get();
			}
			read(client, 20);
			assertThat(nodes().node(0).bean(ClusterStatistics.class).directedCount() - directed).isEqualTo(20);
			// What follows has come: so would anything before. Of that, two are pushed to
			// everyone by others.
			end(client);
			Awaitility.await().atMost(ThreeNodes.PATIENCE).until(() -> unwanted(2) >= unwanted + 2);
			assertThat(unwanted(2)).isEqualTo(unwanted + 2);
		}
	}

	private long unwanted(int node) {
		return nodes().node(node).bean(ClusterStatistics.class).unwantedCount();
	}

	@Test
	void theCapOfAUserIsThatOfTheCluster() {
		String user = "capped-" + UUID.randomUUID();
		List<RawWebSocket> clients = new ArrayList<>();
		try {
			for (int i = 0; i < MAX_PER_USER + 2; i++) {
				clients.add(nodes().connect(i % nodes().count(), user, "d" + i));
				Milliseconds.awaitNext();
			}
			assertThat(clients.get(0).readUntilClosed()).isEqualTo(4001);
			assertThat(clients.get(1).readUntilClosed()).isEqualTo(4001);
			Awaitility.await()
				.atMost(ThreeNodes.PATIENCE)
				.untilAsserted(() -> assertThat(nodes().push(0).sessions(user)).extracting(SessionDetails::device)
					.containsExactly("d2", "d3", "d4", "d5"));
		}
		finally {
			clients.forEach(RawWebSocket::close);
		}
	}

	@Test
	void concurrentLoginsConvergeToTheCap() {
		String user = "stampede-" + UUID.randomUUID();
		List<CompletableFuture<RawWebSocket>> logins = new ArrayList<>();
		for (int i = 0; i < 18; i++) {
			int number = i;
			logins.add(CompletableFuture.supplyAsync(() -> {
				RawWebSocket client = nodes().node(number % nodes().count())
					.client()
					.path("/push?user=" + user + "&device=d" + number)
					.open();
				client.readJson();
				return client;
			}));
		}
		List<RawWebSocket> clients = logins.stream().map(CompletableFuture::join).toList();
		try {
			Awaitility.await().atMost(ThreeNodes.PATIENCE).untilAsserted(() -> {
				int open = 0;
				for (int i = 0; i < nodes().count(); i++) {
					open += nodes().node(i).sessions().sessions(new UserKey("default", user)).size();
				}
				assertThat(open).isEqualTo(MAX_PER_USER);
				assertThat(nodes().push(1).sessions(user)).hasSize(MAX_PER_USER);
			});
		}
		finally {
			clients.forEach(RawWebSocket::close);
		}
	}

	@Test
	void tellsOnceWhoComesOnlineAndGoesOffline() {
		String user = "once-" + UUID.randomUUID();
		RawWebSocket first = nodes().connect(0, user, "a");
		RawWebSocket second = nodes().connect(1, user, "b");
		first.close();
		RawWebSocket third = nodes().connect(2, user, "c");
		second.close();
		third.close();
		Awaitility.await().atMost(ThreeNodes.PATIENCE).untilAsserted(() -> assertThat(Presence.of(user)).hasSize(2));
		assertThat(Presence.of(user).get(0)).isInstanceOf(PushUserOnlineEvent.class);
		assertThat(Presence.of(user).get(1)).isInstanceOfSatisfying(PushUserOfflineEvent.class,
				(offline) -> assertThat(offline.generation())
					.isEqualTo(((PushUserOnlineEvent) Presence.of(user).get(0)).generation()));
	}

	@Test
	void countsAUserOnTwoNodesOnce() {
		String tenantUser = "twice-" + UUID.randomUUID();
		Awaitility.await()
			.atMost(ThreeNodes.PATIENCE)
			.untilAsserted(() -> assertThat(nodes().push(2).statistics().connections()).isZero());
		try (RawWebSocket first = nodes().connect(0, tenantUser, "a");
				RawWebSocket second = nodes().connect(1, tenantUser, "b")) {
			Awaitility.await().atMost(ThreeNodes.PATIENCE).untilAsserted(() -> {
				assertThat(nodes().push(2).statistics().connections()).isEqualTo(2);
				assertThat(nodes().push(2).statistics().users()).isEqualTo(1);
			});
			assertThat(nodes().node(2).bean(ClusterBus.class).nodes()).hasSize(3);
		}
	}

}
