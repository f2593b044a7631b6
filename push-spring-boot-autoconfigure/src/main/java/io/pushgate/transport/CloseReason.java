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

import org.springframework.util.Assert;

/**
 * Why a connection ends: a close code whose number tells the client what to do next, and
 * a word for people.
 *
 * @param code the WebSocket close code: 1000 to 4999, as
 * <a href="https://www.rfc-editor.org/rfc/rfc6455#section-7.4">RFC 6455, section 7.4</a>
 * has them, plus the 4xxx of the push protocol
 * @param reason a short text, at most 123 bytes of UTF-8
 * @since 0.1.0
 */
public record CloseReason(int code, String reason) {

	/** The purpose is fulfilled. */
	public static final CloseReason NORMAL = new CloseReason(1000, "normal");

	/** The endpoint goes away. */
	public static final CloseReason GOING_AWAY = new CloseReason(1001, "going away");

	/** The connection broke without a close frame. Never sent. */
	public static final CloseReason ABNORMAL = new CloseReason(1006, "connection lost");

	/** Too much that is no frame. */
	public static final CloseReason BAD_DATA = new CloseReason(1007, "too many malformed frames");

	/** A frame, or the sum of its fragments, is over the limit. */
	public static final CloseReason TOO_LARGE = new CloseReason(1009, "frame over maxFrame");

	/** The server met an error of its own. */
	public static final CloseReason SERVER_ERROR = new CloseReason(1011, "server error");

	/** The node restarts. */
	public static final CloseReason RESTART = new CloseReason(1012, "node restarts");

	/** The node is over its capacity. */
	public static final CloseReason OVER_CAPACITY = new CloseReason(1013, "over capacity");

	/** Over the limit of sessions of a user, the earliest goes. */
	public static final CloseReason REPLACED = new CloseReason(4001, "replaced by a newer session");

	/** The application disconnected the session. */
	public static final CloseReason KICKED = new CloseReason(4002, "kicked");

	/** Nothing was heard of the client for too long. */
	public static final CloseReason HEARTBEAT_TIMEOUT = new CloseReason(4100, "heartbeat timeout");

	/** The client reads slower than it is sent to. */
	public static final CloseReason SLOW_CONSUMER = new CloseReason(4101, "slow consumer");

	/** The client sends more frames than it may. */
	public static final CloseReason INBOUND_RATE = new CloseReason(4200, "too many frames");

	/** No identity, or a bad one. */
	public static final CloseReason NOT_AUTHENTICATED = new CloseReason(4401, "not authenticated");

	/** The token has expired or was revoked. */
	public static final CloseReason TOKEN_EXPIRED = new CloseReason(4403, "token expired");

	/**
	 * Create a reason.
	 */
	public CloseReason {
		Assert.isTrue(code >= 1000 && code <= 4999, () -> "'code' must be in [1000..4999]: " + code);
	}

	/**
	 * Return what the client is to do next.
	 * @return the advice that the number carries
	 */
	public ReconnectAdvice advice() {
		return ReconnectAdvice.of(this.code);
	}

	/**
	 * Return the same code with another text.
	 * @param text the text
	 * @return the reason
	 */
	public CloseReason because(String text) {
		return new CloseReason(this.code, text);
	}

}
