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

package io.pushgate.transport;

import java.security.Principal;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The head of an HTTP request. Valid until the call is answered.
 *
 * @since 0.1.0
 */
public interface HttpCall {

	/**
	 * Return the method.
	 * @return the method, in upper case where it is a known one
	 */
	String method();

	/**
	 * Return the path within the application, as it was sent.
	 * @return the path, not decoded and without the query
	 */
	String path();

	/**
	 * Return the query as it was sent.
	 * @return the query, not decoded, or {@code null}
	 */
	@Nullable String query();

	/**
	 * Return all values of a header.
	 * @param name the name, in any case
	 * @return the values, possibly none
	 */
	List<String> headers(String name);

	/**
	 * Return the first value of a header.
	 * @param name the name, in any case
	 * @return the value or {@code null}
	 */
	default @Nullable String header(String name) {
		List<String> values = headers(name);
		return values.isEmpty() ? null : values.get(0);
	}

	/**
	 * Return whether the call is known to have come over TLS.
	 * @return {@code true} if it has; {@code false} also where a proxy does not tell
	 */
	boolean isSecure();

	/**
	 * Return the address that the call comes from, as far as proxies that are trusted
	 * tell.
	 * @return the numeric address, or {@code null} if it is not known
	 */
	@Nullable String remoteAddress();

	/**
	 * Return who the application's own security says is calling.
	 * @return the authenticated principal or {@code null}
	 */
	@Nullable Principal principal();

}
