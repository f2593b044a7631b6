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

package io.pushgate.client;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

/**
 * Tests of the JavaScript client: what it does when a connection ends, and how it
 * notices.
 */
class ClientReconnectBrowserTests extends AbstractClientBrowserTests {

	/**
	 * Jitter always at the middle, so that delays can be told.
	 */
	private static final String HALF = "random: () => 0.5, backoff: { base: 40, cap: 100 }";

	/**
	 * A back-off that no test waits for.
	 */
	private static final String NEVER = "random: () => 0.5, backoff: { base: 600000, cap: 600000 }";

	@ParameterizedTest
	@ValueSource(ints = { 4001, 4002, 4003 })
	void stopsFor40xx(int code) {
		startOpenClient("{ backoff: { base: 1 } }").close(code);
		awaitState("closed");
		assertThat(states("closed"))
			.containsExactly(Map.of("state", "closed", "code", (long) code, "reason", "Scripted"));
		await().during(Duration.ofMillis(100)).until(() -> !server().hasConnection());
	}

	@ParameterizedTest
	@ValueSource(ints = { 4100, 4101, 4102 })
	void reconnectsAtOnceFor41xx(int code) {
		startOpenClient("{" + NEVER + "}").close(code);
		acceptAndWelcome();
		assertThat(delays()).containsExactly(0.0);
	}

	@Test
	void backsOffWhere41xxIsRepeated() {
		startOpenClient("{" + HALF + "}").close(4101);
		acceptAndWelcome().close(4101);
		acceptAndWelcome().close(4101);
		acceptAndWelcome();
		assertThat(delays()).containsExactly(0.0, 40.0, 50.0);
	}

	@Test
	void reconnectsAtOnceFor41xxAgainAfterAStableConnection() {
		startOpenClient("{" + NEVER + ", stableAfter: 0 }").close(4101);
		acceptAndWelcome().close(4101);
		acceptAndWelcome();
		assertThat(delays()).containsExactly(0.0, 0.0);
	}

	@Test
	void waitsASecondFor42xx() {
		ScriptedConnection connection = startOpenClient("{" + HALF + "}");
		connection.send(goodbye(4200, "retryAfter", 10)).close(4200);
		awaitState("waiting");
		browser().run("dispatchEvent(new Event('online'))");
		acceptAndWelcome().close(4200);
		await().until(() -> delays().size() == 2);
		assertThat(delays()).containsExactly(1000.0, 1000.0);
		assertThat(sinceHandshake(0)).isGreaterThanOrEqualTo(Duration.ofMillis(1000));
	}

	@Test
	void waitsLongerFor42xxWhereTheServerSaysSo() {
		startOpenClient("{" + HALF + "}").send(goodbye(4200, "retryAfter", 600_000)).close(4200);
		awaitState("waiting");
		assertThat(delays()).containsExactly(600_000.0);
	}

	@Test
	void asksForAFreshTokenFor44xx() {
		ScriptedConnection first = startOpenClient("{" + NEVER + ", token: ['old', 'new'] }");
		assertThat(first.handshake().protocols()).contains("bearer.old");
		first.close(4403);
		ScriptedConnection second = acceptAndWelcome();
		assertThat(second.handshake().protocols()).contains("bearer.new");
		assertThat(log("hints")).containsExactly(false, true);
		assertThat(delays()).containsExactly(0.0);
		second.close(4401);
		await().until(() -> delays().size() == 2);
		assertThat(delays().get(1)).isEqualTo(300_000.0);
	}

	@Test
	void backsOffFor44xxWhereThereIsNoOtherToken() {
		startOpenClient("{" + HALF + ", token: 'only' }").close(4401);
		acceptAndWelcome();
		assertThat(delays()).containsExactly(20.0);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1012, 1013 })
	void waitsAsLongAsTheServerSays(int code) {
		ScriptedConnection connection = startOpenClient("{" + NEVER + "}");
		connection.send(goodbye(code, "retryAfter", 1000)).close(code);
		awaitState("waiting");
		browser().run("dispatchEvent(new Event('online'))");
		acceptAndWelcome();
		assertThat(states("waiting"))
			.containsExactly(Map.of("state", "waiting", "delay", 1000L, "code", (long) code, "reason", "Scripted"));
		assertThat(sinceHandshake(0)).isGreaterThanOrEqualTo(Duration.ofMillis(1000));
	}

	@Test
	void countsNoFailureWhereTheServerSaysWhen() {
		ScriptedConnection connection = startOpenClient("{" + HALF + "}");
		server().refuse(1);
		connection.send(goodbye(1012, "retryAfter", 0)).close(1012);
		acceptAndWelcome();
		assertThat(delays()).containsExactly(0.0, 20.0);
	}

	@Test
	void stopsWhereTheServerSaysSo() {
		startOpenClient("{ backoff: { base: 1 } }").send(goodbye(1013, "reconnect", false)).close(1013);
		awaitState("closed");
		assertThat(states("waiting")).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(ints = { 1000, 1001, 1007, 1008, 1009, 1011 })
	void backsOffForOtherCodes(int code) {
		startOpenClient("{" + HALF + "}").close(code);
		acceptAndWelcome();
		assertThat(delays()).containsExactly(20.0);
	}

	@Test
	void backsOffWithFullJitterUpToTheCap() {
		server().refuse(4);
		startClient("{" + HALF + "}");
		acceptAndWelcome();
		assertThat(delays()).containsExactly(20.0, 40.0, 50.0, 50.0);
	}

	@Test
	void drawsDelaysFromTheWholeRange() {
		// After some more, Chromium itself delays each attempt by seconds, unless others
		// in
		// the same process have succeeded before.
		server().refuse(14);
		startClient("{ backoff: { base: 8, cap: 16 } }");
		acceptAndWelcome();
		assertThat(delays()).hasSize(14).allSatisfy((delay) -> assertThat(delay).isBetween(0.0, 16.0));
		assertThat(delays().get(0)).isBetween(0.0, 8.0);
		assertThat(delays()).anyMatch((delay) -> delay < 8).anyMatch((delay) -> delay > 8).doesNotHaveDuplicates();
	}

	@Test
	void startsTheBackOffAnewOnlyAfterAStableConnection() {
		startOpenClient("{" + HALF + "}").close(1011);
		acceptAndWelcome().close(1011);
		acceptAndWelcome();
		assertThat(delays()).containsExactly(20.0, 40.0);
		browser().run("push.close(); log.states.length = 0");
		startOpenClient("{" + HALF + ", stableAfter: 0 }").close(1011);
		acceptAndWelcome().close(1011);
		acceptAndWelcome();
		assertThat(delays()).containsExactly(20.0, 20.0);
	}

	@Test
	void asksForAFreshTokenAfterARefusedHandshake() {
		server().refuse(1, 401, "{\"reason\":\"unauthorized\",\"detail\":\"Not authenticated\"}");
		startClient("{" + HALF + ", token: ['old', 'new'] }");
		ScriptedConnection connection = acceptAndWelcome();
		assertThat(server().handshakes().get(0).protocols()).contains("bearer.old");
		assertThat(connection.handshake().protocols()).contains("bearer.new");
		connection.close(1011);
		acceptAndWelcome();
		assertThat(log("hints")).containsExactly(false, true, false);
	}

	@Test
	void triesAgainWhereTheTokenCallbackFails() {
		startClient("{" + HALF + ", token: ['fail', 'good'] }");
		assertThat(acceptAndWelcome().handshake().protocols()).contains("bearer.good");
		assertThat(delays()).containsExactly(20.0);
		assertThat(this.<String>log("console")).singleElement().asString().contains("token", "No token today");
	}

	@Test
	void triesAgainWhereTheTokenCallbackHangs() {
		browser().run("window.calls = 0");
		startClient("{" + HALF + ", connectTimeout: 500, token: () => (calls++ ? 'good' : new Promise(() => {})) }");
		assertThat(acceptAndWelcome().handshake().protocols()).contains("bearer.good");
	}

	@ParameterizedTest
	@ValueSource(strings = { "token: 'x'.repeat(8192)", "token: '/'.repeat(3000)", "token: ['x'.repeat(8192)]" })
	void givesUpWhereAServerWouldNotReadTheToken(String token) {
		browser().run("start({ backoff: { base: 1 }, " + token + " }); errors(); settle('room', push.join('room'))");
		awaitState("closed");
		assertThat(states("waiting")).isEmpty();
		assertThat(states("closed")).singleElement().satisfies((event) -> {
			assertThat(event).containsEntry("code", 1009L);
			assertThat(event.get("reason").toString()).contains("use a shorter token", "maxHandshake (7168)")
				.doesNotContain("xx", "//", "%2F");
		});
		assertThat(this.<Map<String, Object>>log("errors")).singleElement()
			.satisfies((error) -> assertThat(error).containsEntry("code", "too-large"));
		await().until(() -> List.of(List.of("room", "true closed")).equals(log("answers")));
		assertThat(server().handshakes()).isEmpty();
	}

	@Test
	void takesALongTokenWhereTheServerDoes() {
		startClient("{ maxHandshake: 7300, token: 'x'.repeat(7200) }");
		assertThat(acceptAndWelcome().handshake().protocols()).contains("bearer." + "x".repeat(7200));
	}

	@Test
	void connectsAgainWithAShorterToken() {
		startClient("{ token: ['x'.repeat(8192), 'short'] }");
		awaitState("closed");
		browser().run("push.open()");
		assertThat(acceptAndWelcome().handshake().protocols()).contains("bearer.short");
	}

	@Test
	void renewsATokenBeforeItEnds() {
		ScriptedConnection connection = startOpenClient(
				"{ random: () => 0.5, token: [{ token: 'short', expiresIn: 1 }, 'long'] }");
		assertThat(connection.handshake().protocols()).contains("bearer.short");
		assertThat(connection.await("token")).containsEntry("token", "long");
		assertThat(log("hints")).containsExactly(false, true);
		assertThat(sinceHandshake(0)).isGreaterThanOrEqualTo(Duration.ofMillis(600));
	}

	@Test
	void sendsAFreshTokenOnRequest() {
		ScriptedConnection connection = startOpenClient("{ token: ['old', 'new', 'fail'] }");
		assertThat(browser().run("return push.refreshToken()")).isEqualTo(true);
		assertThat(connection.await("token")).isEqualTo(Map.of("type", "token", "token", "new"));
		assertThat(browser().run("return push.refreshToken()")).isEqualTo(false);
	}

	@Test
	void neverLogsATokenOrData() {
		server().refuse(1);
		ScriptedConnection connection = startOpenClient("{" + HALF + ", token: 'seCret1/' }");
		connection.push("1", "seCret2", Map.of()).sendText("{\"data\":\"seCret3").close(4401);
		acceptAndWelcome();
		assertThat(this.<String>log("console")).isNotEmpty().noneMatch((line) -> line.contains("seCret"));
	}

	@Test
	void pingsAtTheIntervalThatTheServerLastNamed() {
		startClient("{}");
		ScriptedConnection connection = server().accept().answerPings(600_000);
		connection.welcome(Map.of("heartbeat", Map.of("interval", 100, "timeout", 1000)));
		long opened = System.nanoTime();
		assertThat(connection.await("ping").get("time")).isInstanceOf(Long.class);
		assertThat(System.nanoTime() - opened).isGreaterThanOrEqualTo(Duration.ofMillis(80).toNanos());
		await().during(Duration.ofMillis(1000)).until(() -> connection.received("ping").size() == 1);
		connection.answerPings(50).send(Map.of("type", "pong", "time", 1, "interval", 50));
		await().until(() -> connection.received("ping").size() >= 4);
		assertThat(connection.isClosed()).isFalse();
	}

	@Test
	void reconnectsWhereAPongIsMissing() {
		startClient("{" + HALF + ", pongTimeout: 500 }");
		ScriptedConnection connection = server().accept().answerPings(50);
		connection.welcome(Map.of("heartbeat", Map.of("interval", 50, "timeout", 1000)));
		await().until(() -> connection.received("ping").size() >= 3);
		assertThat(states("waiting")).isEmpty();
		connection.stopAnswering();
		acceptAndWelcome();
		assertThat(states("waiting")).singleElement()
			.satisfies((event) -> assertThat(event).contains(entry("code", 1006L), entry("delay", 20L)));
		await().until(connection::isClosed);
	}

	@Test
	void takesAnyFrameForAnAnswerToAPing() {
		startClient("{" + HALF + ", pongTimeout: 1000 }");
		ScriptedConnection connection = server().accept();
		connection.welcome(Map.of("heartbeat", Map.of("interval", 50, "timeout", 1000)));
		await().pollInterval(Duration.ofMillis(20)).until(() -> {
			connection.send(Map.of("type", "read", "namespace", "n", "conversation", "c", "time", 1));
			return connection.received("ping").size() >= 30;
		});
		assertThat(states("waiting")).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "dispatchEvent(new Event('online'))", "document.dispatchEvent(new Event('visibilitychange'))" })
	void findsADeadConnectionSoonAfterWakingUp(String event) {
		startClient("{" + HALF + ", pongTimeout: 600000, probeTimeout: 50 }");
		ScriptedConnection connection = server().accept()
			.welcome(Map.of("heartbeat", Map.of("interval", 150, "timeout", 1000)));
		awaitState("open");
		await().until(() -> connection.received("ping").size() >= 2);
		browser().run(event);
		acceptAndWelcome();
	}

	@Test
	void keepsALiveConnectionAfterWakingUp() {
		ScriptedConnection connection = startOpenClient("{" + HALF + ", probeTimeout: 500 }").answerPings(600_000);
		browser().run("dispatchEvent(new Event('online'))");
		connection.await("ping");
		await().during(Duration.ofMillis(700)).until(() -> states("waiting").isEmpty());
	}

	@Test
	void reconnectsSoonerWhenTheNetworkComesBack() {
		startOpenClient("{ random: () => window.draw ?? 0.9, backoff: { base: 600000, cap: 600000 } }").close(1011);
		awaitState("waiting");
		browser().run("window.draw = 0; dispatchEvent(new Event('online'))");
		acceptAndWelcome();
		assertThat(delays()).containsExactly(540_000.0, 0.0);
	}

	@Test
	void doesNotTryWhileOfflineButDoesNotBelieveItForever() {
		browser().run("Object.defineProperty(navigator, 'onLine', { get: () => false })");
		startClient("{ backoff: { base: 1, cap: 1000 } }");
		awaitState("waiting");
		assertThat(server().handshakes()).isEmpty();
		assertThat(states("waiting")).containsExactly(Map.of("state", "waiting", "delay", 1000L, "reason", "Offline"));
		acceptAndWelcome();
	}

	@Test
	void letsGoOfTheSocketInTheBackForwardCache() {
		ScriptedConnection connection = startOpenClient("{ backoff: { base: 1, cap: 600000 } }");
		browser().run("dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))");
		await().until(connection::isClosed);
		assertThat(browser().run("return push.state")).isEqualTo("waiting");
		browser().run("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))");
		acceptAndWelcome();
	}

	@Test
	void connectsAtOnceWhenAskedWhileWaiting() {
		startOpenClient("{" + NEVER + "}").close(1011);
		awaitState("waiting");
		browser().run("push.open()");
		acceptAndWelcome();
	}

	private static Map<String, Object> goodbye(int code, String advice, Object value) {
		return Map.of("type", "goodbye", "code", code, "reason", "Scripted", advice, value);
	}

	/**
	 * Return the time between a handshake and the next one, or now where there is none.
	 */
	private static Duration sinceHandshake(int index) {
		List<Handshake> all = server().handshakes();
		long end = (all.size() > index + 1) ? all.get(index + 1).time() : System.nanoTime();
		return Duration.ofNanos(end - all.get(index).time());
	}

}
