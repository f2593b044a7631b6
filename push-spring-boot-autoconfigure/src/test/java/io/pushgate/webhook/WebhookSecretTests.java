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

package io.pushgate.webhook;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests of {@link WebhookSecret}.
 */
class WebhookSecretTests {

	/**
	 * The example that the libraries of Standard Webhooks test themselves with.
	 */
	@Test
	void signsAsTheStandardSays() {
		WebhookSecret secret = WebhookSecret.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
		assertThat(secret.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, bytes("{\"test\": 2432232314}")))
			.isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
	}

	@Test
	void takesAnyTextThatIsLongEnough() {
		String text = "a secret of just 24 byte";
		String base64 = Base64.getEncoder().encodeToString(bytes(text));
		assertThat(WebhookSecret.of(text).sign("id", 1, bytes("body")))
			.isEqualTo(WebhookSecret.of("whsec_" + base64).sign("id", 1, bytes("body")));
	}

	@Test
	void signsIdTimeAndBody() {
		WebhookSecret secret = WebhookSecret.of("a secret of just 24 byte");
		String signature = secret.sign("id", 1, bytes("body"));
		assertThat(secret.sign("id", 1, bytes("body"))).isEqualTo(signature);
		assertThat(secret.sign("other", 1, bytes("body"))).isNotEqualTo(signature);
		assertThat(secret.sign("id", 2, bytes("body"))).isNotEqualTo(signature);
		assertThat(secret.sign("id", 1, bytes("bodz"))).isNotEqualTo(signature);
		assertThat(WebhookSecret.of("a secret of just 24 bytf").sign("id", 1, bytes("body"))).isNotEqualTo(signature);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "a secret of just 23 byt", "whsec_", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS=",
			"whsec_not base64 at all, and rather long" })
	void refusesWhatIsTooShortOrNotBase64AndDoesNotTellIt(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> WebhookSecret.of(text))
			.satisfies((failure) -> assertThat(failure.getMessage()).matches("(has|is) .*")
				.doesNotContain("MfKQ", "rather", "just"))
			.withNoCause();
	}

	@Test
	void isInNoLog() {
		assertThat(WebhookSecret.of("a secret of just 24 byte")).hasToString("WebhookSecret");
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
