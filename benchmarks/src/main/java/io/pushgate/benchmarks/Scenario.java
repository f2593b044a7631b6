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

package io.pushgate.benchmarks;

import java.util.Locale;

/**
 * What is measured about a subject, in this order. The first metric of each is the one
 * that is plotted.
 */
enum Scenario {

	/** Connections opened as fast as the server takes them, with authentication. */
	CONNECT("Connects"),

	/** What an idle connection costs. */
	MEMORY("Idle memory"),

	/** One message to everyone. */
	FANOUT("Fan-out"),

	/** Ten messages to everyone at once. */
	COALESCE("Ten messages queued for each connection"),

	/** Messages to single users at an even rate. */
	UNICAST("Unicast under load"),

	/** Messages to single users, and heartbeats, while everyone is sent something. */
	FAIRNESS("Single pushes and pings during fan-outs"),

	/** Questions of clients that are answered at once. */
	ECHO("Upstream echo"),

	/** Pushes by HTTP, to users with ten connections. */
	HTTP("HTTP push at concurrency 600, ten connections a user"),

	/** One client that has stopped to read. */
	STALL("One stopped reader"),

	/** Clients that leave and come back. */
	CHURN("Churn");

	private final String title;

	Scenario(String title) {
		this.title = title;
	}

	static Scenario of(String name) {
		return valueOf(name.toUpperCase(Locale.ROOT));
	}

	String title() {
		return this.title;
	}

}
