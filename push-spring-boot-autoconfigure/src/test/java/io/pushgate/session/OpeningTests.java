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

package io.pushgate.session;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;

import io.pushgate.message.UserKey;
import io.pushgate.protocol.ClientFrame;
import io.pushgate.protocol.FrameCodec;
import io.pushgate.protocol.FrameCodecs;
import io.pushgate.protocol.ServerFrame;
import io.pushgate.testsupport.ExpectErrors;
import io.pushgate.transport.CloseReason;
import io.pushgate.transport.OutboundLimits;
import io.pushgate.transport.RecordingConnection;
import io.pushgate.transport.SlowConsumerPolicy;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * Tests for the moment in which a session opens.
 */
class OpeningTests {

	private static final UserKey USER = new UserKey("default", "u");

	private final FrameCodec json = new FrameCodecs().json();

	private final RecordingConnection connection = new RecordingConnection();

	@Test
	void anAnswerToAFrameThatComesWhileTheSessionOpensFollowsTheWelcome() {
		SessionManager manager = TestSessions.manager(1);
		manager.open(manager.nextId(), USER, "d", System.nanoTime(), this.connection, this.json, (session) -> {
			// What a frame of the client does that arrives at this moment.
			if (this.connection.attachment() instanceof ChannelSession attached) {
				attached.send(new ServerFrame.Pong(1, 2));
			}
			return TestSessions.welcome(session);
		});
		assertThat(this.connection.texts()).first().asString().startsWith("{\"type\":\"welcome\"");
	}

	@Test
	void whoAsksWhetherASessionIsOpenWhileItOpensWaitsForTheAnswer() throws Exception {
		List<FutureTask<Boolean>> questions = new ArrayList<>();
		SessionManager manager = TestSessions.manager(1, new SessionListener() {

			@Override
			public void opened(PushSession session) {
				FutureTask<Boolean> question = new FutureTask<>(((ChannelSession) session)::isOpen);
				questions.add(question);
				Thread thread = new Thread(question);
				thread.start();
				await().until(() -> question.isDone() || thread.getState() == Thread.State.BLOCKED);
			}

			@Override
			public void closed(PushSession session, CloseReason reason) {
			}

		});
		TestSessions.open(manager, "u", this.connection);
		assertThat(questions).hasSize(1);
		assertThat(questions.get(0).get()).isTrue();
	}

	@Test
	void aWelcomeThatCannotBeEncodedLeavesNoSession() {
		RecordingListener listener = new RecordingListener();
		SessionManager manager = TestSessions.manager(1, listener);
		assertThatIllegalStateException()
			.isThrownBy(() -> TestSessions.tryOpen(manager, USER, "d", this.connection, new FailingCodec()));
		this.connection.lose();
		assertThat(manager.sessionCount()).isZero();
		assertThat(manager.userCount()).isZero();
		assertThat(manager.sessionCount("default")).isZero();
	}

	@Test
	@ExpectErrors("A SessionListener failed")
	void aListenerThatFailsLeavesNoSessionAfterItsEnd() {
		SessionManager manager = TestSessions.manager(1, new SessionListener() {

			@Override
			public void opened(PushSession session) {
				throw new IllegalStateException("listener");
			}

			@Override
			public void closed(PushSession session, CloseReason reason) {
			}

		});
		RecordingConnection lost = new RecordingConnection(this.connection.lane(),
				new OutboundLimits(1000, 1000, SlowConsumerPolicy.CLOSE), (ended, reason) -> {
					if (ended.attachment() instanceof ChannelSession session) {
						manager.ended(session, reason);
					}
				});
		try {
			TestSessions.tryOpen(manager, USER, "d", lost, this.json);
		}
		catch (IllegalStateException ex) {
			assertThat(ex).hasMessage("listener");
		}
		lost.lose();
		assertThat(manager.sessionCount()).isZero();
		assertThat(manager.userCount()).isZero();
		assertThat(manager.sessionCount("default")).isZero();
	}

	private static final class FailingCodec implements FrameCodec {

		@Override
		public String subprotocol() {
			return "failing";
		}

		@Override
		public boolean isText() {
			return true;
		}

		@Override
		public byte[] encode(ServerFrame frame) {
			throw new IllegalStateException("cannot encode");
		}

		@Override
		public ClientFrame decode(String text) {
			throw new UnsupportedOperationException();
		}

		@Override
		public ClientFrame decode(ByteBuffer bytes) {
			throw new UnsupportedOperationException();
		}

	}

}
