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

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import io.pushgate.benchmarks.Block.Round;
import io.pushgate.benchmarks.LoadClient.Opened;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * The scenarios in which the server sends.
 */
final class Scenarios {

	private static final Duration PATIENCE = Duration.ofSeconds(120);

	private static final int QUEUED = 10;

	private static final Duration STUFFING_PATIENCE = Duration.ofSeconds(45);

	private static final int STUFFING = 48;

	private static final int STUFFING_BYTES = 64 * 1024;

	private static final int UNICAST_WARMUP_SECONDS = 4;

	private static final double MEGA = 1e6;

	private final Block block;

	private final Options options;

	private final int connections;

	Scenarios(Block block) {
		this.block = block;
		this.options = block.options();
		this.connections = block.options().connections();
	}

	/**
	 * Run the scenarios that were asked for, one after the other.
	 */
	void run() {
		boolean unicast = this.block.kind().canUnicast();
		ClientScenarios clients = new ClientScenarios(this.block);
		timed("warm-up", true, this.block::warmUp);
		timed("connect", true, this::connect);
		run(Scenario.FANOUT, true, this::fanOut);
		run(Scenario.COALESCE, true, this::coalesce);
		run(Scenario.UNICAST, unicast, this::unicast);
		run(Scenario.FAIRNESS, unicast && this.block.kind().isJava(), new FairnessScenario(this.block)::run);
		run(Scenario.ECHO, this.block.kind().dialect().question() != null, clients::echo);
		run(Scenario.CHURN, true, clients::churn);
		run(Scenario.HTTP, this.block.kind().dialect() == Dialect.PUSHGATE, new HttpScenario(this.block)::run);
		// Last, as not every subject survives it.
		run(Scenario.STALL, unicast, this::stall);
	}

	private void run(Scenario scenario, boolean possible, Runnable task) {
		timed(scenario.name().toLowerCase(Locale.ROOT), possible && this.block.wants(scenario), task);
	}

	private void timed(String name, boolean wanted, Runnable task) {
		if (wanted) {
			long start = System.nanoTime();
			task.run();
			Console.println("  " + name + ": " + Results.format((System.nanoTime() - start) / 1e9) + " s");
			this.block.client()
				.takeProblems()
				.forEach((problem, count) -> Console.println("    " + problem + ": " + count));
		}
	}

	private void connect() {
		SubjectProcess process = this.block.process();
		double heap = process.ask("gc", PATIENCE);
		double resident = Os.residentBytes(process.pid());
		double slab = Os.slabBytes();
		double cpu = process.cpuSeconds();
		long generator = this.block.generatorNanos();
		Opened opened = this.block.open(this.connections);
		generator = this.block.generatorNanos() - generator;
		this.block.add(Scenario.CONNECT, "connects/s", opened.count() * 1e9 / opened.nanos());
		this.block.add(Scenario.CONNECT, "server CPU µs/connect", (process.cpuSeconds() - cpu) * MEGA / opened.count());
		this.block.add(Scenario.CONNECT, "generator CPU %", 100.0 * generator / opened.nanos());
		if (this.block.wants(Scenario.MEMORY) && !this.block.kind().isGateway()) {
			Block.pause(1000);
			double kilobytes = 1024.0 * opened.count();
			this.block.add(Scenario.MEMORY, "heap KB/connection", (process.ask("gc", PATIENCE) - heap) / kilobytes);
			this.block.add(Scenario.MEMORY, "RSS KB/connection",
					(Os.residentBytes(process.pid()) - resident) / kilobytes);
			this.block.add(Scenario.MEMORY, "kernel slab KB/connection (both ends)",
					(Os.slabBytes() - slab) / kilobytes);
		}
	}

	private void fanOut() {
		this.block.takeLostAndDoubled(0);
		Long allocated = allocated();
		double cpu = this.block.process().cpuSeconds();
		List<Round> rounds = rounds("fanout " + this.options.bytes() + " 1", this.options.rounds(), 1, false);
		cpu = this.block.process().cpuSeconds() - cpu;
		List<Double> millis = rounds.stream().map((round) -> round.nanos() / MEGA).sorted().toList();
		double median = Results.median(millis);
		this.block.add(Scenario.FANOUT, "messages/s", this.connections * 1000L / median);
		this.block.add(Scenario.FANOUT, "last, ms (median)", median);
		this.block.add(Scenario.FANOUT, "last, ms (p90)", millis.get((int) Math.ceil(millis.size() * 0.9) - 1));
		counts(Scenario.FANOUT, rounds, cpu);
		Long allocatedNow = allocated();
		if (allocated != null && allocatedNow != null) {
			this.block.add(Scenario.FANOUT, "heap bytes allocated/delivery",
					(allocatedNow - allocated) / (double) rounds.stream().mapToLong(Round::arrived).sum());
		}
		long[] wrong = this.block.takeLostAndDoubled(this.options.rounds());
		this.block.add(Scenario.FANOUT, "lost", wrong[0]);
		this.block.add(Scenario.FANOUT, "doubled", wrong[1]);
	}

	/**
	 * Return how many bytes of heap the subject has allocated so far, or {@code null} if
	 * it has no heap of Java.
	 */
	private @Nullable Long allocated() {
		return this.block.kind().isJava() ? this.block.process().ask("allocated", PATIENCE) : null;
	}

	private void coalesce() {
		int count = Math.max(2, this.options.rounds() / 4);
		if (this.block.kind().canUnicast()) {
			double cpu = this.block.process().cpuSeconds();
			List<Round> rounds = rounds("each " + this.connections + " " + this.options.bytes() + " " + QUEUED, count,
					QUEUED, false);
			counts(Scenario.COALESCE, rounds, this.block.process().cpuSeconds() - cpu);
		}
		double cpu = this.block.process().cpuSeconds();
		List<Round> rounds = rounds("fanout " + this.options.bytes() + " " + QUEUED, count, QUEUED, false);
		cpu = this.block.process().cpuSeconds() - cpu;
		long arrived = rounds.stream().mapToLong(Round::arrived).sum();
		this.block.add(Scenario.COALESCE, "ten fan-outs: server CPU s/M", cpu * MEGA / arrived);
		this.block.add(Scenario.COALESCE, "ten fan-outs: arrived/expected", share(rounds));
	}

	private List<Round> rounds(String command, int count, int each, boolean timed) {
		List<Round> rounds = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			rounds.add(this.block.expect(command, (long) this.connections * each, timed));
			Block.pause(100);
		}
		return rounds;
	}

	private void counts(Scenario scenario, List<Round> rounds, double cpu) {
		long arrived = rounds.stream().mapToLong(Round::arrived).sum();
		this.block.add(scenario, "server CPU s/M", cpu * MEGA / arrived);
		this.block.add(scenario, "arrived/expected", share(rounds));
		this.block.add(scenario, "generator CPU %",
				Results.median(rounds.stream().map((round) -> 100 * round.generatorShare()).toList()));
	}

	private static double share(List<Round> rounds) {
		return rounds.stream().mapToLong(Round::arrived).sum()
				/ (double) rounds.stream().mapToLong(Round::expected).sum();
	}

	private void unicast() {
		int rate = this.options.rate();
		int warm = (int) (rate * (1 + UNICAST_WARMUP_SECONDS * this.options.warmup()));
		this.block.expect(unicast(warm), warm, false);
		this.block.client().onLoop(() -> this.block.client().receipts().takeLatencies());
		int count = rate * this.options.seconds();
		double cpu = this.block.process().cpuSeconds();
		Round round = this.block.expect(unicast(count), count, true);
		cpu = this.block.process().cpuSeconds() - cpu;
		Histogram latencies = this.block.client().onLoop(() -> this.block.client().receipts().takeLatencies());
		this.block.add(Scenario.UNICAST, "p99, ms", latencies.getValueAtPercentile(99) / MEGA);
		this.block.add(Scenario.UNICAST, "p50, ms", latencies.getValueAtPercentile(50) / MEGA);
		this.block.add(Scenario.UNICAST, "p99.9, ms", latencies.getValueAtPercentile(99.9) / MEGA);
		this.block.add(Scenario.UNICAST, "messages/s", round.arrived() * 1e9 / round.nanos());
		this.block.add(Scenario.UNICAST, "asked/s", rate);
		counts(Scenario.UNICAST, List.of(round), cpu);
	}

	private String unicast(int count) {
		return "unicast " + this.connections + " " + this.options.bytes() + " " + this.options.rate() + " " + count;
	}

	/**
	 * Measure the others' latency of a fan-out, without a stopped reader and with one,
	 * whose kernel buffers are full.
	 */
	private void stall() {
		LoadClient client = this.block.client();
		client.onLoop(() -> client.receipts().takeLatencies());
		String command = "fanout " + this.options.bytes() + " 1";
		int count = Math.max(2, this.options.rounds() / 2);
		List<Round> clean = rounds(command, count, 1, true);
		double before = client.onLoop(() -> client.receipts().takeLatencies()).getValueAtPercentile(99) / MEGA;
		client.onLoop(() -> {
			client.whenReady(LoadConnection::stopReading);
			client.openOne(this.connections, 4096);
			return true;
		});
		Block.pause(500);
		client.onLoop(() -> {
			client.whenReady((connection) -> {
			});
			return true;
		});
		double stuffing = System.nanoTime();
		this.block.process()
			.ask("stuff " + this.connections + " " + STUFFING_BYTES + " " + STUFFING, STUFFING_PATIENCE);
		stuffing = (System.nanoTime() - stuffing) / MEGA;
		List<Round> stalled = rounds(command, count, 1, true);
		double after = client.onLoop(() -> client.receipts().takeLatencies()).getValueAtPercentile(99) / MEGA;
		this.block.add(Scenario.STALL, "p99 of the others, against a clean run", after / before);
		this.block.add(Scenario.STALL, "p99 clean, ms", before);
		this.block.add(Scenario.STALL, "p99 with one stopped, ms", after);
		this.block.add(Scenario.STALL, "publisher held up, ms", Math.max(0, stuffing - 2.1 * STUFFING));
		this.block.add(Scenario.STALL, "arrived/expected", (share(clean) + share(stalled)) / 2);
	}

}
