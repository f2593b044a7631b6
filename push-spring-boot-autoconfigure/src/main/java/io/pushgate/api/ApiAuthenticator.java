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

package io.pushgate.api;

import io.pushgate.transport.HttpCall;
import org.jspecify.annotations.Nullable;

/**
 * Says who is calling the HTTP push API. Define a bean of this type to replace the API
 * keys: to accept client certificates, tokens or whatever else the application trusts.
 * Thread-safe.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface ApiAuthenticator {

	/**
	 * Authenticate a call. Its body has not been read yet.
	 * @param call the call
	 * @return the caller, or {@code null} for 401
	 */
	@Nullable ApiCaller authenticate(HttpCall call);

	/**
	 * Return whether {@link #authenticate} may wait for something. If so, it is called on
	 * a thread that nobody else depends on, which costs each call a hop.
	 * @return {@code true} unless overridden
	 */
	default boolean mayBlock() {
		return true;
	}

}
