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

import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Brings what clients send to whoever handles it. The default brings it to the
 * {@link PushListener} methods of this application; replace the bean to handle it
 * elsewhere, such as behind a message bus. Repeated requests, time limits and the way
 * back to the client are not its business but the {@link Uplink}'s. Thread-safe.
 *
 * @since 0.1.0
 */
public interface UplinkDispatcher {

	/**
	 * Have a request handled. Called by threads that serve other clients as well, so this
	 * must not block.
	 * <p>
	 * Whoever completes the future, completes it normally: a failure is an answer, too.
	 * The caller may complete it himself, which says that nobody waits any more: what was
	 * kept for the request may go.
	 * @param request the request
	 * @return the answer to come
	 */
	CompletableFuture<UplinkAnswer> dispatch(PushRequest request);

	/**
	 * Return the namespaces in which anything may be handled. Requests of others are
	 * counted together, as clients may make up as many as they like.
	 * @return the namespaces; a set of bounded size
	 */
	Set<String> namespaces();

	/**
	 * Return whether anything may be handled in a namespace. Asked for each request, so
	 * worth implementing where {@link #namespaces()} puts a set together.
	 * @param namespace the namespace
	 * @return whether it is one of the {@link #namespaces()}
	 */
	default boolean handles(String namespace) {
		return namespaces().contains(namespace);
	}

}
