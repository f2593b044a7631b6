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

package io.pushgate.listener;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

import io.pushgate.auth.PushAuthenticator;
import io.pushgate.autoconfigure.PushAutoConfiguration;
import io.pushgate.message.Claims;
import io.pushgate.session.ChannelSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of claims as parameters of a {@link PushListener} method.
 */
@ExtendWith(OutputCaptureExtension.class)
class PushClaimTests {

	private static final Map<String, Object> CLAIMS = Map.of("plan", "pro", "level", 7L, "price",
			new BigDecimal("1.50"), "roles", List.of("a", "b"), "place", Map.of("x", 1L, "y", 2L));

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(PushAutoConfiguration.class));

	private final ApplicationContextRunner keeping = this.runner
		.withPropertyValues("push.auth.claims=plan,level,price,roles,place,missing");

	@Test
	void areConvertedToTheTypeOfTheParameter() {
		this.keeping.withBean(Plans.class).run((context) -> {
			assertThat(send(context, "all", "\"hi\"", CLAIMS))
				.isEqualTo("\"hi PRO 7 7 1.50 [a, b] Place[x=1, y=2] Optional[pro] pro null\"");
			assertThat(send(context, "none", "1", CLAIMS)).isEqualTo("\"Optional.empty null 1\"");
		});
	}

	@Test
	void areForbiddenWhereTheyAreMissingOrNotWhatIsTaken(CapturedOutput output) {
		this.keeping.withBean(Plans.class).run((context) -> {
			for (int i = 0; i < 3; i++) {
				assertThat(send(context, "all", "1", Map.of()))
					.isEqualTo("FORBIDDEN: The identity has no claim 'plan' that this event takes");
			}
			assertThat(send(context, "level", "1", Map.of("level", "secret")))
				.isEqualTo("FORBIDDEN: The identity has no claim 'level' that this event takes");
		});
		assertThat(output.getAll().lines().filter((line) -> line.contains("is missing"))).singleElement()
			.asString()
			.contains("WARN", "The @PushListener method 'all(", "the claim 'plan' of a client's identity is missing. "
					+ "Name it in push.auth.claims where connections are held");
		assertThat(output).contains("the claim 'level' of a client's identity cannot be converted to int")
			.doesNotContain("secret");
	}

	@Test
	void stopTheStartWhereNoSessionCanHaveThem() {
		this.runner.withPropertyValues("push.auth.claims=plan").withBean("level", Level.class).run((context) -> {
			assertThat(context).hasFailed();
			assertThat(context.getStartupFailure()).isInstanceOfSatisfying(InvalidPushListenerException.class,
					(invalid) -> {
						assertThat(invalid.problem()).isEqualTo("The @PushListener method 'level(int)' of bean 'level' "
								+ "takes the claim 'level', but sessions keep no such claim.");
						assertThat(invalid.remedy()).contains("Add it to push.auth.claims");
					});
		});
		this.runner.withBean("level", Level.class)
			.run((context) -> assertThat(context.getStartupFailure()).isInstanceOf(InvalidPushListenerException.class));
	}

	@Test
	void doNotStopTheStartWhereTheApplicationMayGiveThem() {
		this.runner.withBean(Level.class)
			.withBean(PushAuthenticator.class, () -> (credentials) -> null)
			.run((context) -> assertThat(send(context, "level", "1", Map.of("level", 3))).isEqualTo("3"));
		this.runner.withBean(Level.class)
			.withPropertyValues("push.auth.webhook.url=http://localhost:1",
					"push.auth.webhook.secret=a secret of more than twenty-four bytes")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void haveAName() {
		this.keeping.withBean(Nameless.class)
			.run((context) -> assertThat(context).getFailure().hasMessageContaining("has a @PushClaim without a name"));
	}

	private static String send(ApplicationContext context, String event, String json, Map<String, Object> claims) {
		ChannelSession session = (ChannelSession) Requests.session("ann");
		session.claims(Claims.of(claims));
		return Requests.text(context.getBean(UplinkDispatcher.class)
			.dispatch(Requests.of(session, "1", event, json))
			.orTimeout(20, TimeUnit.SECONDS)
			.join());
	}

	static class Plans {

		@PushListener("all")
		String all(@PushClaim("plan") Plan plan, @PushClaim("level") int level, @PushClaim("level") String text,
				String data, @PushClaim("price") BigDecimal price, @PushClaim("roles") Set<String> roles,
				@PushClaim("place") Place place, @PushClaim("plan") Optional<String> optional,
				@PushClaim("plan") @Nullable String nullable, @PushClaim("missing") @Nullable String missing) {
			return data + ' ' + plan.name().toUpperCase(Locale.ROOT) + ' ' + level + ' ' + text + ' ' + price + ' '
					+ List.copyOf(new TreeSet<>(roles)) + ' ' + place + ' ' + optional + ' ' + nullable + ' ' + missing;
		}

		@PushListener("none")
		String none(@PushClaim("missing") Optional<Plan> optional, @PushClaim("missing") @Nullable Plan missing,
				int data) {
			return optional + " " + missing + ' ' + data;
		}

		@PushListener("level")
		int level(@PushClaim("level") int level) {
			return level;
		}

	}

	enum Plan {

		pro

	}

	record Place(int x, int y) {

	}

	static class Level {

		@PushListener("level")
		int level(@PushClaim("level") int level) {
			return level;
		}

	}

	static class Nameless {

		@PushListener("x")
		void bad(@PushClaim(" ") String claim) {
		}

	}

}
