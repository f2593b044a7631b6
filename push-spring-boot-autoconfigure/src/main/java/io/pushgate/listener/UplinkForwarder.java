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
 * Brings all that clients send in some namespaces to somebody elsewhere. Beans of this
 * type are found; a namespace has one of them or listeners, not both. Thread-safe.
 *
 * @since 0.1.0
 */
public interface UplinkForwarder {

	/**
	 * Return the namespaces.
	 * @return the namespaces, which do not change
	 */
	Set<String> namespaces();

	/**
	 * Have a request handled. What {@link UplinkDispatcher#dispatch} says holds here,
	 * too: this must not block, the future is completed normally, and the caller may
	 * complete it himself.
	 * @param request the request, of one of the namespaces
	 * @return the answer to come
	 */
	CompletableFuture<UplinkAnswer> forward(PushRequest request);

	/**
	 * Describe what brings a namespace here, for messages.
	 * @param namespace one of the namespaces
	 * @return a few words, such as the property that says so
	 */
	String describe(String namespace);

}
