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

package io.pushgate.cluster.redis;

import java.time.Instant;

import io.pushgate.message.SessionDetails;

/**
 * What the directory keeps of one session. Written as
 * {@code <node> <connected at> <last seen at> <length of the transport> <transport><device>},
 * times in milliseconds, so that any device can be written, and a script finds the node.
 *
 * @param node the life of the node that holds the session
 * @param connectedAt when it was opened, in milliseconds
 * @param lastSeenAt when its client was last heard of, in milliseconds
 * @param transport the transport
 * @param device the device
 */
record SessionEntry(NodeKey node, long connectedAt, long lastSeenAt, String transport, String device) {

	static String text(String node, long connectedAt, long lastSeenAt, String transport, String device) {
		return node + ' ' + connectedAt + ' ' + lastSeenAt + ' ' + transport.length() + ' ' + transport + device;
	}

	static SessionEntry parse(String text) {
		int connectedAt = text.indexOf(' ') + 1;
		int lastSeenAt = text.indexOf(' ', connectedAt) + 1;
		int length = text.indexOf(' ', lastSeenAt) + 1;
		int transport = text.indexOf(' ', length) + 1;
		int device = transport + Integer.parseInt(text, length, transport - 1, 10);
		return new SessionEntry(NodeKey.parse(text.substring(0, connectedAt - 1)),
				Long.parseLong(text, connectedAt, lastSeenAt - 1, 10), Long.parseLong(text, lastSeenAt, length - 1, 10),
				text.substring(transport, device), text.substring(device));
	}

	SessionDetails details(String session, String user) {
		return new SessionDetails(session, user, this.device, Integer.toString(this.node.number()), this.transport,
				Instant.ofEpochMilli(this.connectedAt), Instant.ofEpochMilli(this.lastSeenAt));
	}

}
