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

package io.pushgate.listener.cluster;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import io.pushgate.listener.PushRequest;
import io.pushgate.listener.UplinkAnswer;
import io.pushgate.listener.UplinkDispatcher;

/**
 * Brings what clients of a gateway send to whoever this process knows to handle it, such
 * as a webhook, and everything else to applications behind the bus. Thread-safe.
 *
 * @since 0.1.0
 */
public final class GatewayDispatcher implements UplinkDispatcher {

	private final UplinkDispatcher here;

	private final UplinkDispatcher elsewhere;

	/**
	 * Create a dispatcher.
	 * @param here what this process knows
	 * @param elsewhere the applications
	 */
	public GatewayDispatcher(UplinkDispatcher here, UplinkDispatcher elsewhere) {
		this.here = here;
		this.elsewhere = elsewhere;
	}

	@Override
	public CompletableFuture<UplinkAnswer> dispatch(PushRequest request) {
		return (this.here.handles(request.namespace()) ? this.here : this.elsewhere).dispatch(request);
	}

	@Override
	public Set<String> namespaces() {
		Set<String> namespaces = new HashSet<>(this.here.namespaces());
		namespaces.addAll(this.elsewhere.namespaces());
		return namespaces;
	}

	@Override
	public boolean handles(String namespace) {
		return this.here.handles(namespace) || this.elsewhere.handles(namespace);
	}

}
