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

package io.pushgate.cluster;

import java.time.Instant;
import java.util.Map;

import io.pushgate.message.Names;
import io.pushgate.message.PushTarget;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * What one node tells another: facts that say what it is and whom it concerns, and a body
 * that nobody needs to read who is not concerned. Immutable; the body's array is neither
 * copied nor changed, by nobody.
 *
 * @param operation what is to be done, such as {@code push}: a name of at most 64
 * letters, digits, dots, underscores and hyphens. Open: a node that does not know an
 * operation ignores the message
 * @param key what keeps messages in order: those that one node publishes with equal keys
 * to one destination arrive in the order in which they were published. Empty where order
 * does not matter
 * @param tenant the tenant
 * @param namespace the namespace
 * @param target whom it concerns, or {@code null} where that is no matter of sessions
 * @param codec how the body is written, such as {@code push/1}; empty without a body
 * @param expiresAt the instant from which on nobody wants it any more, or {@code null}
 * @param headers further facts, such as those of a trace. Receivers ignore what they do
 * not know
 * @param body the body
 * @since 0.1.0
 */
public record ClusterMessage(String operation, String key, String tenant, String namespace, @Nullable PushTarget target,
		String codec, @Nullable Instant expiresAt, Map<String, String> headers, byte[] body) {

	private static final byte[] NOTHING = new byte[0];

	/**
	 * Create a message.
	 */
	public ClusterMessage {
		Assert.isTrue(Names.isToken(operation), () -> "'operation' must match [A-Za-z0-9._-]{1,64}: " + operation);
		Assert.isTrue(Names.isToken(tenant), () -> "'tenant' must match [A-Za-z0-9._-]{1,64}: " + tenant);
		Assert.isTrue(Names.isToken(namespace), () -> "'namespace' must match [A-Za-z0-9._-]{1,64}: " + namespace);
		headers = Map.copyOf(headers);
	}

	/**
	 * Start to put a message together.
	 * @param operation what is to be done
	 * @return a builder
	 */
	public static Builder of(String operation) {
		return new Builder(operation);
	}

	/**
	 * Return the same message for another target, in the same order as this one.
	 * @param target the target
	 * @return the message
	 */
	public ClusterMessage withTarget(PushTarget target) {
		return new ClusterMessage(this.operation, this.key, this.tenant, this.namespace, target, this.codec,
				this.expiresAt, this.headers, this.body);
	}

	/**
	 * Return whether nobody wants the message any more.
	 * @param now the current time
	 * @return whether it has expired
	 */
	public boolean isExpired(Instant now) {
		return this.expiresAt != null && !now.isBefore(this.expiresAt);
	}

	/**
	 * Describe the message without its body, which belongs in no log.
	 */
	@Override
	public String toString() {
		return "ClusterMessage[" + this.operation + ", " + this.tenant + "/" + this.namespace + ", " + this.body.length
				+ " bytes]";
	}

	/**
	 * Puts a message together.
	 */
	public static final class Builder {

		private final String operation;

		private String key = "";

		private String tenant = Names.DEFAULT_TENANT;

		private String namespace = Names.DEFAULT_NAMESPACE;

		private @Nullable PushTarget target;

		private String codec = "";

		private @Nullable Instant expiresAt;

		private Map<String, String> headers = Map.of();

		private byte[] body = NOTHING;

		private Builder(String operation) {
			this.operation = operation;
		}

		/**
		 * Keep the message in order with those of the same key.
		 * @param key the key
		 * @return this builder
		 */
		public Builder key(String key) {
			this.key = key;
			return this;
		}

		/**
		 * Name the tenant.
		 * @param tenant the tenant
		 * @return this builder
		 */
		public Builder tenant(String tenant) {
			this.tenant = tenant;
			return this;
		}

		/**
		 * Name the namespace.
		 * @param namespace the namespace
		 * @return this builder
		 */
		public Builder namespace(String namespace) {
			this.namespace = namespace;
			return this;
		}

		/**
		 * Say whom the message concerns.
		 * @param target the target
		 * @return this builder
		 */
		public Builder target(@Nullable PushTarget target) {
			this.target = target;
			return this;
		}

		/**
		 * Say when the message expires.
		 * @param expiresAt the instant, or {@code null} for never
		 * @return this builder
		 */
		public Builder expiresAt(@Nullable Instant expiresAt) {
			this.expiresAt = expiresAt;
			return this;
		}

		/**
		 * Set the headers.
		 * @param headers the headers
		 * @return this builder
		 */
		public Builder headers(Map<String, String> headers) {
			this.headers = headers;
			return this;
		}

		/**
		 * Set the body.
		 * @param codec how it is written
		 * @param body the body
		 * @return this builder
		 */
		public Builder body(String codec, byte[] body) {
			this.codec = codec;
			this.body = body;
			return this;
		}

		/**
		 * Create the message.
		 * @return the message
		 */
		public ClusterMessage build() {
			return new ClusterMessage(this.operation, this.key, this.tenant, this.namespace, this.target, this.codec,
					this.expiresAt, this.headers, this.body);
		}

	}

}
