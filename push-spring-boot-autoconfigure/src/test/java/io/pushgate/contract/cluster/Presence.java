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

package io.pushgate.contract.cluster;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.pushgate.session.PushUserOfflineEvent;
import io.pushgate.session.PushUserOnlineEvent;

import org.springframework.context.event.EventListener;

/**
 * Notes who comes and goes, on all nodes of this process.
 */
final class Presence {

	private static final Queue<Object> EVENTS = new ConcurrentLinkedQueue<>();

	@EventListener
	void online(PushUserOnlineEvent event) {
		EVENTS.add(event);
	}

	@EventListener
	void offline(PushUserOfflineEvent event) {
		EVENTS.add(event);
	}

	static List<Object> of(String user) {
		return EVENTS.stream()
			.filter((event) -> (event instanceof PushUserOnlineEvent online && online.user().equals(user))
					|| (event instanceof PushUserOfflineEvent offline && offline.user().equals(user)))
			.toList();
	}

}
