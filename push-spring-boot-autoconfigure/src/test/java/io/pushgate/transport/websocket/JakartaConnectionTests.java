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

package io.pushgate.transport.websocket;

import java.util.HashMap;

import io.pushgate.transport.CloseReason;
import io.pushgate.transport.ConnectionHandler;
import io.pushgate.transport.OutboundLimits;
import io.pushgate.transport.SlowConsumerPolicy;
import jakarta.websocket.Session;
import org.junit.jupiter.api.Test;

import org.springframework.web.socket.WebSocketSession;

import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.timeout;

/**
 * Tests of {@link JakartaConnection} with a container's session that ends at a moment at
 * which no test could make a real one end.
 */
class JakartaConnectionTests {

	@Test
	void endsThoughTheContainerHasClosedTheSessionJustBefore() {
		ConnectionHandler handler = mock();
		Session session = mock();
		given(session.getUserProperties()).willReturn(new HashMap<>());
		OutboundLimits limits = new OutboundLimits(1024, 1024, SlowConsumerPolicy.CLOSE);
		try (ServletTransport transport = new ServletTransport(handler, new SignIns(handler), limits, 1024)) {
			JakartaConnection connection = new JakartaConnection(mock(WebSocketSession.class), session, transport);
			// What Tomcat does.
			given(session.getUserProperties()).willThrow(new IllegalStateException("The session has been closed"));
			assertThatNoException().isThrownBy(connection::abort);
			then(handler).should(timeout(5000)).closed(connection, CloseReason.ABNORMAL);
		}
	}

}
