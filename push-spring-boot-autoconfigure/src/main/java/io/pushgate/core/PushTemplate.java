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

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import io.micrometer.observation.ObservationRegistry;
import io.pushgate.cluster.IdempotencyStore;
import io.pushgate.delivery.Delivery;
import io.pushgate.delivery.GroupControl;
import io.pushgate.delivery.SessionControl;
import io.pushgate.message.GroupDetails;
import io.pushgate.message.Names;
import io.pushgate.message.PushStatistics;
import io.pushgate.message.PushTarget;
import io.pushgate.message.SessionDetails;
import io.pushgate.message.UserKey;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * The bean that an application injects to push.
 *
 * <pre class="code">
 * &#64;Service
 * class Covers {
 *
 *     private final PushTemplate push;
 *
 *     Covers(PushTemplate push) {
 *         this.push = push;
 *     }
 *
 *     void filtered(String user, Cover cover) {
 *         this.push.toUser(user).send("cover.ready", cover);
 *     }
 *
 * }
 * </pre>
 *
 * <p>
 * Thread-safe. See {@link PushOperations} for what each method promises.
 *
 * @since 0.1.0
 */
public class PushTemplate implements PushOperations {

	private final String tenant;

	private final MessagePublisher publisher;

	private final SessionControl sessions;

	private final GroupControl groups;

	private final PayloadSerializer serializer;

	private final Supplier<String> ids;

	/**
	 * Create a template for the default tenant.
	 * @param delivery takes the messages
	 * @param sessions tells who is online, and disconnects
	 * @param groups puts sessions into groups
	 * @param serializer turns objects into payloads
	 * @param ids makes the ids of messages
	 * @param idempotency remembers the ids that callers give
	 */
	public PushTemplate(Delivery delivery, SessionControl sessions, GroupControl groups, PayloadSerializer serializer,
			Supplier<String> ids, IdempotencyStore idempotency) {
		this(delivery, sessions, groups, serializer, ids, idempotency, ObservationRegistry.NOOP, null);
	}

	/**
	 * Create a template for the default tenant whose pushes are observed, see
	 * {@link PushPublishObservation}.
	 * @param delivery takes the messages
	 * @param sessions tells who is online, and disconnects
	 * @param groups puts sessions into groups
	 * @param serializer turns objects into payloads
	 * @param ids makes the ids of messages
	 * @param idempotency remembers the ids that callers give
	 * @param observations who observes
	 * @param convention names and keys of observations, or {@code null} for the default
	 */
	public PushTemplate(Delivery delivery, SessionControl sessions, GroupControl groups, PayloadSerializer serializer,
			Supplier<String> ids, IdempotencyStore idempotency, ObservationRegistry observations,
			@Nullable PushPublishObservationConvention convention) {
		this(Names.DEFAULT_TENANT,
				new MessagePublisher(new IdempotentDelivery(delivery, idempotency), observations, convention), sessions,
				groups, serializer, ids);
	}

	private PushTemplate(String tenant, MessagePublisher publisher, SessionControl sessions, GroupControl groups,
			PayloadSerializer serializer, Supplier<String> ids) {
		this.tenant = tenant;
		this.publisher = publisher;
		this.sessions = sessions;
		this.groups = groups;
		this.serializer = serializer;
		this.ids = ids;
	}

	@Override
	public PushSpec to(PushTarget target) {
		Assert.notNull(target, "'target' must not be null");
		return new DefaultPushSpec(this.tenant, target, this.publisher, this.serializer, this.ids);
	}

	@Override
	public PushTemplate forTenant(String tenant) {
		Names.requireTenant(tenant);
		return new PushTemplate(tenant, this.publisher, this.sessions, this.groups, this.serializer, this.ids);
	}

	@Override
	public boolean isOnline(String user) {
		return this.sessions.isOnline(new UserKey(this.tenant, user));
	}

	@Override
	public List<SessionDetails> sessions(String user) {
		return this.sessions.sessions(new UserKey(this.tenant, user));
	}

	@Override
	public PushStatistics statistics() {
		return this.sessions.statistics(this.tenant);
	}

	@Override
	public int disconnectUser(String user) {
		return this.sessions.disconnect(this.tenant, PushTarget.user(user));
	}

	@Override
	public int disconnectDevice(String user, String device) {
		return this.sessions.disconnect(this.tenant, PushTarget.device(user, device));
	}

	@Override
	public boolean disconnectSession(String session) {
		return this.sessions.disconnect(this.tenant, PushTarget.session(session)) > 0;
	}

	@Override
	public CompletableFuture<Void> joinGroup(String group, PushTarget sessions) {
		return this.publisher.failures()
			.watch(() -> "The join of a group (tenant '" + this.tenant + "')",
					this.groups.join(this.tenant, Names.requireGroup(group), required(sessions)));
	}

	@Override
	public CompletableFuture<Void> leaveGroup(String group, PushTarget sessions) {
		return this.publisher.failures()
			.watch(() -> "The leave of a group (tenant '" + this.tenant + "')",
					this.groups.leave(this.tenant, Names.requireGroup(group), required(sessions)));
	}

	@Override
	public GroupDetails group(String group) {
		return this.groups.details(this.tenant, Names.requireGroup(group));
	}

	private static PushTarget required(PushTarget sessions) {
		Assert.notNull(sessions, "'sessions' must not be null");
		return sessions;
	}

}
