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

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;

/**
 * The process of a {@link Subject}. It tells its port and process as
 * {@code ready PORT PID}, then takes commands from its standard input, line by line, and
 * answers each with one line:
 *
 * <ul>
 * <li>{@code fanout BYTES COUNT}: send to everyone</li>
 * <li>{@code each CONNECTIONS BYTES COUNT}: send to each, several messages at once</li>
 * <li>{@code unicast CONNECTIONS BYTES RATE COUNT}: send to random ones, at an even
 * rate</li>
 * <li>{@code mixed CONNECTIONS BYTES RATE COUNT MICROSECONDS}: the same, while one
 * fan-out follows the other after some time; tell how many those were</li>
 * <li>{@code stuff INDEX BYTES COUNT}: send to one, with pauses</li>
 * <li>{@code gc}: collect garbage, and tell the heap in use</li>
 * <li>{@code allocated}: tell how many bytes of heap all threads have allocated so
 * far</li>
 * <li>{@code stats}: tell the number of connections</li>
 * </ul>
 *
 * The end of its input ends the process.
 */
public final class SubjectMain {

	private static final long STUFFING_PAUSE = 2_000_000;

	private final Subject subject;

	private SubjectMain(Subject subject) {
		this.subject = subject;
	}

	/**
	 * Run a subject.
	 * @param args the name of the subject, and what else it needs
	 * @throws IOException if the input cannot be read
	 */
	public static void main(String[] args) throws IOException {
		Subject subject = create(args[0], Arrays.copyOfRange(args, 1, args.length));
		Console.println("ready " + subject.port() + " " + subject.pid());
		SubjectMain main = new SubjectMain(subject);
		BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
		for (String line = in.readLine(); line != null; line = in.readLine()) {
			try {
				Console.println("done " + main.execute(line.split(" ")));
			}
			catch (RuntimeException ex) {
				Console.println("failed " + ex);
			}
		}
		if (subject.pid() != ProcessHandle.current().pid()) {
			subject.close();
		}
		// Not an orderly end, which would close thousands of connections one by one.
		Runtime.getRuntime().halt(0);
	}

	private static Subject create(String name, String... arguments) {
		return switch (name) {
			case "tomcat", "jetty" -> new PushgateSubject(Container.of(name), "auto");
			case "epoll", "io_uring", "nio" -> new PushgateSubject(Container.NETTY, name);
			case "bare-netty" -> new BareNettySubject(false);
			case "bare-io_uring" -> new BareNettySubject(true);
			case "bare-spring" -> new BareSpringSubject();
			case "gateway" -> new GatewaySubject(arguments);
			case "stomp" -> new StompSubject();
			case "netty-socketio" -> new NettySocketIoSubject();
			default -> throw new IllegalArgumentException("Unknown subject '" + name + "'");
		};
	}

	private long execute(String[] command) {
		switch (command[0]) {
			case "fanout" -> fanOut(number(command[1]), number(command[2]));
			case "each" -> this.subject.toEach(number(command[1]), number(command[3]), message(number(command[2])));
			case "unicast" -> unicast(number(command[1]), number(command[2]), number(command[3]), number(command[4]));
			case "mixed" -> {
				return mixed(number(command[1]), number(command[2]), number(command[3]), number(command[4]),
						TimeUnit.MICROSECONDS.toNanos(number(command[5])));
			}
			case "stuff" -> stuff(number(command[1]), number(command[2]), number(command[3]));
			case "gc" -> {
				return heapAfterCollection();
			}
			case "allocated" -> {
				return allocatedBytes();
			}
			case "stats" -> {
				Integer connections = this.subject.connections();
				return (connections != null) ? connections : -1;
			}
			default -> throw new IllegalArgumentException("Unknown command '" + command[0] + "'");
		}
		return 0;
	}

	private static int number(String text) {
		return Integer.parseInt(text);
	}

	private void fanOut(int bytes, int count) {
		for (int i = 0; i < count; i++) {
			this.subject.toAll(message(bytes));
		}
	}

	/**
	 * Messages carry the time at which they were due, not the one at which this thread
	 * came to send them: a server that holds its publisher up does not look quick.
	 */
	private void unicast(int connections, int bytes, int rate, int count) {
		SplittableRandom random = new SplittableRandom(42);
		String padding = message(bytes).substring(Receipts.MARK.length() + Receipts.DIGITS);
		long start = System.nanoTime();
		for (int i = 0; i < count; i++) {
			long due = start + (long) (i * 1e9 / rate);
			while (due - System.nanoTime() > 0) {
				LockSupport.parkNanos(due - System.nanoTime());
			}
			this.subject.toOne(random.nextInt(connections), stamp(due) + padding);
		}
	}

	/**
	 * Push to single users while each fan-out is followed by the next one. The messages
	 * to everyone carry no time.
	 * @return how many fan-outs there were
	 */
	private long mixed(int connections, int bytes, int rate, int count, long pause) {
		AtomicBoolean over = new AtomicBoolean();
		AtomicInteger rounds = new AtomicInteger();
		String toEveryone = "x".repeat(message(bytes).length());
		Thread fanOuts = new Thread(() -> {
			while (!over.get()) {
				this.subject.toAll(toEveryone);
				rounds.incrementAndGet();
				LockSupport.parkNanos(pause);
			}
		});
		fanOuts.start();
		unicast(connections, bytes, rate, count);
		over.set(true);
		try {
			fanOuts.join();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		return rounds.get();
	}

	private void stuff(int index, int bytes, int count) {
		for (int i = 0; i < count; i++) {
			this.subject.toOne(index, message(bytes));
			LockSupport.parkNanos(STUFFING_PAUSE);
		}
	}

	private String message(int bytes) {
		int padding = Math.max(0, bytes - this.subject.overhead() - Receipts.MARK.length() - Receipts.DIGITS);
		return stamp(System.nanoTime()) + "x".repeat(padding);
	}

	static String stamp(long time) {
		String digits = Long.toString(time);
		return Receipts.MARK + "0".repeat(Receipts.DIGITS - digits.length()) + digits;
	}

	private static long allocatedBytes() {
		com.sun.management.ThreadMXBean threads = ManagementFactory
			.getPlatformMXBean(com.sun.management.ThreadMXBean.class);
		return LongStream.of(threads.getThreadAllocatedBytes(threads.getAllThreadIds()))
			.filter((bytes) -> bytes > 0)
			.sum();
	}

	private static long heapAfterCollection() {
		for (int i = 0; i < 4; i++) {
			System.gc();
		}
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

}
