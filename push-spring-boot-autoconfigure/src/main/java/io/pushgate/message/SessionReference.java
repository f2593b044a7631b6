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

package io.pushgate.message;

/**
 * What stands for one session, and is taken wherever the id of a session is: a
 * {@code PushSession} that a listener or an event has, or the {@link SessionDetails} of a
 * user's session. Only its id counts: a push reaches the session if it belongs to the
 * tenant that is pushed to.
 *
 * @since 0.1.0
 */
public interface SessionReference {

	/**
	 * Return the id.
	 * @return a decimal number, unique in the cluster; later ids are larger
	 */
	String id();

}
