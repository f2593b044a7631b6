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

package io.pushgate.sample.cover;

import java.net.http.HttpResponse;
import java.time.Duration;

import io.pushgate.sample.support.SampleClient;
import io.pushgate.sample.support.TestImages;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for more uploads than there is room for.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "sample.covers.threads=1", "sample.covers.max-in-progress=1" })
class CoversBusyTests {

	@LocalServerPort
	private int port;

	@Test
	void refusesAnUploadWhileThereIsNoRoomAndTakesItLater() {
		SampleClient alice = SampleClient.withBasic(this.port, "alice");
		byte[] large = TestImages.encode(TestImages.photo(1600, 1600), "jpeg");
		byte[] small = TestImages.encode(TestImages.photo(10, 10), "png");
		HttpResponse<String> refused = Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(1))
			.until(() -> {
				alice.upload(large);
				return alice.upload(small);
			}, (answer) -> answer.statusCode() != 202);
		assertThat(refused.statusCode()).isEqualTo(503);
		assertThat(refused.headers().firstValue("Retry-After")).hasValue("2");
		assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
		assertThat(SampleClient.json(refused).get("detail").asString()).contains("try again");
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.untilAsserted(() -> assertThat(alice.upload(small).statusCode()).isEqualTo(202));
	}

	@Test
	void makesRoomAgainAfterABadImage() {
		SampleClient alice = SampleClient.withBasic(this.port, "alice");
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.untilAsserted(() -> assertThat(alice.upload(new byte[1]).statusCode()).isEqualTo(400));
		assertThat(alice.upload(new byte[1]).statusCode()).isEqualTo(400);
	}

}
