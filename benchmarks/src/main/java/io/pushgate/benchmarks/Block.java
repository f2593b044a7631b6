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

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

import io.pushgate.benchmarks.LoadClient.Opened;

/**
 * One subject in one process, with the generator that is aimed at it: what all scenarios
 * have in common.
 */
final class Block implements AutoCloseable {

	private static final int WARM_CONNECTIONS = 3000;

	// The compiler gives a method its final form after some 15,000 calls.
	private static final int WARM_ROUNDS = 8;

	private static final int WARM_FANOUTS = 30;

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private final Options options;

	private final SubjectKind kind;

	private final Results results;

	private final SubjectProcess process;

	private final LoadClient client;

	private final long loopThread;

	Block(Options options, SubjectKind kind, Results results, SubjectProcess process) {
		this.options = options;
		this.kind = kind;
		this.results = results;
		this.process = process;
		this.client = new LoadClient(kind.dialect(), process.port());
		this.loopThread = this.client.onLoop(() -> Thread.currentThread().getId());
	}

	Options options() {
		return this.options;
	}

	SubjectKind kind() {
		return this.kind;
	}

	SubjectProcess process() {
		return this.process;
	}

	LoadClient client() {
		return this.client;
	}

	void add(Scenario scenario, String metric, double value) {
		if (this.options.scenarios().contains(scenario)) {
			this.results.add(scenario, this.kind, metric, value);
		}
	}

	boolean wants(Scenario scenario) {
		return this.options.scenarios().contains(scenario);
	}

	/**
	 * Let the JIT compile what will be measured: a cold JVM accepts ten times slower.
	 */
	void warmUp() {
		int connections = Math.min(this.options.connections(), WARM_CONNECTIONS);
		for (int i = 0; i < WARM_ROUNDS * this.options.warmup(); i++) {
			int opened = open(connections).count();
			for (int round = 0; round < WARM_FANOUTS; round++) {
				expect("fanout " + this.options.bytes() + " 1", opened, false);
			}
			this.client.closeAll();
			awaitNobody();
		}
		this.client.takeProblems();
	}

	/**
	 * Open connections, all of which must come to be.
	 */
	Opened open(int connections) {
		Opened opened = this.client.open(connections, PATIENCE);
		if (opened.count() < connections) {
			throw new IllegalStateException("Only " + opened.count() + " of " + connections
					+ " connections were opened: " + this.client.takeProblems());
		}
		if (this.kind.dialect() == Dialect.STOMP) {
			// Nothing tells when the subscriptions are in place.
			pause(2000);
		}
		return opened;
	}

	/**
	 * Open other connections in the place of those that are there.
	 * @param perUser how many of them belong to one user
	 */
	void reopen(int connections, int perUser) {
		this.client.closeAll();
		awaitNobody();
		this.client.connectionsPerUser(perUser);
		open(connections);
	}

	private void awaitNobody() {
		long deadline = System.nanoTime() + Duration.ofSeconds(15).toNanos();
		while (this.process.ask("stats", PATIENCE) > 0 && System.nanoTime() < deadline) {
			pause(50);
		}
		pause(200);
	}

	/**
	 * Give a command and wait for the messages that must come of it.
	 * @return what came
	 */
	Round expect(String command, long messages, boolean timed) {
		CompletableFuture<Boolean> complete = new CompletableFuture<>();
		this.client.onLoop(() -> {
			this.client.receipts().begin(messages, timed, () -> complete.complete(true));
			return true;
		});
		long generator = generatorNanos();
		long start = System.nanoTime();
		this.process.send(command);
		boolean all = await(complete, messages);
		long end = System.nanoTime();
		double share = (generatorNanos() - generator) / (double) (end - start);
		this.process.awaitDone(PATIENCE);
		long last = all ? this.client.onLoop(() -> this.client.receipts().lastAt()) : end;
		return new Round(last - start, this.client.receipts().messages(), messages, share);
	}

	/**
	 * Wait for the last message, but give up when none has come for a while.
	 */
	private boolean await(CompletableFuture<Boolean> complete, long messages) {
		if (messages == 0) {
			return true;
		}
		long before = -1;
		while (true) {
			try {
				return complete.get(10, TimeUnit.SECONDS);
			}
			catch (TimeoutException ex) {
				long now = this.client.receipts().messages();
				if (now == before) {
					return false;
				}
				before = now;
			}
			catch (Exception ex) {
				throw new IllegalStateException(ex);
			}
		}
	}

	/**
	 * Return the processor time of the generator's event loop.
	 */
	long generatorNanos() {
		return ManagementFactory.getThreadMXBean().getThreadCpuTime(this.loopThread);
	}

	/**
	 * Compare what each connection got with what it should have.
	 * @return how many messages are missing, and how many are too many
	 */
	long[] takeLostAndDoubled(int expected) {
		return this.client.onLoop(() -> {
			long[] result = new long[2];
			for (LoadConnection connection : this.client.connections()) {
				int messages = connection.takeMessages();
				result[0] += Math.max(0, expected - messages);
				result[1] += Math.max(0, messages - expected);
			}
			return result;
		});
	}

	static void pause(long millis) {
		LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
	}

	@Override
	public void close() {
		this.client.close();
		this.process.close();
	}

	/**
	 * What came of a command.
	 *
	 * @param nanos from the command to the last message
	 * @param arrived how many messages came
	 * @param expected how many should have come
	 * @param generatorShare how busy the generator was, of one processor
	 */
	record Round(long nanos, long arrived, long expected, double generatorShare) {

	}

}
