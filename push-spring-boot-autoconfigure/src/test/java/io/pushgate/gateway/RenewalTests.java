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

package io.pushgate.gateway;

import java.util.List;

import io.pushgate.auth.AuthenticationUnavailableException;
import io.pushgate.auth.AuthenticatorChain;
import io.pushgate.delivery.LocalReadPositions;
import io.pushgate.listener.Uplink;
import io.pushgate.protocol.ClientFrame;
import io.pushgate.session.ChannelSession;
import io.pushgate.session.SessionDirectory;
import io.pushgate.session.SessionManager;
import io.pushgate.session.TestSessions;
import io.pushgate.transport.RecordingConnection;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for a fresh token that nobody can judge.
 */
class RenewalTests {

	@Test
	void aTokenThatNobodyCanJudgeAtTheMomentIsNotCalledBad() {
		AuthenticatorChain chain = new AuthenticatorChain(List.of((credentials) -> {
			throw new AuthenticationUnavailableException("key server down", null);
		}));
		SessionManager manager = TestSessions.manager(1);
		RecordingConnection connection = new RecordingConnection();
		ChannelSession session = TestSessions.open(manager, "u", connection);
		new ClientFrames(new LocalReadPositions(manager), new Authentication(chain, null, new GatewayStatistics()),
				Runnable::run, new GroupRequests(manager.groups(), SessionDirectory.NONE, null, 1), mock(Uplink.class))
			.handle(session, new ClientFrame.Token("1", "t"));
		assertThat(connection.texts()).last().asString().contains("\"id\":\"1\",\"code\":\"unavailable\"");
	}

}
