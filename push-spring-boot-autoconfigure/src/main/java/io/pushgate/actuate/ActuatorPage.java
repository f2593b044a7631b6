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

package io.pushgate.actuate;

import java.util.Set;

import io.pushgate.transport.HttpAnswer;
import io.pushgate.transport.HttpCall;
import org.jspecify.annotations.Nullable;

/**
 * What is shown of one of Spring Boot's endpoints where no web server does. Thread-safe;
 * may wait.
 *
 * @since 0.1.0
 */
public interface ActuatorPage {

	/**
	 * The methods of a page that changes nothing.
	 */
	Set<String> READING = Set.of("GET", "HEAD");

	/**
	 * Return the id of the endpoint.
	 * @return the id, which is a part of the path
	 */
	String id();

	/**
	 * Return the bulkhead that a call is answered in: calls in different ones have
	 * threads of their own, so that none of them waits for another. Never waits.
	 * @param path what follows the id, without the slash; possibly empty
	 * @return the name of the bulkhead, one of a few
	 */
	default String bulkhead(String path) {
		return id();
	}

	/**
	 * Return whether calls of one path that come while another one of that path is
	 * answered get the same answer, which then depends on nothing but the path. So many
	 * callers cost what one does, and a caller that has left nothing at all. Never waits.
	 * @param path what follows the id, without the slash; possibly empty
	 * @return whether the answer is shared
	 */
	default boolean isShared(String path) {
		return false;
	}

	/**
	 * Return the methods of HTTP that the page answers.
	 * @return the methods: to read only, unless the page says otherwise
	 */
	default Set<String> methods() {
		return READING;
	}

	/**
	 * Answer a call that may have a body.
	 * @param call the call, of one of the {@link #methods()}
	 * @param path what follows the id, without the slash; possibly empty
	 * @param body the body, possibly empty
	 * @return the answer, or {@code null} if there is nothing
	 */
	default @Nullable HttpAnswer show(HttpCall call, String path, byte[] body) {
		return show(call, path);
	}

	/**
	 * Answer a call.
	 * @param call the call
	 * @param path what follows the id, without the slash; possibly empty
	 * @return the answer, or {@code null} if there is nothing
	 */
	@Nullable HttpAnswer show(HttpCall call, String path);

}
