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

package io.pushgate.gateway;

import io.pushgate.protocol.ServerFrame;
import io.pushgate.session.InboundRate;
import io.pushgate.transport.Connection;
import io.pushgate.transport.OutboundFrame;

/**
 * A connection whose client has yet to tell who it is, in its first frame. The frames of
 * a connection come one after the other, so only the one that answers may be on another
 * thread: it owns the connection from {@link #startAuthenticating()} on.
 */
final class PendingConnection {

	private final Connection connection;

	private final Admitted admitted;

	private final long deadline;

	private volatile boolean authenticating;

	private int malformedFrames;

	private long inbound = InboundRate.START;

	PendingConnection(Connection connection, Admitted admitted, long deadline) {
		this.connection = connection;
		this.admitted = admitted;
		this.deadline = deadline;
	}

	boolean exceeds(InboundRate rate) {
		this.inbound = rate.next(this.inbound, System.nanoTime());
		return rate.isExceeded(this.inbound);
	}

	Connection connection() {
		return this.connection;
	}

	Admitted admitted() {
		return this.admitted;
	}

	boolean isOverdue(long nanos) {
		return nanos - this.deadline >= 0;
	}

	boolean isAuthenticating() {
		return this.authenticating;
	}

	void startAuthenticating() {
		this.authenticating = true;
	}

	int malformed() {
		return ++this.malformedFrames;
	}

	void send(ServerFrame frame) {
		this.connection
			.send(OutboundFrame.required(this.admitted.codec().isText(), this.admitted.codec().encode(frame)));
	}

}
