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

package io.pushgate.contract.gateway;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.pushgate.core.PushTemplate;
import io.pushgate.listener.PushClaim;
import io.pushgate.listener.PushListener;
import io.pushgate.listener.PushRequestException;
import io.pushgate.session.PushConnectedEvent;
import io.pushgate.session.PushDisconnectedEvent;
import io.pushgate.session.PushSession;
import io.pushgate.session.PushUserOfflineEvent;
import io.pushgate.session.PushUserOnlineEvent;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;

import org.springframework.context.event.EventListener;

/**
 * An application: it neither knows nor cares where the connections of its users are.
 */
final class Shop {

	private final PushTemplate push;

	private final Queue<String> log = new ConcurrentLinkedQueue<>();

	private final Map<String, Map<String, Object>> claims = new ConcurrentHashMap<>();

	Shop(PushTemplate push) {
		this.push = push;
	}

	@PushListener(namespace = "shop", event = "order")
	Map<String, Object> order(Order order, PushSession session) {
		this.log.add("order " + order.article() + " of " + session.user());
		this.push.toUser(session.user()).send("ordered", order.article());
		return Map.of("article", order.article(), "user", session.user(), "device", session.device());
	}

	@PushListener(namespace = "shop", event = "bytes")
	byte[] bytes(byte[] data) {
		return new byte[] { data[1], data[0] };
	}

	@PushListener(namespace = "shop", event = "fail")
	void fail() {
		throw new IllegalStateException("A secret");
	}

	@PushListener(namespace = "shop", event = "refuse")
	void refuse(String article) {
		throw new PushRequestException("sold-out", "No Käse is left", Map.of("article", article));
	}

	@PushListener(namespace = "shop", event = "refuse-later")
	CompletableFuture<String> refuseLater(String article) {
		return CompletableFuture.supplyAsync(() -> {
			throw new PushRequestException("sold-out", "No Käse is left", Map.of("article", article));
		});
	}

	@PushListener(namespace = "shop", event = "check")
	void check(@Valid Order order) {
	}

	@PushListener(namespace = "shop", event = "plan")
	String plan(@PushClaim("plan") String plan, PushSession session) {
		return plan + " of " + session.claims().keySet();
	}

	@PushListener(namespace = "shop", event = "tell")
	void tell(String text) {
		this.log.add("told " + text);
	}

	@EventListener
	void connected(PushConnectedEvent event) {
		this.claims.putIfAbsent(event.session().user(), event.session().claims());
		this.log.add("connected " + event.session().user() + " " + event.session().device());
	}

	@EventListener
	void disconnected(PushDisconnectedEvent event) {
		this.log.add("disconnected " + event.session().user() + " " + event.reason().code());
	}

	@EventListener
	void online(PushUserOnlineEvent event) {
		this.log.add("online " + event.user());
	}

	@EventListener
	void offline(PushUserOfflineEvent event) {
		this.log.add("offline " + event.user());
	}

	/**
	 * Return the claims of the first session of each user.
	 */
	Map<String, Map<String, Object>> claims() {
		return this.claims;
	}

	List<String> log(String word) {
		return this.log.stream().filter((line) -> line.contains(word)).toList();
	}

	record Order(@NotBlank String article) {

	}

}
