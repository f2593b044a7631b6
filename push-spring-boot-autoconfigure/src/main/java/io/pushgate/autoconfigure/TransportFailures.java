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

package io.pushgate.autoconfigure;

/**
 * What stops the start of an application that has no transport for clients, and what to
 * do about it.
 */
final class TransportFailures {

	private static final String PROPERTY = "push.endpoint.transport";

	private static final String NO_CONNECTIONS = "If clients are not to connect to this application, set 'push.mode' "
			+ "to 'client' for one that pushes through others, or 'push.enabled' to 'false'.";

	private TransportFailures() {
	}

	static InvalidPushPropertyException nettyIsMissing() {
		return new InvalidPushPropertyException(PROPERTY, "netty", "Netty is not on the classpath",
				"Add the dependency io.netty:netty-codec-http, and io.netty:netty-transport-native-epoll with "
						+ "the classifier of your platform for Linux's epoll.");
	}

	static InvalidPushPropertyException noTransport(PushEndpointProperties.Transport transport, boolean servlet) {
		if (transport == PushEndpointProperties.Transport.NETTY) {
			return nettyIsMissing();
		}
		if (servlet) {
			return new InvalidPushPropertyException(
					"Clients cannot connect: this is a servlet application, but spring-websocket or the container's "
							+ "WebSocket support is not on the classpath.",
					"Add the dependency org.springframework.boot:spring-boot-starter-websocket, or set '" + PROPERTY
							+ "' to 'netty' and add io.netty:netty-codec-http. " + NO_CONNECTIONS);
		}
		if (transport == PushEndpointProperties.Transport.SERVLET) {
			return new InvalidPushPropertyException(PROPERTY, "servlet", "this is no servlet application",
					"Remove the property, or set it to 'netty', for a port of its own. " + NO_CONNECTIONS);
		}
		return new InvalidPushPropertyException(
				"Clients cannot connect: this is no servlet application, and Netty is not on the classpath.",
				"Add the dependency io.netty:netty-codec-http, for a port of its own on Netty. " + NO_CONNECTIONS);
	}

}
