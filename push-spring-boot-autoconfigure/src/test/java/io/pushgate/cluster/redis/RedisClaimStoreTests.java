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

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.pushgate.cluster.Claim;
import io.pushgate.cluster.Claim.Done;
import io.pushgate.cluster.Claim.Held;
import io.pushgate.cluster.Claim.Mine;
import io.pushgate.cluster.ClaimUnavailableException;
import io.pushgate.cluster.ClaimWait;
import io.pushgate.testsupport.broker.RedisServer;
import io.pushgate.testsupport.broker.TcpProxy;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RedisClaimStore}: leases, and a Redis that is away.
 */
@ExtendWith(OutputCaptureExtension.class)
class RedisClaimStoreTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final Duration WINDOW = Duration.ofMinutes(10);

	private static final Duration LEASE = Duration.ofSeconds(30);

	private static final byte[] CONTENT = { 7, 'd', 0, -1 };

	private final RedisServer server = RedisServer.start();

	private final TcpProxy line = TcpProxy.to(this.server.port());

	private final RedisConnections connections = new RedisConnections();

	private final LettuceConnectionFactory factory = this.connections.to(this.server.port());

	private final String topic = "push-" + UUID.randomUUID();

	private final List<AutoCloseable> open = new ArrayList<>();

	@AfterEach
	void stop() throws Exception {
		for (AutoCloseable one : this.open) {
			one.close();
		}
		this.connections.close();
		this.line.close();
		this.server.close();
	}

	@Test
	void tellsWhoHasAName() {
		RedisClaimStore one = store();
		RedisClaimStore other = store();
		Mine mine = (Mine) get(one.claim("n", CONTENT, LEASE));
		for (RedisClaimStore store : List.of(one, other)) {
			assertThat(((Held) get(store.claim("n", CONTENT, LEASE))).fingerprint()).isEqualTo(CONTENT);
		}
		byte[] outcome = new byte[300];
		outcome[299] = -3;
		assertThat(mine.done(outcome, WINDOW)).succeedsWithin(PATIENCE);
		for (RedisClaimStore store : List.of(one, other)) {
			Done done = (Done) get(store.claim("n", new byte[0], LEASE));
			assertThat(done.fingerprint()).isEqualTo(CONTENT);
			assertThat(done.outcome()).isEqualTo(outcome);
		}
	}

	@Test
	void whatIsGivenBackIsFree() {
		RedisClaimStore one = store();
		RedisClaimStore other = store();
		((Mine) get(one.claim("n", CONTENT, LEASE))).release();
		Awaitility.await().atMost(PATIENCE).until(() -> get(other.claim("n", CONTENT, LEASE)) instanceof Mine);
	}

	@Test
	void whatIsDoneIsForgottenInItsTimeAndByItself() {
		RedisClaimStore one = store();
		Mine mine = (Mine) get(one.claim("n", CONTENT, LEASE));
		mine.done(new byte[1], Duration.ofSeconds(1)).join();
		assertThat(redis().getExpire(this.topic + ":once:n")).isBetween(0L, 1L);
		Awaitility.await().atMost(PATIENCE).until(() -> get(one.claim("n", CONTENT, LEASE)) instanceof Mine);
	}

	@Test
	void aClaimEndsWithItsLeaseIfItsProcessDoesNotEndIt() {
		RedisClaimStore dying = store();
		RedisClaimStore other = store();
		Duration lease = Duration.ofSeconds(1);
		assertThat(get(dying.claim("n", CONTENT, lease))).isInstanceOf(Mine.class);
		assertThat(redis().getExpire(this.topic + ":once:n", TimeUnit.MILLISECONDS)).isBetween(1L, 1000L);
		CompletableFuture<Claim> waiting = ClaimWait.claim(other, "n", CONTENT, LEASE, PATIENCE);
		dying.close();
		assertThat(get(waiting)).isInstanceOf(Mine.class);
	}

	@Test
	void aClaimThatEndedMeanwhileTakesNothingFromItsNextOwner() {
		RedisClaimStore slow = store();
		RedisClaimStore other = store();
		Mine late = (Mine) get(slow.claim("n", CONTENT, LEASE));
		redis().delete(this.topic + ":once:n");
		Mine next = (Mine) get(other.claim("n", CONTENT, LEASE));
		late.release();
		assertThat(get(slow.claim("n", CONTENT, LEASE))).isInstanceOf(Held.class);
		// The first word counts.
		next.done(new byte[] { 1 }, WINDOW).join();
		assertThat(((Done) get(slow.claim("n", CONTENT, LEASE))).outcome()).containsExactly(1);
	}

	@Test
	void failsAtOnceWhileRedisIsAwayAndSaysSoOnce(CapturedOutput output) {
		RedisClaimStore store = store();
		Mine kept = (Mine) get(store.claim("kept", CONTENT, LEASE));
		this.server.kill();
		for (int i = 0; i < 100; i++) {
			assertUnavailable(store.claim("n" + i, CONTENT, LEASE));
		}
		assertThat(kept.done(new byte[] { 9 }, WINDOW)).failsWithin(PATIENCE);
		assertThat(output).containsOnlyOnce(" cannot be asked what has been done before");
		this.server.restart();
		RedisClaimStore other = store();
		// The server has lost the claim, not the process what came of it.
		Awaitility.await().atMost(PATIENCE).until(() -> isDone(other.claim("kept", CONTENT, LEASE)));
		Awaitility.await().atMost(PATIENCE).until(() -> isMine(store.claim("again", CONTENT, LEASE)));
		assertThat(output).contains("Redis can be asked again what has been done before");
	}

	@Test
	void connectsToARedisThatComesLater() {
		this.server.kill();
		RedisClaimStore store = store();
		assertUnavailable(store.claim("n", CONTENT, LEASE));
		this.server.restart();
		Awaitility.await().atMost(PATIENCE).until(() -> isMine(store.claim("n", CONTENT, LEASE)));
	}

	@Test
	void doesNotWaitForARedisThatSaysNothing() {
		RedisClaimStore store = store();
		((Mine) get(store.claim("warm", CONTENT, LEASE))).release();
		this.line.blackHole();
		assertUnavailable(store.claim("n", CONTENT, LEASE));
		assertUnavailable(store.claim("n", CONTENT, LEASE));
		this.line.heal();
		Awaitility.await().atMost(PATIENCE).until(() -> isMine(store.claim("n", CONTENT, LEASE)));
	}

	@Test
	void whoeverWaitsIsToldWhenTheStoreIsClosed() {
		RedisClaimStore store = store();
		((Mine) get(store.claim("warm", CONTENT, LEASE))).release();
		this.server.pause();
		CompletableFuture<Claim> waiting = store.claim("n", CONTENT, LEASE);
		store.close();
		assertUnavailable(waiting);
		assertUnavailable(store.claim("later", CONTENT, LEASE));
		this.server.resume();
	}

	private RedisClaimStore store() {
		RedisClaimStore store = new RedisClaimStore(this.connections.to(this.line.port()), this.topic);
		this.open.add(store);
		return store;
	}

	private StringRedisTemplate redis() {
		return new StringRedisTemplate(this.factory);
	}

	private static boolean isMine(CompletableFuture<Claim> claim) {
		return claim.handle((answer, failure) -> answer).join() instanceof Mine;
	}

	private static boolean isDone(CompletableFuture<Claim> claim) {
		return claim.handle((answer, failure) -> {
			if (answer instanceof Mine mine) {
				mine.release();
			}
			return answer;
		}).join() instanceof Done;
	}

	private static Claim get(CompletableFuture<Claim> claim) {
		assertThat(claim).succeedsWithin(PATIENCE);
		return claim.join();
	}

	private static void assertUnavailable(CompletableFuture<Claim> claim) {
		assertThat(claim).failsWithin(PATIENCE)
			.withThrowableThat()
			.withCauseExactlyInstanceOf(ClaimUnavailableException.class)
			.withMessageContaining("Try again later");
	}

}
