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

/**
 * What gateways and applications tell each other. Names are for ever.
 */
final class Operation {

	/**
	 * An application says what it handles.
	 */
	static final String SERVING = "serving";

	/**
	 * A gateway asks who handles anything.
	 */
	static final String WHO_SERVES = "who-serves";

	/**
	 * A client has sent something.
	 */
	static final String UPLINK = "uplink";

	/**
	 * What the application answers to it.
	 */
	static final String UPLINK_ANSWER = "uplink-answer";

	/**
	 * A session or a user has come or gone.
	 */
	static final String EVENT = "event";

	/**
	 * A client wants to join a group.
	 */
	static final String MAY_JOIN = "may-join";

	/**
	 * What the application says to it.
	 */
	static final String MAY_JOIN_ANSWER = "may-join-answer";

	private Operation() {
	}

}
