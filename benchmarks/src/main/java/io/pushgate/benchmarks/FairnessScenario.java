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
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.ScheduledFuture;
import org.HdrHistogram.Histogram;

/**
 * Fan-outs follow each other, and single pushes and heartbeats want to get through: they
 * must not wait for as long as a fan-out takes.
 */
final class FairnessScenario {

	private static final Duration PATIENCE = Duration.ofSeconds(120);

	private static final double MEGA = 1e6;

	/**
	 * Single pushes a second: few, so that the fan-outs are what they wait for.
	 */
	private static final int RATE = 200;

	private static final int PINGING = 16;

	private static final long PING_INTERVAL = 20;

	private final Block block;

	private final LoadClient client;

	FairnessScenario(Block block) {
		this.block = block;
		this.client = block.client();
	}

	void run() {
		int connections = this.block.options().connections();
		long alone = this.block.expect("fanout " + this.block.options().bytes() + " 1", connections, false).nanos();
		int count = RATE * this.block.options().seconds();
		ByteBuf question = Unpooled.unreleasableBuffer(LoadConnection.frame(0x1, Unpooled
			.copiedBuffer(Objects.requireNonNull(this.client.dialect().question()), StandardCharsets.UTF_8)));
		ScheduledFuture<?> pings = this.client.onLoop(() -> {
			this.client.receipts().begin(Long.MAX_VALUE, true, () -> {
			});
			this.client.receipts().takeLatencies();
			this.client.receipts().takeAnswerTimes();
			this.client.whenAnswered((connection) -> {
			});
			return this.client.loop()
				.scheduleAtFixedRate(() -> ping(question), PING_INTERVAL, PING_INTERVAL, TimeUnit.MILLISECONDS);
		});
		long rounds = this.block.process()
			.ask("mixed " + connections + " " + this.block.options().bytes() + " " + RATE + " " + count + " "
					+ TimeUnit.NANOSECONDS.toMicros(alone + alone / 10), PATIENCE);
		pings.cancel(false);
		long expected = rounds * connections + count;
		awaitMessages(expected);
		Histogram pushes = this.client.onLoop(() -> this.client.receipts().takeLatencies());
		Histogram answers = this.client.onLoop(() -> this.client.receipts().takeAnswerTimes());
		add("single push p99, ms", pushes.getValueAtPercentile(99) / MEGA);
		add("single push p50, ms", pushes.getValueAtPercentile(50) / MEGA);
		add("ping p99, ms", answers.getValueAtPercentile(99) / MEGA);
		add("ping p50, ms", answers.getValueAtPercentile(50) / MEGA);
		add("one fan-out, ms", alone / MEGA);
		add("fan-outs/s", rounds / (double) this.block.options().seconds());
		add("arrived/expected", this.client.receipts().messages() / (double) expected);
	}

	private void ping(ByteBuf question) {
		List<LoadConnection> connections = this.client.connections();
		for (int i = 0; i < Math.min(PINGING, connections.size()); i++) {
			// Apart from each other, as a fan-out reaches neighbours together.
			LoadConnection connection = connections.get((int) ((long) i * connections.size() / PINGING));
			// One that still waits goes on to count the time.
			if (!connection.isAsking()) {
				connection.ask(question);
			}
		}
	}

	private void awaitMessages(long expected) {
		for (int i = 0; i < 1000 && this.client.receipts().messages() < expected; i++) {
			Block.pause(10);
		}
	}

	private void add(String metric, double value) {
		this.block.add(Scenario.FAIRNESS, metric, value);
	}

}
