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

package io.pushgate.contract;

import java.util.concurrent.CompletableFuture;

import io.pushgate.testsupport.Container;
import io.pushgate.testsupport.PushServer;
import io.pushgate.testsupport.RawWebSocket;
import io.pushgate.testsupport.SlowJudge;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A user who is disconnected while a client of hers is about to connect.
 */
@ParameterizedClass
@EnumSource
class KickTests {

	@Parameter
	Container container;

	private static PushServer server;

	@BeforeParameterizedClassInvocation
	static void start(Container container) {
		server = PushServer.on(container).property("push.auth.late", true).with(SlowJudge.class).start();
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		server.close();
	}

	@Test
	void disconnectsAClientWhoseTokenIsBeingJudged() {
		SlowJudge.Case ann = SlowJudge.of("ann");
		CompletableFuture<RawWebSocket> connecting = CompletableFuture
			.supplyAsync(() -> server.client().path("/push?token=ann&device=phone").open());
		ann.awaitJudging();
		assertThat(server.push().disconnectUser("ann")).isZero();
		ann.end();
		try (RawWebSocket client = connecting.join()) {
			assertThat(client.readUntilClosed()).isEqualTo(4002);
		}
		assertThat(server.push().isOnline("ann")).isFalse();
	}

	@Test
	void disconnectsAClientWhoseFirstFrameIsBeingJudged() {
		SlowJudge.Case bob = SlowJudge.of("bob");
		try (RawWebSocket client = server.client().open()) {
			client.sendText("{\"type\":\"hello\",\"token\":\"bob\",\"device\":\"phone\"}");
			bob.awaitJudging();
			assertThat(server.push().disconnectDevice("bob", "phone")).isZero();
			bob.end();
			assertThat(client.readUntilClosed()).isEqualTo(4002);
		}
	}

	@Test
	void letsOthersInAndWhoComesLater() {
		SlowJudge.Case tom = SlowJudge.of("tom");
		CompletableFuture<RawWebSocket> connecting = CompletableFuture
			.supplyAsync(() -> server.client().path("/push?token=tom&device=phone").open());
		tom.awaitJudging();
		server.push().disconnectUser("tim");
		server.push().disconnectDevice("tom", "tab");
		tom.end();
		try (RawWebSocket client = connecting.join()) {
			client.readJson("welcome");
			assertThat(server.push().disconnectUser("tom")).isOne();
			assertThat(client.readUntilClosed()).isEqualTo(4002);
			try (RawWebSocket again = server.client().path("/push?token=tom&device=phone").open()) {
				again.readJson("welcome");
				server.push().toUser("tom").send("n", 1);
				assertThat(again.readJson().path("event").asString()).isEqualTo("n");
			}
		}
	}

}
