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

package io.pushgate.auth.webhook;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.pushgate.auth.AuthenticationUnavailableException;
import io.pushgate.auth.BadCredentialsException;
import io.pushgate.auth.PushAuthenticator;
import io.pushgate.auth.PushCredentials;
import io.pushgate.auth.PushIdentity;
import io.pushgate.transport.HandshakeRequest;
import io.pushgate.webhook.Webhook;
import io.pushgate.webhook.WebhookAnswer;
import org.jspecify.annotations.Nullable;

/**
 * Asks an application elsewhere who a client is: for tokens that only their issuer can
 * read. Thread-safe.
 *
 * <p>
 * The application is told the token, and what the handshake says. It answers 200 with
 * {@code {"user":…,"tenant":…,"expiresAt":…,"claims":{…}}}, or 401 or 403 where the token
 * is bad. Anything else, and no answer in time, is no answer: the client is told to come
 * back, and all are refused meanwhile.
 *
 * <p>
 * An answer is kept for a while, under the SHA-256 of the token, and of the cookies where
 * some are told: so neither is kept itself. Who comes with the same token meanwhile, or
 * while the answer is not there yet, does not cause another question; what else its
 * handshake says is then not told.
 *
 * @since 0.1.0
 */
public final class WebhookAuthenticator implements PushAuthenticator {

	private static final long GRACE = 1000;

	private final Webhook webhook;

	private final WebhookAuthenticatorSettings settings;

	private final AsyncCache<String, Verdict> verdicts;

	/**
	 * Create an authenticator.
	 * @param webhook whom to ask
	 * @param settings what to tell, and how long to believe
	 */
	public WebhookAuthenticator(Webhook webhook, WebhookAuthenticatorSettings settings) {
		this.webhook = webhook;
		this.settings = settings;
		this.verdicts = Caffeine.newBuilder()
			.maximumSize(settings.cacheSize())
			.expireAfter(Verdict.expiry(settings.cacheTtl(), settings.negativeCacheTtl()))
			// What there is to do is little, and needs no pool of its own.
			.executor(Runnable::run)
			.buildAsync();
	}

	@Override
	public @Nullable PushIdentity authenticate(PushCredentials credentials) {
		HandshakeRequest handshake = credentials.handshake();
		Map<String, String> cookies = (handshake != null)
				? Cookies.of(handshake.header("Cookie"), this.settings.cookies()) : Map.of();
		if (credentials.principal() != null || (credentials.token() == null && cookies.isEmpty())) {
			return null;
		}
		Question question = new Question(credentials.token(), cookies, handshake, this.settings.path());
		Verdict verdict = await(this.verdicts.get(question.key(), (key, executor) -> ask(question)));
		if (verdict.problem() != null) {
			throw new AuthenticationUnavailableException("the webhook '" + this.webhook + "' " + verdict.problem(),
					null);
		}
		if (verdict.identity() == null) {
			throw new BadCredentialsException("The webhook '" + this.webhook + "' does not know the token");
		}
		return verdict.identity();
	}

	private CompletableFuture<Verdict> ask(Question question) {
		String id = "auth_" + Long.toHexString(ThreadLocalRandom.current().nextLong());
		return this.webhook.call(id, question.json())
			.handle((answer, failure) -> (answer != null) ? verdict(answer)
					: Verdict.none("does not answer: " + failure.getMessage()));
	}

	private static Verdict verdict(WebhookAnswer answer) {
		return switch (answer.status()) {
			case 200 -> Answers.read(answer.body());
			case 401, 403 -> Verdict.bad();
			default -> Verdict.none("answered with " + answer);
		};
	}

	/**
	 * Wait for a verdict, which is there when the call ends, so in time.
	 */
	private Verdict await(CompletableFuture<Verdict> verdict) {
		try {
			return verdict.get(this.webhook.settings().total().toMillis() + GRACE, TimeUnit.MILLISECONDS);
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException("The webhook '" + this.webhook + "' could not be called", ex.getCause());
		}
		catch (TimeoutException ex) {
			return Verdict.none("does not answer");
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return Verdict.none("was not waited for");
		}
	}

}
