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

package io.pushgate.listener.webhook;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;

import io.pushgate.listener.PushRequest;
import io.pushgate.listener.UplinkAnswer;
import io.pushgate.listener.UplinkAnswer.Failure;
import io.pushgate.listener.UplinkError;
import io.pushgate.listener.UplinkForwarder;
import io.pushgate.message.UserKey;
import io.pushgate.webhook.Webhook;
import io.pushgate.webhook.WebhookAnswer;
import io.pushgate.webhook.WebhookException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Brings what clients send to applications that are called by HTTP. Thread-safe, and
 * waits for nothing.
 *
 * <p>
 * Each namespace has its own bounds, so that one whose application is slow takes nothing
 * from another: so many calls are under way, so many wait, and what comes then is
 * answered with {@code rate-limited}. Calls of one user and namespace are made one after
 * the other. What has waited for longer than its client does is not told any more: the
 * application, when it has caught up, is not kept busy with what nobody waits for.
 *
 * @since 0.1.0
 */
public final class WebhookForwarder implements UplinkForwarder {

	private static final Log logger = LogFactory.getLog(WebhookForwarder.class);

	private static final Failure FULL = new Failure(UplinkError.RATE_LIMITED,
			"Too many messages wait to be handled in this namespace");

	private static final Failure TOO_LATE = new Failure(UplinkError.TIMEOUT,
			"The message has waited for too long and was not handled");

	private static final Failure STOPPED = new Failure(UplinkError.UNAVAILABLE, "The application is about to stop");

	private static final Failure FAILED = new Failure(UplinkError.HANDLER_FAILED, "The request could not be handled");

	private final Map<String, Namespace> namespaces = new LinkedHashMap<>();

	/**
	 * Create a forwarder.
	 * @param uplinks the webhooks by their namespaces
	 */
	public WebhookForwarder(Map<String, WebhookUplink> uplinks) {
		uplinks.forEach((name, uplink) -> this.namespaces.put(name, new Namespace(uplink)));
	}

	@Override
	public Set<String> namespaces() {
		return this.namespaces.keySet();
	}

	@Override
	public String describe(String namespace) {
		return "'" + namespace(namespace).webhook + "'";
	}

	@Override
	public CompletableFuture<UplinkAnswer> forward(PushRequest request) {
		return namespace(request.namespace()).forward(request);
	}

	/**
	 * Return whether the webhook of a namespace is left out, as it has not answered.
	 * @param namespace one of the namespaces
	 * @return whether it is
	 */
	public boolean isPaused(String namespace) {
		return namespace(namespace).webhook.isPaused();
	}

	/**
	 * Return how many messages of a namespace wait or are being handled.
	 * @param namespace one of the namespaces
	 * @return the number
	 */
	public int pendingCount(String namespace) {
		return namespace(namespace).lanes.size();
	}

	private Namespace namespace(String name) {
		return Objects.requireNonNull(this.namespaces.get(name), "There must be a webhook for the namespace");
	}

	private static final class Namespace {

		private final Webhook webhook;

		private final CallLanes lanes;

		private final Replies replies;

		Namespace(WebhookUplink uplink) {
			this.webhook = uplink.webhook();
			this.lanes = new CallLanes(uplink.concurrency(), uplink.queue(), uplink.queuePerUser());
			this.replies = new Replies(this.webhook.toString());
		}

		CompletableFuture<UplinkAnswer> forward(PushRequest request) {
			UserKey user = new UserKey(request.session().tenant(), request.session().user());
			CompletableFuture<UplinkAnswer> outcome = new CompletableFuture<>();
			long since = System.nanoTime();
			boolean accepted = this.lanes.submit(user.tenant(), user, () -> {
				begin(() -> call(request, since, outcome), outcome);
				return outcome;
			});
			if (!accepted) {
				outcome.complete(FULL);
			}
			return outcome;
		}

		/**
		 * Leave the calling thread, which may have other clients to serve.
		 */
		private void begin(Runnable call, CompletableFuture<UplinkAnswer> outcome) {
			try {
				this.webhook.execute(call);
			}
			catch (RejectedExecutionException ex) {
				outcome.complete(STOPPED);
			}
		}

		private void call(PushRequest request, long since, CompletableFuture<UplinkAnswer> outcome) {
			if (System.nanoTime() - since > this.webhook.settings().total().toNanos()) {
				outcome.complete(TOO_LATE);
			}
			if (outcome.isDone()) {
				// Perhaps given up by whoever waits for it.
				return;
			}
			try {
				CompletableFuture<WebhookAnswer> call = this.webhook.call(RequestCalls.id(request),
						RequestCalls.body(request));
				outcome.whenComplete((answer, failure) -> call.cancel(false));
				call.whenComplete((answer, failure) -> {
					if (answer != null) {
						outcome.complete(this.replies.of(answer));
					}
					else if (failure instanceof WebhookException known) {
						outcome.complete(this.replies.of(known));
					}
				});
			}
			catch (RuntimeException ex) {
				logger.error("The webhook '" + this.webhook + "' could not be called", ex);
				outcome.complete(FAILED);
			}
		}

	}

}
