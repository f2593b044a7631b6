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

package io.pushgate.listener.webhook;

import java.util.Locale;

/**
 * What an application that is called by HTTP can be told of connections.
 *
 * @since 0.1.0
 */
public enum WebhookEventType {

	/** A session was opened. */
	CONNECTED,

	/** A session has ended. */
	DISCONNECTED,

	/** A user who had no session has one. */
	ONLINE,

	/** A user's last session has ended some time ago. */
	OFFLINE;

	/**
	 * Return the name that crosses the wire.
	 */
	String wireName() {
		return name().toLowerCase(Locale.ROOT);
	}

}
