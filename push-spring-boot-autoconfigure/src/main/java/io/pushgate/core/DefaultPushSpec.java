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

package io.pushgate.core;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import io.micrometer.observation.Observation;
import io.pushgate.message.Payload;
import io.pushgate.message.PayloadProblem;
import io.pushgate.message.PushMessage;
import io.pushgate.message.PushOptions;
import io.pushgate.message.PushResult;
import io.pushgate.message.PushTarget;
import io.pushgate.message.Qos;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Default {@link PushSpec}: collects, serializes, hands over.
 */
final class DefaultPushSpec implements PushSpec {

	private final String tenant;

	private final PushTarget target;

	private final MessagePublisher publisher;

	private final PayloadSerializer serializer;

	private final Supplier<String> ids;

	private String namespace = PushOptions.DEFAULTS.namespace();

	private Qos qos = PushOptions.DEFAULTS.qos();

	private @Nullable Duration ttl;

	private @Nullable String id;

	private @Nullable Set<String> except;

	private @Nullable String latestKey;

	private @Nullable Map<String, String> headers;

	private boolean afterCommit;

	DefaultPushSpec(String tenant, PushTarget target, MessagePublisher publisher, PayloadSerializer serializer,
			Supplier<String> ids) {
		this.tenant = tenant;
		this.target = target;
		this.publisher = publisher;
		this.serializer = serializer;
		this.ids = ids;
	}

	@Override
	public PushSpec namespace(String namespace) {
		Assert.notNull(namespace, "'namespace' must not be null");
		this.namespace = namespace;
		return this;
	}

	@Override
	public PushSpec qos(Qos qos) {
		Assert.notNull(qos, "'qos' must not be null");
		this.qos = qos;
		return this;
	}

	@Override
	public PushSpec ttl(Duration ttl) {
		this.ttl = ttl;
		return this;
	}

	@Override
	public PushSpec id(String id) {
		this.id = id;
		return this;
	}

	@Override
	public PushSpec except(String... sessions) {
		Assert.notNull(sessions, "'except' must not be null");
		for (String session : sessions) {
			Assert.notNull(session, "'except' must not contain null");
		}
		if (this.except == null) {
			this.except = new HashSet<>();
		}
		this.except.addAll(List.of(sessions));
		return this;
	}

	@Override
	public PushSpec keepLatest(String key) {
		this.latestKey = key;
		return this;
	}

	@Override
	public PushSpec header(String name, String value) {
		Assert.notNull(name, "'name' of a header must not be null");
		Assert.notNull(value, () -> "'value' of the header '" + name + "' must not be null");
		if (this.headers == null) {
			this.headers = new HashMap<>();
		}
		this.headers.put(name, value);
		return this;
	}

	@Override
	public PushSpec afterCommit() {
		this.afterCommit = true;
		return this;
	}

	@Override
	public CompletableFuture<PushResult> send(String event, @Nullable Object data) {
		PushOptions options = new PushOptions(this.tenant, this.namespace, this.qos, this.ttl, this.id,
				(this.except != null) ? this.except : Set.of(), this.latestKey,
				(this.headers != null) ? this.headers : Map.of());
		PushMessage message = message(event,
				(data instanceof Payload payload) ? payload : this.serializer.serialize(data), options);
		return this.afterCommit ? deliverAfterCommit(message) : this.publisher.publish(message);
	}

	private PushMessage message(String event, Payload payload, PushOptions options) {
		String messageId = (options.id() != null) ? options.id() : this.ids.get();
		PushMessage message = new PushMessage(messageId, this.target, event, payload, options,
				Instant.now().truncatedTo(ChronoUnit.MILLIS));
		PayloadProblem problem = payload.problem();
		if (problem != null) {
			throw new PayloadSerializationException("The data of '" + event + "' cannot be sent: it " + problem, null);
		}
		return message;
	}

	private CompletableFuture<PushResult> deliverAfterCommit(PushMessage message) {
		CompletableFuture<PushResult> result = new CompletableFuture<>();
		this.publisher.failures().watch(message, result);
		Observation parent = this.publisher.current();
		boolean registered = AfterCommit.register(() -> deliverNow(message, parent, result),
				() -> result.completeExceptionally(new PushRolledBackException("The push of '" + message.event()
						+ "' was not sent, as it was to follow a commit and the transaction did not commit. "
						+ "Push without afterCommit() what shall be sent in any case")));
		if (!registered) {
			deliverNow(message, parent, result);
		}
		return result;
	}

	private void deliverNow(PushMessage message, @Nullable Observation parent, CompletableFuture<PushResult> result) {
		// It is accepted now: its time to live does not run while the transaction does.
		PushMessage now = new PushMessage(message.id(), message.target(), message.event(), message.payload(),
				message.options(), Instant.now().truncatedTo(ChronoUnit.MILLIS));
		try {
			this.publisher.publish(now, parent).whenComplete((accepted, failure) -> {
				if (failure != null) {
					result.completeExceptionally(failure);
				}
				else {
					result.complete(accepted);
				}
			});
		}
		catch (RuntimeException ex) {
			// Spring logs what is thrown after a commit, and nobody hears of it.
			result.completeExceptionally(ex);
		}
	}

}
