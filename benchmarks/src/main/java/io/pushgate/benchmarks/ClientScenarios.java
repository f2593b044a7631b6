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
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.HdrHistogram.Histogram;

/**
 * The scenarios in which clients do something.
 */
final class ClientScenarios {

	private static final int IN_FLIGHT = 128;

	private static final double MEGA = 1e6;

	private final Block block;

	private final LoadClient client;

	// Only touched by the generator's event loop.

	private final ArrayDeque<LoadConnection> waiting = new ArrayDeque<>();

	private boolean running;

	private long asked;

	private long begun;

	private long back;

	ClientScenarios(Block block) {
		this.block = block;
		this.client = block.client();
	}

	/**
	 * A number of clients each send a question, and the next one when the answer has
	 * come.
	 */
	void echo() {
		ByteBuf question = Unpooled.unreleasableBuffer(LoadConnection.frame(0x1, Unpooled
			.copiedBuffer(Objects.requireNonNull(this.client.dialect().question()), StandardCharsets.UTF_8)));
		askFor(question, 1000);
		double cpu = this.block.process().cpuSeconds();
		long generator = this.block.generatorNanos();
		long start = System.nanoTime();
		Histogram times = askFor(question, this.block.options().seconds() * 1000L);
		long nanos = System.nanoTime() - start;
		long answers = times.getTotalCount();
		this.block.add(Scenario.ECHO, "answers/s", answers * 1e9 / nanos);
		this.block.add(Scenario.ECHO, "p50, ms", times.getValueAtPercentile(50) / MEGA);
		this.block.add(Scenario.ECHO, "p99, ms", times.getValueAtPercentile(99) / MEGA);
		this.block.add(Scenario.ECHO, "server CPU µs/answer",
				(this.block.process().cpuSeconds() - cpu) * MEGA / answers);
		this.block.add(Scenario.ECHO, "arrived/expected",
				answers / (double) this.client.onLoop(() -> this.asked).longValue());
		this.block.add(Scenario.ECHO, "generator CPU %", 100.0 * (this.block.generatorNanos() - generator) / nanos);
	}

	private Histogram askFor(ByteBuf question, long millis) {
		this.client.onLoop(() -> {
			this.client.receipts().begin(Long.MAX_VALUE, false, () -> {
			});
			this.client.receipts().takeAnswerTimes();
			this.running = true;
			this.asked = 0;
			this.client.whenAnswered((connection) -> ask(connection, question));
			List<LoadConnection> connections = this.client.connections();
			connections.subList(0, Math.min(IN_FLIGHT, connections.size()))
				.forEach((connection) -> ask(connection, question));
			return true;
		});
		Block.pause(millis);
		this.client.onLoop(() -> this.running = false);
		for (int i = 0; i < 200; i++) {
			if (this.client.onLoop(() -> this.client.receipts().answers() == this.asked)) {
				break;
			}
			Block.pause(10);
		}
		return this.client.onLoop(() -> this.client.receipts().takeAnswerTimes());
	}

	private void ask(LoadConnection connection, ByteBuf question) {
		if (this.running) {
			this.asked++;
			connection.ask(question);
		}
	}

	/**
	 * Connections leave by a reset and come back, a number of them at any time.
	 */
	void churn() {
		long millis = this.block.options().seconds() * 1000L;
		double cpu = this.block.process().cpuSeconds();
		this.client.onLoop(() -> {
			this.running = true;
			this.client.whenReady((connection) -> {
				this.back++;
				leave();
			});
			this.client.whenEnded((connection) -> {
				if (connection.isReady()) {
					this.client.openOne(connection.index(), 0);
				}
			});
			for (int i = 0; i < Math.min(IN_FLIGHT, this.block.options().connections()); i++) {
				leave();
			}
			return true;
		});
		long start = System.nanoTime();
		Block.pause(millis);
		long cycles = this.client.onLoop(() -> {
			this.running = false;
			return this.back;
		});
		long nanos = System.nanoTime() - start;
		cpu = this.block.process().cpuSeconds() - cpu;
		for (int i = 0; i < 500; i++) {
			if (this.client.onLoop(() -> this.back == this.begun)) {
				break;
			}
			Block.pause(10);
		}
		this.block.add(Scenario.CHURN, "cycles/s", cycles * 1e9 / nanos);
		this.block.add(Scenario.CHURN, "server CPU µs/cycle", cpu * MEGA / cycles);
		this.block.add(Scenario.CHURN, "came back/left",
				this.client.onLoop(() -> this.back / (double) this.begun).doubleValue());
		this.client.onLoop(() -> {
			this.client.whenEnded((connection) -> {
			});
			this.client.whenReady((connection) -> {
			});
			this.client.connections().addAll(this.waiting);
			this.waiting.clear();
			return true;
		});
	}

	private void leave() {
		if (!this.running) {
			return;
		}
		if (this.waiting.isEmpty()) {
			this.waiting.addAll(this.client.connections());
			this.client.connections().clear();
		}
		LoadConnection connection = this.waiting.poll();
		if (connection != null) {
			this.begun++;
			connection.reset();
		}
	}

}
