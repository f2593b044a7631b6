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

/**
 * Plain HTTP beside the connections: something that answers calls under some paths, and
 * knows nothing of the server that they come by. A bean of this type is served by the
 * application's servlet container and by the Netty port, whichever are there.
 *
 * <p>
 * The server asks whether the path is {@linkplain #claims claimed}, then how the
 * {@linkplain #judge head} is judged, and reads the body only if that says so.
 * Implementations are thread-safe.
 *
 * @since 0.1.0
 */
public interface HttpEndpoint {

	/**
	 * Return the path that the endpoint is at: it may claim that and what is below it.
	 * @return the path, without a slash at its end
	 */
	String path();

	/**
	 * Return whether calls of a path are for this endpoint. Never waits.
	 * @param path the path as it was sent, without the query
	 * @return whether it answers them
	 */
	default boolean claims(String path) {
		return path.startsWith(path()) && (path.length() == path().length() || path.charAt(path().length()) == '/');
	}

	/**
	 * Return the size over which a body is not read, but answered with 413.
	 * @return the size in bytes
	 */
	int maxBody();

	/**
	 * Return whether a call has to be handled where waiting harms nobody: then it is
	 * neither judged nor answered by a thread that others depend on.
	 * @param call the call
	 * @return whether it does
	 */
	boolean mayBlock(HttpCall call);

	/**
	 * Judge a call by its head, so that nobody sends a body for nothing.
	 * @param call the call
	 * @return whether to read the body, and what to do with it
	 */
	HttpVerdict judge(HttpCall call);

	/**
	 * Answer for a server that cannot let a call come this far.
	 * @param status the status: 400, 408, 413 or 503
	 * @return the answer, in the endpoint's own style
	 */
	HttpAnswer refusal(int status);

}
