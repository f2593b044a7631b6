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

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;

import org.HdrHistogram.Histogram;

/**
 * Pushes by HTTP: many callers, on connections that stay open, push to random users, each
 * again when it has been answered. Every user has several connections.
 */
final class HttpScenario {

	/**
	 * The key that the callers show.
	 */
	static final String KEY = "the-key-of-the-benchmarks";

	private static final int CALLERS = 600;

	private static final int PER_USER = 10;

	private static final int WARMUP_SECONDS = 15;

	private static final double MEGA = 1e6;

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final int POLLS = 1000;

	private static final String HEAD = "POST /push/api/v1/messages HTTP/1.1\r\nHost: localhost\r\n"
			+ "Authorization: Bearer " + KEY + "\r\nContent-Type: application/json\r\nContent-Length: ";

	private final Block block;

	private final LoadClient client;

	private final int bytes;

	private final int perUser;

	private final int users;

	// The fields below are only touched by the generator's event loop.

	private final SplittableRandom random = new SplittableRandom(42);

	private final Histogram times = new Histogram(3);

	private boolean running;

	private long asked;

	private long accepted;

	private long refused;

	HttpScenario(Block block) {
		this.block = block;
		this.client = block.client();
		this.bytes = block.options().bytes();
		this.perUser = Math.min(PER_USER, block.options().connections());
		this.users = block.options().connections() / this.perUser;
	}

	void run() {
		this.block.reopen(this.users * this.perUser, this.perUser);
		List<HttpCaller> callers = open(Math.min(CALLERS, this.block.options().connections()));
		push(callers, (long) (WARMUP_SECONDS * 1000 * this.block.options().warmup()));
		double cpu = this.block.process().cpuSeconds();
		long generator = this.block.generatorNanos();
		Interval interval = push(callers, this.block.options().seconds() * 1000L);
		cpu = this.block.process().cpuSeconds() - cpu;
		generator = this.block.generatorNanos() - generator;
		Histogram deliveries = this.client.onLoop(() -> this.client.receipts().takeLatencies());
		long arrived = this.client.onLoop(() -> this.client.receipts().messages());
		long accepted = this.client.onLoop(() -> this.accepted);
		this.block.add(Scenario.HTTP, "requests/s", interval.answers() * 1e9 / interval.nanos());
		this.block.add(Scenario.HTTP, "p50, ms", this.times.getValueAtPercentile(50) / MEGA);
		this.block.add(Scenario.HTTP, "p99, ms", this.times.getValueAtPercentile(99) / MEGA);
		this.block.add(Scenario.HTTP, "p99 until it is there, ms", deliveries.getValueAtPercentile(99) / MEGA);
		this.block.add(Scenario.HTTP, "arrived/expected", arrived / (double) (accepted * this.perUser));
		this.block.add(Scenario.HTTP, "refused", this.client.onLoop(() -> this.refused));
		this.block.add(Scenario.HTTP, "server CPU µs/request", cpu * MEGA / accepted);
		this.block.add(Scenario.HTTP, "generator CPU %", 100.0 * generator / interval.nanos());
		this.client.onLoop(() -> {
			callers.forEach(HttpCaller::close);
			return true;
		});
	}

	private List<HttpCaller> open(int count) {
		List<CompletableFuture<HttpCaller>> opened = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			opened.add(this.client.openCaller(i, this::answered));
		}
		return opened.stream().map((caller) -> LoadClient.await(caller, PATIENCE)).toList();
	}

	/**
	 * Let all callers push for some time, and wait until everything has come.
	 */
	private Interval push(List<HttpCaller> callers, long millis) {
		long start = System.nanoTime();
		this.client.onLoop(() -> {
			this.client.receipts().begin(Long.MAX_VALUE, true, () -> {
			});
			this.client.receipts().takeLatencies();
			this.times.reset();
			this.asked = 0;
			this.accepted = 0;
			this.refused = 0;
			this.running = true;
			callers.forEach(this::ask);
			return true;
		});
		Block.pause(millis);
		Interval interval = this.client.onLoop(() -> {
			this.running = false;
			return new Interval(this.accepted + this.refused, System.nanoTime() - start);
		});
		for (int i = 0; i < POLLS; i++) {
			if (this.client.onLoop(() -> this.accepted + this.refused == this.asked
					&& this.client.receipts().messages() >= this.accepted * this.perUser)) {
				break;
			}
			Block.pause(10);
		}
		return interval;
	}

	private void ask(HttpCaller caller) {
		if (this.running) {
			this.asked++;
			caller.send(request());
		}
	}

	private String request() {
		String start = "{\"to\":{\"users\":[\"u" + this.random.nextInt(this.users) + "\"]},\"event\":\"m\",\"data\":\""
				+ SubjectMain.stamp(System.nanoTime());
		int padding = Math.max(0, this.bytes - start.length() - 2);
		String body = start + "x".repeat(padding) + "\"}";
		return HEAD + body.getBytes(StandardCharsets.US_ASCII).length + "\r\n\r\n" + body;
	}

	private void answered(HttpCaller caller, int status, long nanos) {
		this.times.recordValue(nanos);
		if (status == 202) {
			this.accepted++;
		}
		else {
			this.refused++;
			this.client.refused("HTTP " + status);
		}
		ask(caller);
	}

	/**
	 * What came back in some time.
	 *
	 * @param answers how many answers
	 * @param nanos the time
	 */
	private record Interval(long answers, long nanos) {

	}

}
