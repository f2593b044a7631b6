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

import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.pushgate.session.ChannelSession;
import io.pushgate.testsupport.Container;
import io.pushgate.testsupport.PushServer;
import io.pushgate.testsupport.RawWebSocket;
import io.pushgate.transport.DropReason;
import io.pushgate.transport.FrameListener;
import io.pushgate.transport.OutboundFrame;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Who writes to the connections of servlet containers.
 */
class WritingThreadTests {

	@ParameterizedTest
	@EnumSource(names = { "TOMCAT", "JETTY" })
	void theLaneTakesNoteOfWhatItHasWrittenItself(Container container) {
		int count = 100;
		Threads threads = new Threads();
		try (PushServer server = PushServer.on(container).trusting().start();
				RawWebSocket client = server.connect("ann")) {
			ChannelSession session = server.sessions().sessions().iterator().next();
			for (int i = 0; i < count; i++) {
				session.connection().send(frame("{\"type\":\"n" + i + "\"}", threads));
			}
			for (int i = 0; i < count; i++) {
				client.readJson("n" + i);
			}
			await().untilAsserted(() -> assertThat(threads.names).hasSize(count));
			assertThat(threads.names).allMatch((name) -> name.startsWith("push-lane-"));
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "TOMCAT", "JETTY" })
	void writesALongTextToTheEnd(Container container) {
		String text = "{\"type\":\"long\",\"data\":\"" + "\u20ac".repeat(300_000) + "\"}";
		Threads threads = new Threads();
		try (PushServer server = PushServer.on(container).trusting().start();
				RawWebSocket client = server.connect("ann")) {
			ChannelSession session = server.sessions().sessions().iterator().next();
			session.connection().send(frame(text, threads));
			session.connection().send(frame("{\"type\":\"next\"}", threads));
			assertThat(client.readJson("long").path("data").asString()).hasSize(300_000);
			client.readJson("next");
		}
	}

	private static OutboundFrame frame(String text, FrameListener listener) {
		return OutboundFrame.droppable(true, text.getBytes(StandardCharsets.UTF_8), null, Long.MAX_VALUE, listener);
	}

	private static final class Threads implements FrameListener {

		private final Queue<String> names = new ConcurrentLinkedQueue<>();

		@Override
		public void written() {
			this.names.add(Thread.currentThread().getName());
		}

		@Override
		public void dropped(DropReason reason) {
			throw new AssertionError("Dropped: " + reason);
		}

	}

}
