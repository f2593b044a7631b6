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

import java.util.concurrent.Executor;

/**
 * The thread that writes for a set of connections: an event loop, or a worker of a
 * transport that has none. Tasks run one after the other, those of one thread in the
 * order of submission, and must not block. A task that another one submits gives way to
 * what clients have sent meanwhile.
 *
 * @since 0.1.0
 */
public interface Lane extends Executor {

	/**
	 * Return whether the calling thread is the one of this lane.
	 * @return whether this is the lane's thread
	 */
	boolean isCurrent();

	/**
	 * Return about how many tasks wait, where that is known without effort: whether the
	 * lane has fallen behind.
	 * @return the number, 0 where it is not known
	 */
	default int backlog() {
		return 0;
	}

}
