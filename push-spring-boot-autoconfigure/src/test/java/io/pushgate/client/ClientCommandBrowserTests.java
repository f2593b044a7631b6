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
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

/**
 * Tests of the JavaScript client: requests, groups, marks of what has been read, what is
 * kept for the next connection, and the server's clock.
 */
class ClientCommandBrowserTests extends AbstractClientBrowserTests {

	private static final String FAST = "{ backoff: { base: 1 } }";

	@Test
	void answersRequests() {
		ScriptedConnection connection = startOpenClient("{}");
		browser().run("""
				settle('one', push.request('say', { text: 'hi' }, { namespace: 'chat' }));
				settle('two', push.request('raw', new Uint8Array([0, 255])))""");
		List<Map<String, Object>> requests = connection.await("send", 2);
		assertThat(requests.get(0)).containsEntry("event", "say")
			.containsEntry("namespace", "chat")
			.containsEntry("data", Map.of("text", "hi"));
		assertThat(requests.get(1)).containsEntry("dataBase64", "AP8=");
		assertThat(requests).extracting((request) -> request.get("id")).doesNotContainNull().doesNotHaveDuplicates();
		connection.send(Map.of("type", "reply", "id", requests.get(1).get("id"), "dataBase64",
				Base64.getEncoder().encodeToString(new byte[] { 1, -1 })));
		connection.reply(requests.get(0), Map.of("said", true)).reply(requests.get(0), "late");
		awaitAnswers(List.of("two", List.of("Uint8Array", 1L, 255L)), List.of("one", Map.of("said", true)));
	}

	@Test
	void rejectsRequestsAsTheServerDoes() {
		ScriptedConnection connection = startOpenClient("{}");
		browser().run("errors(); settle('one', push.request('say')); settle('two', push.request('say'))");
		List<Map<String, Object>> requests = connection.await("send", 2);
		connection.refuse(requests.get(0), "rate-limited");
		connection.send(Map.of("type", "reply", "id", requests.get(1).get("id"), "dataBase64", "%"));
		awaitAnswers(List.of("one", "true rate-limited"), List.of("two", "true malformed"));
		assertThat(log("errors")).isEmpty();
	}

	@Test
	void repeatsARequestByItsIdUntilItGivesUp() {
		ScriptedConnection connection = startOpenClient("{}");
		browser().run("settle('one', push.request('say', 1, { timeout: 20 }))");
		awaitAnswers(List.of("one", "true timeout"));
		assertThat(connection.received("send")).hasSize(4).allSatisfy((frame) -> {
			assertThat(frame).containsEntry("data", 1);
			assertThat(frame.get("id")).isEqualTo(connection.received("send").get(0).get("id"));
		});
		browser().run("settle('two', push.request('say', 2, { timeout: 20, retries: 0 }))");
		awaitAnswers(List.of("one", "true timeout"), List.of("two", "true timeout"));
		assertThat(connection.received("send")).hasSize(5);
	}

	@Test
	void repeatsARequestOnTheNextConnection() {
		ScriptedConnection first = startOpenClient(FAST);
		browser().run("const data = { n: 1 }; settle('one', push.request('say', data)); data.n = 2");
		Map<String, Object> request = first.await("send");
		assertThat(request).containsEntry("data", Map.of("n", 1));
		first.close(1011);
		ScriptedConnection second = acceptAndWelcome();
		assertThat(second.await("send")).isEqualTo(request);
		second.reply(request, "done");
		awaitAnswers(List.of("one", "done"));
		second.close(1011);
		ScriptedConnection third = acceptAndWelcome();
		browser().run("push.send('end')");
		third.await("send");
		assertThat(third.received("send")).containsExactly(Map.of("type", "send", "event", "end"));
	}

	@Test
	void countsRepeatsOnNewConnectionsAsWell() {
		ScriptedConnection connection = startOpenClient(FAST);
		browser().run("settle('one', push.request('say', 1, { retries: 1 }))");
		connection.await("send");
		connection.close(1011);
		connection = acceptAndWelcome();
		connection.await("send");
		connection.close(1011);
		connection = acceptAndWelcome();
		awaitAnswers(List.of("one", "true timeout"));
		assertThat(connection.received("send")).isEmpty();
	}

	@Test
	void keepsCommandsInOrderForTheNextConnection() {
		startClient("{}");
		ScriptedConnection connection = server().accept();
		browser().run("""
				push.onState(({ state }) => state === 'open' && push.send('from the listener'));
				settle('one', push.request('one'));
				log.kept = [push.send('two', 2, { keep: true }), push.send('lost', 3)];
				push.read('bob', { time: 10 });
				settle('three', push.request('three'));
				push.read('bob', { time: 20.4, namespace: 'chat' });
				push.read('bob', { time: 30 })""");
		assertThat(log("kept")).containsExactly(true, false);
		assertThat(connection.types()).isEmpty();
		connection.welcome();
		connection.await("send", 4).subList(0, 2).forEach((request) -> {
			if (request.containsKey("id")) {
				connection.reply(request, "ok");
			}
		});
		assertThat(connection.received("send")).extracting((frame) -> frame.get("event"))
			.containsExactly("one", "two", "three", "from the listener");
		assertThat(connection.received("read")).containsExactly(
				Map.of("type", "read", "namespace", "chat", "conversation", "bob", "time", 20),
				Map.of("type", "read", "conversation", "bob", "time", 30));
		awaitAnswers(List.of("one", "ok"));
	}

	@Test
	void sendsWhatWasKeptOnce() {
		ScriptedConnection connection = startOpenClient(FAST);
		browser().run("push.send('now', 1, { keep: true })");
		connection.await("send");
		connection.close(1011);
		connection = acceptAndWelcome();
		browser().run("push.send('end')");
		connection.await("send");
		assertThat(connection.received("send")).extracting((frame) -> frame.get("event")).containsExactly("end");
	}

	@Test
	void keepsAHundredCommandsAndRefusesMore() {
		startClient("{}");
		ScriptedConnection connection = server().accept();
		browser().run("""
				for (let i = 0; i < 100; i++) push.send('n', i, { keep: true });
				log.kept = push.send('n', 100, { keep: true });
				settle('over', push.request('over'))""");
		assertThat(browser().run("return log.kept")).isEqualTo(false);
		awaitAnswers(List.of("over", "true queue-full"));
		connection.welcome();
		assertThat(connection.await("send", 100)).extracting((frame) -> frame.get("data"))
			.containsExactlyElementsOf(IntStream.range(0, 100).boxed().toList());
	}

	@Test
	void rejectsWhatWaitsWhenItIsClosed() {
		startOpenClient("{}");
		browser().run("settle('one', push.request('say')); settle('two', push.join('room')); push.close();"
				+ "settle('three', push.request('say')); settle('four', push.join('room'))");
		awaitAnswers(List.of("two", "true closed"), List.of("one", "true closed"), List.of("three", "true closed"),
				List.of("four", "true closed"));
		assertThat(browser().run("return push.read('bob')")).isEqualTo(false);
		browser().run("push.open()");
		ScriptedConnection connection = acceptAndWelcome();
		browser().run("push.send('end')");
		connection.await("send");
		assertThat(connection.types()).containsExactly("send");
	}

	@Test
	void rejectsARequestThatTheServerWouldCloseFor() {
		startClient("{}");
		ScriptedConnection connection = server().accept();
		browser().run("errors(); settle('one', push.request('big', 'x'.repeat(100)));"
				+ "push.send('big', 'x'.repeat(100), { keep: true })");
		connection.welcome(Map.of("maxFrame", 100));
		awaitAnswers(List.of("one", "true too-large"));
		assertThat(this.<Map<String, Object>>log("errors")).extracting((error) -> error.get("code"))
			.containsExactly("too-large");
		assertThat(connection.received("send")).isEmpty();
	}

	@Test
	void rejectsWhatCannotBeWritten() {
		startOpenClient("{}");
		browser().run("const ring = {}; ring.ring = ring; settle('one', push.request('say', ring))");
		awaitAnswers(List.of("one", "true undefined"));
	}

	@Test
	void joinsAgainAfterAReconnectBeforeAnythingElse() {
		ScriptedConnection first = startOpenClient(FAST);
		browser().run("settle('room', push.join('room')); push.join('room'); settle('hall', push.join('hall'))");
		List<Map<String, Object>> joins = first.await("join", 2);
		assertThat(joins).extracting((join) -> join.get("group")).containsExactly("room", "hall");
		first.reply(joins.get(0), "").reply(joins.get(1), "");
		awaitAnswers(List.of("room", "nothing"), List.of("hall", "nothing"));
		first.close(1011);
		ScriptedConnection second = server().accept();
		browser().run("settle('one', push.request('say'))");
		second.welcome();
		second.await("send");
		assertThat(second.types()).containsExactly("join", "join", "send");
		List<Map<String, Object>> again = second.received("join");
		assertThat(again).extracting((join) -> join.get("group")).containsExactly("room", "hall");
		assertThat(again.get(0).get("id")).isNotEqualTo(joins.get(0).get("id"));
	}

	@Test
	void joinsOnceConnected() {
		startClient("{}");
		ScriptedConnection first = server().accept();
		browser().run("settle('room', push.join('room'))");
		first.welcome();
		first.await("join");
		assertThat(log("answers")).isEmpty();
		// The connection ends before there was an answer.
		first.close(4101);
		ScriptedConnection second = acceptAndWelcome();
		second.reply(second.await("join"), "");
		awaitAnswers(List.of("room", "nothing"));
		assertThat(second.received("join")).hasSize(1);
	}

	@Test
	void doesNotJoinAgainWhereItIsForbiddenOrWasLeft() {
		ScriptedConnection first = startOpenClient(FAST);
		browser()
			.run("errors(); settle('vip', push.join('vip')); settle('room', push.join('room'));" + "push.join('hall')");
		List<Map<String, Object>> joins = first.await("join", 3);
		first.refuse(joins.get(0), "forbidden").reply(joins.get(1), "").reply(joins.get(2), "");
		awaitAnswers(List.of("vip", "true forbidden"), List.of("room", "nothing"));
		browser().run("settle('leave', push.leave('room'))");
		first.reply(first.await("leave"), "");
		awaitAnswers(List.of("vip", "true forbidden"), List.of("room", "nothing"), List.of("leave", "nothing"));
		assertThat(first.received("leave").get(0)).containsEntry("group", "room");
		first.close(1011);
		ScriptedConnection second = acceptAndWelcome();
		Map<String, Object> join = second.await("join");
		assertThat(join).containsEntry("group", "hall");
		second.refuse(join, "forbidden");
		await().until(() -> !log("errors").isEmpty());
		assertThat(this.<Map<String, Object>>log("errors"))
			.containsExactly(Map.of("code", "forbidden", "message", "Not a member of group hall any more"));
		second.close(1011);
		ScriptedConnection third = acceptAndWelcome();
		browser().run("push.send('end')");
		third.await("send");
		assertThat(third.types()).containsExactly("send");
	}

	@Test
	void leavesWithTheConnection() {
		ScriptedConnection first = startOpenClient(FAST);
		browser().run("settle('join', push.join('room')); settle('leave', push.leave('room'))");
		first.await("leave");
		first.close(1011);
		awaitAnswers(List.of("join", "true left"), List.of("leave", "nothing"));
		ScriptedConnection second = acceptAndWelcome();
		browser().run("settle('never joined', push.leave('other')); push.send('end')");
		second.await("send");
		assertThat(second.types()).containsExactly("leave", "send");
	}

	@Test
	void hearsWhatWasReadElsewhere() {
		ScriptedConnection connection = startOpenClient("{}");
		connection.send(Map.of("type", "read", "namespace", "chat", "conversation", "bob", "time", 42))
			.send(Map.of("type", "read", "conversation", "eve", "time", 43));
		await().until(() -> log("reads").size() == 2);
		assertThat(this.<Map<String, Object>>log("reads"))
			.extracting((mark) -> List.of(mark.get("namespace"), mark.get("conversation"), mark.get("time")))
			.containsExactly(List.of("chat", "bob", 42L), List.of("default", "eve", 43L));
	}

	@Test
	void marksAsReadByTheServersClock() {
		startClient("{}");
		ScriptedConnection connection = server().accept();
		connection.welcome(Map.of("time", System.currentTimeMillis() - 3_600_000));
		awaitState("open");
		browser().run("push.read('bob')");
		assertThat((long) connection.await("read").get("time")).isCloseTo(System.currentTimeMillis() - 3_600_000,
				within(60_000L));
	}

	@Test
	void setsItsClockByTheWelcomeAndThenByBetterMeasurements() {
		startClient("{}");
		assertThat(offset()).isCloseTo(0, within(1000.0));
		ScriptedConnection connection = server().accept();
		connection.welcome(Map.of("time", System.currentTimeMillis() + 7_200_000, "heartbeat",
				Map.of("interval", 20, "timeout", 60_000)));
		awaitState("open");
		assertThat(offset()).isCloseTo(7_200_000, within(10_000.0));
		connection.clockOffset(3_600_000).answerPings(20);
		await().atMost(Duration.ofSeconds(20))
			.untilAsserted(() -> assertThat(offset()).isCloseTo(3_600_000, within(1000.0)));
	}

	/**
	 * Return by how much the client's clock is ahead of the browser's.
	 */
	private static double offset() {
		return ((Number) browser().run("return push.now() - Date.now()")).doubleValue();
	}

	private void awaitAnswers(Object... answers) {
		await("answers").untilAsserted(() -> assertThat(this.<Object>log("answers")).containsExactly(answers));
	}

}
