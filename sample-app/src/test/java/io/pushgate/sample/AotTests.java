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

package io.pushgate.sample;

import java.nio.file.Path;
import java.util.Map;

import io.pushgate.sample.support.AotProcess;
import io.pushgate.sample.support.PushTab;
import io.pushgate.sample.support.SampleClient;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The sample with the beans that were chosen ahead of time. Nothing is compiled to a
 * native image.
 */
@Tag("matrix")
class AotTests {

	@Test
	void pushesAndListens(@TempDir Path directory) throws Exception {
		try (AotProcess sample = AotProcess.start(directory)) {
			int port = sample.port();
			assertThat(sample.log()).contains("Starting AOT-processed SampleApplication");
			SampleClient alice = SampleClient.withBasic(port, "alice");
			try (PushTab tab = SampleClient.withBasic(port, "bob").openTab()) {
				assertThat(alice.post("/comments", "{\"to\":\"bob\",\"text\":\"ahead\"}").statusCode()).isEqualTo(202);
				assertThat(tab.awaitData("comment.new", 1).get(0).get("text").asString()).isEqualTo("ahead");
				assertThat(tab.request("room", "comment", Map.of("room", "lobby", "text", "heard")).toString())
					.contains("heard");
			}
			assertThat(sample.metadata()).contains("io.pushgate.sample.comment.Comment$Received")
				.contains("io.pushgate.sample.comment.RoomListener$NewComment")
				.contains("io.pushgate.sample.cover.CoverReady")
				.contains("io/pushgate/client/*");
		}
	}

}
