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
import java.util.Base64;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

/**
 * Tests of the JavaScript client: messages, acknowledgements, resuming.
 */
class ClientScriptBrowserTests extends AbstractClientBrowserTests {

	private static final String FAST = "{ backoff: { base: 1 } }";

	@Test
	void opensWithTheWelcome() {
		startClient("{ device: 'tab 1', token: 'abc.def-ghi' }");
		ScriptedConnection connection = server().accept();
		assertThat(connection.handshake().protocols()).containsExactly("push.v1.json", "bearer.abc.def-ghi");
		assertThat(connection.handshake().query()).containsOnly(entry("device", "tab 1"));
		assertThat(browser().run("return push.state")).isEqualTo("connecting");
		assertThat(browser().run("return push.send('early', 1)")).isEqualTo(false);
		connection.welcome();
		awaitState("open");
		assertThat(this.<Map<String, Object>>log("states")).extracting((event) -> event.get("state"))
			.containsExactly("connecting", "open");
		assertThat(states("open").get(0)).contains(entry("session", "7001"), entry("user", "ada"), entry("device", "d"),
				entry("node", "3"));
		assertThat(browser().run("return log.states[1].recovered")).isNull();
	}

	@Test
	void sendsATokenThatNoSubprotocolCanHoldInTheQuery() {
		startClient("{ token: 'a/b+c==' }");
		Handshake handshake = server().accept().handshake();
		assertThat(handshake.protocols()).containsExactly("push.v1.json");
		assertThat(handshake.query()).containsEntry("token", "a/b+c==");
	}

	@Test
	void givesUpOnAConnectionWithoutWelcome() {
		startClient("{ connectTimeout: 50, backoff: { base: 1 } }");
		ScriptedConnection silent = server().accept();
		server().accept();
		await().until(silent::isClosed);
	}

	@Test
	void callsHandlersUntilTheyAreRemoved() {
		ScriptedConnection connection = startOpenClient("{}");
		browser().run("window.off = record('cover.ready'); record('*')");
		connection.push("1", Map.of("url", "/c/1"), Map.of());
		awaitMessages(Map.of("url", "/c/1"), Map.of("url", "/c/1"));
		browser().run("off()");
		connection.push("2", "last", Map.of());
		awaitMessages(Map.of("url", "/c/1"), Map.of("url", "/c/1"), "last");
		assertThat(browser().run("return [last.id, last.event, last.namespace, last.time, last.data]"))
			.isEqualTo(List.of("2", "cover.ready", "default", 12345L, "last"));
	}

	@Test
	void hearsAnEventThatIsNamedLikeAllOfThemOnce() {
		ScriptedConnection connection = startOpenClient("{}");
		browser().run("record('*')");
		connection.push("1", "star", Map.of("event", "*")).push("2", "last", Map.of());
		awaitMessages("star", "last");
	}

	@Test
	void keepsNamespacesApart() {
		ScriptedConnection connection = startOpenClient("{}");
		browser().run("record('cover.ready', { namespace: 'chat' })");
		connection.push("1", "default", Map.of()).push("2", "chat", Map.of("namespace", "chat"));
		awaitMessages("chat");
	}

	@Test
	void decodesBytes() {
		ScriptedConnection connection = startOpenClient("{}");
		browser().run("record('raw')");
		connection.send(Map.of("type", "message", "id", "1", "event", "raw", "time", 1, "dataBase64",
				Base64.getEncoder().encodeToString(new byte[] { 0, 127, -1 })));
		awaitMessages(List.of("Uint8Array", 0L, 127L, 255L));
	}

	@Test
	void sendsJsonAndBytes() {
		ScriptedConnection connection = startOpenClient("{}");
		assertThat(browser().run("return push.send('say', { text: 'hi' }, { namespace: 'chat' })")).isEqualTo(true);
		browser().run("push.send('raw', new Uint8Array([0, 127, 255]))");
		await().until(() -> connection.received("send").size() == 2);
		assertThat(connection.received("send")).containsExactly(
				Map.of("type", "send", "event", "say", "namespace", "chat", "data", Map.of("text", "hi")),
				Map.of("type", "send", "event", "raw", "dataBase64", "AH//"));
	}

	@Test
	void doesNotSendWhatTheServerWouldCloseFor() {
		startClient("{}");
		browser().run("errors()");
		server().accept().welcome(Map.of("maxFrame", 100));
		awaitState("open");
		assertThat(browser().run("return push.send('big', '\\u20ac'.repeat(30))")).isEqualTo(false);
		assertThat(this.<Map<String, Object>>log("errors")).extracting((error) -> error.get("code"))
			.containsExactly("too-large");
	}

	@Test
	void showsAnIdOnceAcrossConnections() {
		ScriptedConnection connection = startOpenClient(FAST);
		browser().run("record('cover.ready')");
		connection.push("1", "one", Map.of()).push("1", "again", Map.of("redelivered", true));
		awaitMessages("one");
		connection.close(1011);
		acceptAndWelcome().push("1", "once more", Map.of()).push("2", "two", Map.of());
		awaitMessages("one", "two");
	}

	@Test
	void reportsAHandlerThatThrowsAndCallsTheOthers() {
		ScriptedConnection connection = startOpenClient("{}");
		browser().run("""
				push.on('cover.ready', () => { throw new Error('Boom'); });
				push.on('cover.ready', async () => { throw new Error('Later'); });
				record('cover.ready')""");
		connection.push("1", "one", Map.of());
		awaitMessages("one");
		await().untilAsserted(() -> assertThat(this.<String>log("console")).hasSize(2)
			.anySatisfy((line) -> assertThat(line).contains("handler", "Boom"))
			.anySatisfy((line) -> assertThat(line).contains("handler", "Later")));
		browser().run("push.onError(() => { throw new Error('Worse'); }); errors()");
		connection.push("2", "two", Map.of());
		awaitMessages("one", "two");
		await().untilAsserted(() -> assertThat(this.<Map<String, Object>>log("errors")).hasSize(2)
			.allSatisfy((error) -> assertThat(error).containsEntry("code", "handler")));
	}

	@Test
	void surfacesErrorsOfTheServerAndLivesOnBadFrames() {
		ScriptedConnection connection = startOpenClient("{}");
		browser().run("errors(); record('cover.ready')");
		connection.send(Map.of("type", "error", "code", "rate-limited", "message", "Slow down"))
			.send(Map.of("type", "error", "code", "no-handler", "message", "Answers a request", "id", "r1"))
			.send(Map.of("type", "from-the-future"))
			.sendText("null")
			.sendText("{\"secret\":")
			.send(Map.of("type", "message", "id", "b", "event", "cover.ready", "dataBase64", "%%%"))
			.push("1", "still here", Map.of());
		awaitMessages("still here");
		assertThat(this.<Map<String, Object>>log("errors")).extracting((error) -> error.get("code"))
			.containsExactly("rate-limited", "malformed", "malformed");
		assertThat(log("errors").toString()).contains("Slow down").doesNotContain("secret", "%%%");
		assertThat(connection.isClosed()).isFalse();
	}

	@Test
	void acknowledgesTogetherWhatCameTogether() {
		ScriptedConnection connection = startOpenClient("{}");
		for (int seq = 1; seq <= 10; seq++) {
			connection.push("m" + seq, seq, Map.of("seq", seq));
		}
		await().until(() -> lastAck(connection) == 10);
		assertThat(connection.received("ack").size()).isLessThan(10);
		int before = connection.received("ack").size();
		for (int seq = 11; seq <= 60; seq++) {
			connection.push("m" + seq, seq, Map.of("seq", seq));
		}
		await().until(() -> lastAck(connection) == 60);
		assertThat(connection.received("ack").size() - before).isLessThan(20);
	}

	@Test
	void acknowledgesAfterFiftyMessagesWithoutWaiting() {
		withoutTimersOf(50);
		ScriptedConnection connection = startOpenClient("{}");
		for (int seq = 1; seq <= 60; seq++) {
			connection.push("m" + seq, seq, Map.of("seq", seq));
		}
		await().until(() -> !connection.received("ack").isEmpty());
		assertThat(connection.received("ack")).containsExactly(Map.of("type", "ack", "seq", 50));
	}

	@Test
	void acknowledgesAtOnceWhenThePageIsLeft() {
		withoutTimersOf(50);
		ScriptedConnection connection = startOpenClient("{}");
		browser().run("record('cover.ready')");
		connection.push("1", "one", Map.of("seq", 1));
		awaitMessages("one");
		assertThat(connection.received("ack")).isEmpty();
		browser().open("about:blank");
		assertThat(connection.await("ack")).containsEntry("seq", 1);
		browser().open(server().url("/page.html"));
	}

	@Test
	void acknowledgesBeforeItCloses() {
		withoutTimersOf(50);
		ScriptedConnection connection = startOpenClient("{}");
		browser().run("push.on('cover.ready', () => push.close())");
		connection.push("1", "one", Map.of("seq", 1));
		assertThat(connection.await("ack")).containsEntry("seq", 1);
		await().until(connection::isClosed);
		assertThat(states("closed")).singleElement()
			.satisfies((event) -> assertThat(event).containsEntry("code", 1000L));
	}

	@Test
	void acknowledgesNothingBeyondAGap() {
		ScriptedConnection connection = startOpenClient(FAST);
		browser().run("record('cover.ready')");
		connection.push("1", 1, Map.of("seq", 1)).push("3", 3, Map.of("seq", 3));
		awaitMessages(1L, 3L);
		await().until(() -> lastAck(connection) == 1);
		connection.push("2", 2, Map.of("seq", 2));
		await().until(() -> lastAck(connection) == 3);
	}

	@Test
	void takesARepeatForProofThatTheGapStays() {
		ScriptedConnection connection = startOpenClient(FAST);
		connection.push("1", 1, Map.of("seq", 1)).push("3", 3, Map.of("seq", 3)).push("4", 4, Map.of("seq", 4));
		await().until(() -> lastAck(connection) == 1);
		connection.push("3", 3, Map.of("seq", 3, "redelivered", true));
		await().until(() -> lastAck(connection) == 4);
	}

	@Test
	void acknowledgesARepeatOfWhatItHasAgain() {
		ScriptedConnection connection = startOpenClient(FAST);
		connection.push("1", 1, Map.of("seq", 1));
		await().until(() -> connection.received("ack").size() == 1);
		connection.push("1", 1, Map.of("seq", 1, "redelivered", true));
		await().until(() -> connection.received("ack").size() == 2);
		assertThat(lastAck(connection)).isEqualTo(1);
	}

	@Test
	void resumesWhereItStopped() {
		startClient(FAST);
		ScriptedConnection first = server().accept();
		assertThat(first.handshake().query()).doesNotContainKeys("epoch", "seq");
		first.welcome(position("e1", 7)).push("8", 8, Map.of("seq", 8)).push("10", 10, Map.of("seq", 10));
		await().until(() -> lastAck(first) == 8);
		first.close(1011);
		ScriptedConnection second = server().accept();
		assertThat(second.handshake().query()).contains(entry("epoch", "e1"), entry("seq", "8"));
		second.welcome(Map.of("position", Map.of("epoch", "e1", "seq", 12), "resume",
				Map.of("recovered", true, "from", 9, "to", 12)));
		awaitState("open");
		assertThat(states("open").get(1)).containsEntry("recovered", true);
		assertThat(log("losses")).isEmpty();
		second.push("9", 9, Map.of("seq", 9)).push("12", 12, Map.of("seq", 12)).push("13", 13, Map.of("seq", 13));
		await().until(() -> lastAck(second) == 13);
	}

	@Test
	void resumesFromThePositionOfTheWelcomeWhereNothingCame() {
		startClient(FAST);
		ScriptedConnection first = server().accept().welcome(position("e1", 7));
		awaitState("open");
		first.close(1011);
		assertThat(server().accept().handshake().query()).contains(entry("epoch", "e1"), entry("seq", "7"));
	}

	@Test
	void countsAReplayAfterTheFirstWelcomeFromItsStart() {
		startClient(FAST);
		ScriptedConnection first = server().accept().welcome(position("e1", 7)).push("5", 5, Map.of("seq", 5));
		await().until(() -> lastAck(first) == 5);
		first.close(1011);
		assertThat(server().accept().handshake().query()).containsEntry("seq", "5");
	}

	@Test
	void tellsOfALossAndGoesOnFromThere() {
		startClient(FAST);
		ScriptedConnection first = server().accept().welcome(position("e1", 7));
		awaitState("open");
		first.close(1011);
		ScriptedConnection second = server().accept()
			.welcome(Map.of("position", Map.of("epoch", "e2", "seq", 40), "resume",
					Map.of("recovered", false, "from", 21, "to", 40)));
		await().until(() -> log("losses").equals(List.of(Map.of("from", 21L, "to", 40L))));
		assertThat(states("open").get(1)).containsEntry("recovered", false);
		second.close(1011);
		ScriptedConnection third = server().accept();
		assertThat(third.handshake().query()).contains(entry("epoch", "e2"), entry("seq", "20"));
	}

	@Test
	void keepsTheDeviceOverAReload() {
		startClient("{}");
		String device = device(server().accept());
		assertThat(device).hasSizeBetween(16, 64);
		browser().reload();
		startClient("{}");
		assertThat(device(server().accept())).isEqualTo(device);
	}

	@Test
	void givesADuplicatedTabADeviceOfItsOwn() {
		startClient("{}");
		server().accept();
		browser().reload();
		startClient("{}");
		String device = device(server().accept());
		browser().run("sessionStorage.setItem('marker', 'copied')");
		browser().duplicate();
		try {
			await().until(() -> Boolean.TRUE.equals(browser().run("return 'start' in window")));
			assertThat(browser().run("return sessionStorage.getItem('marker')")).isEqualTo("copied");
			startClient("{}");
			assertThat(device(server().accept())).isNotEqualTo(device);
		}
		finally {
			browser().closeWindow();
		}
	}

	@Test
	void givesClientsOfOnePageDifferentDevicesAndReusesTheirs() {
		startClient("{}");
		String first = device(server().accept());
		browser().run("window.other = window.push; start({})");
		assertThat(device(server().accept())).isNotEqualTo(first);
		browser().run("other.close(); push.close(); start({})");
		assertThat(device(server().accept())).isEqualTo(first);
	}

	@Test
	void readsLongNumbersAsTheApplicationSays() {
		String message = "{\"type\":\"message\",\"id\":\"%s\",\"event\":\"n\",\"time\":1,\"data\":"
				+ "{\"id\":9007199254740993,\"price\":0.12345678901234567890}}";
		String subscription = "push.on('n', ({ id, price }) => log.messages.push(`${typeof id} ${id} ${price}`))";
		ScriptedConnection doubles = startOpenClient("{}");
		browser().run(subscription);
		doubles.sendText(message.formatted("1"));
		awaitMessages("number 9007199254740992 0.12345678901234568");
		browser().run("push.close(); log.messages.length = 0");
		ScriptedConnection whole = startOpenClient("{ parse: (text) => JSON.parse(text, (key, value, { source }) => "
				+ "typeof value === 'number' && !Number.isSafeInteger(value) "
				+ "? (/^-?\\d+$/.test(source) ? BigInt(source) : source) : value) }");
		browser().run(subscription);
		whole.sendText(message.formatted("2"));
		awaitMessages("bigint 9007199254740993 0.12345678901234567890");
		assertThat(log("errors")).isEmpty();
	}

	@Test
	void worksInAModuleWorker() {
		browser()
			.run("""
					const source = `import { connect } from '${location.origin}/client.js';
						const push = connect('${location.origin}/push');
						push.on('cover.ready', (data) => postMessage(data));`;
					const worker = new Worker(URL.createObjectURL(new Blob([source], { type: 'text/javascript' })), { type: 'module' });
					worker.onmessage = ({ data }) => log.messages.push(data);""");
		server().accept().welcome().push("1", "in a worker", Map.of());
		awaitMessages("in a worker");
	}

	@Test
	void closesForGoodAndOpensAgain() {
		ScriptedConnection first = startOpenClient(FAST);
		browser().run("record('cover.ready'); push.close()");
		await().until(first::isClosed);
		assertThat(browser().run("return push.send('late', 1)")).isEqualTo(false);
		await().during(Duration.ofMillis(100)).until(() -> !server().hasConnection());
		browser().run("push.open()");
		acceptAndWelcome().push("1", "again", Map.of());
		awaitMessages("again");
	}

	/**
	 * Let timers with this delay never fire, so that what they would do must have had
	 * another cause.
	 */
	private static void withoutTimersOf(int delay) {
		browser().run("""
				const original = window.setTimeout;
				window.setTimeout = (action, delay) => (delay === arguments[0] ? 0 : original(action, delay));
				""".replace("arguments[0]", String.valueOf(delay)));
	}

	private static Map<String, Object> position(String epoch, long seq) {
		return Map.of("position", Map.of("epoch", epoch, "seq", seq));
	}

	private static int lastAck(ScriptedConnection connection) {
		List<Map<String, Object>> acks = connection.received("ack");
		return acks.isEmpty() ? 0 : (Integer) acks.get(acks.size() - 1).get("seq");
	}

	private static String device(ScriptedConnection connection) {
		return connection.handshake().query().get("device");
	}

}
