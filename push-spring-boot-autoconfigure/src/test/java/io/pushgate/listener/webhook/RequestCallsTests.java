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

package io.pushgate.listener.webhook;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.pushgate.listener.PushRequest;
import io.pushgate.message.Payload;
import io.pushgate.message.UserKey;
import io.pushgate.protocol.FrameCodecs;
import io.pushgate.session.ChannelSession;
import io.pushgate.session.PushSession;
import io.pushgate.session.SessionManager;
import io.pushgate.session.TestSessions;
import io.pushgate.transport.RecordingConnection;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link RequestCalls}.
 */
class RequestCallsTests {

	private final SessionManager sessions = TestSessions.manager(10);

	private final PushSession session = open("acme", "ann", "phone");

	@Test
	void tellsEverythingThatIsKnown() {
		PushRequest request = request(this.session, "r1", Payload.json(bytes("{\"a\":1.50}")));
		assertThat(new String(RequestCalls.body(request), StandardCharsets.UTF_8)).isEqualTo(
				"{\"type\":\"send\",\"namespace\":\"chat\",\"event\":\"s\u00e4y\",\"id\":\"r1\",\"tenant\":\"acme\","
						+ "\"user\":\"ann\",\"device\":\"phone\",\"session\":\"" + this.session.id()
						+ "\",\"time\":1735689600000,\"data\":{\"a\":1.50}}");
	}

	@Test
	void tellsClaimsWhereTheSessionHasSome() {
		((ChannelSession) this.session).claims(Map.of("price", new BigDecimal("1.50")));
		assertThat(new String(RequestCalls.body(request(this.session, "r1", Payload.none())), StandardCharsets.UTF_8))
			.contains("\"session\":\"" + this.session.id() + "\",\"claims\":{\"price\":1.50},\"time\":");
	}

	@Test
	void tellsBytesInBase64AndNoIdWhereThereIsNone() {
		assertThat(new String(RequestCalls.body(request(this.session, null, Payload.binary(new byte[] { -1, 0, 1 }))),
				StandardCharsets.UTF_8))
			.contains("\"dataBase64\":\"/wAB\"")
			.doesNotContain("\"id\"", "\"data\"");
	}

	@Test
	void givesARepeatedRequestTheSameIdWhateverItsConnection() {
		PushRequest request = request(this.session, "r1", Payload.json(bytes("1")));
		PushRequest repeated = new PushRequest(open("acme", "ann", "phone"), "r1", "chat", "s\u00e4y",
				Payload.json(bytes("1")), Instant.now());
		assertThat(RequestCalls.id(repeated)).isEqualTo(RequestCalls.id(request)).matches("send_[A-Za-z0-9_-]{22}");
	}

	@Test
	void givesEveryOtherRequestAnotherId() {
		Payload one = Payload.json(bytes("1"));
		List<PushRequest> requests = List.of(request(this.session, "r1", one), request(this.session, "r2", one),
				request(this.session, null, one), request(this.session, null, one),
				request(this.session, "r1", Payload.json(bytes("2"))),
				request(this.session, "r1", Payload.binary(bytes("1"))),
				request(open("other", "ann", "phone"), "r1", one), request(open("acme", "bob", "phone"), "r1", one),
				new PushRequest(this.session, "r1", "other", "s\u00e4y", one, Instant.now()),
				new PushRequest(this.session, "r1", "chat", "s\u00e4", one, Instant.now()),
				new PushRequest(this.session, "yr1", "chat", "s\u00e4", one, Instant.now()));
		Set<String> ids = new HashSet<>();
		requests.forEach((request) -> ids.add(RequestCalls.id(request)));
		assertThat(ids).hasSameSizeAs(requests);
	}

	private PushSession open(String tenant, String user, String device) {
		return TestSessions.open(this.sessions, new UserKey(tenant, user), device, new RecordingConnection(),
				new FrameCodecs().json());
	}

	private static PushRequest request(PushSession session, @Nullable String id, Payload payload) {
		return new PushRequest(session, id, "chat", "s\u00e4y", payload, Instant.ofEpochMilli(1735689600000L));
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
