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

package io.pushgate.testsupport.broker;

import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A node of a cluster in a process of its own, so that it can be killed.
 */
public final class NodeProcess implements AutoCloseable {

	private static final Pattern MISSING = Pattern.compile("missing=(\\d+)");

	private static final Pattern RECEIVED = Pattern.compile("received=(\\d+)");

	private final int port;

	private final ServerProcess process;

	// Of the times before it was restarted.
	private long missedBefore;

	private int outputBefore;

	private NodeProcess(int port, ServerProcess process) {
		this.port = port;
		this.process = process;
	}

	/**
	 * Start a node, and wait until it lets clients in.
	 * @param properties of the application
	 */
	public static NodeProcess start(Map<String, Object> properties) {
		int port = ServerProcess.freePort();
		Path directory = ServerProcess.newDirectory("node");
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m",
						"-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData",
						"-Drocketmq.client.rebalance.minInterval=20", "-Djava.io.tmpdir=" + directory, "-cp",
						System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
							.replace(File.pathSeparator + File.pathSeparator, File.pathSeparator),
						NodeMain.class.getName(), "push.endpoint.port=" + port, "server.port=" + port));
		properties.forEach((name, value) -> command.add(name + "=" + value));
		return new NodeProcess(port, new ServerProcess(directory, port, NodeMain.READY, command));
	}

	public int port() {
		return this.port;
	}

	/**
	 * Return how many messages of the bus it has missed, as far as it has told.
	 */
	public long missing() {
		return this.missedBefore + last(MISSING);
	}

	/**
	 * Return how many messages of the bus it has received, as far as it has told.
	 */
	public long received() {
		return last(RECEIVED);
	}

	private long last(Pattern pattern) {
		Matcher matcher = pattern.matcher(this.process.output());
		matcher.region(this.outputBefore, matcher.regionEnd());
		long last = 0;
		while (matcher.find()) {
			last = Long.parseLong(matcher.group(1));
		}
		return last;
	}

	/**
	 * Return the texts that its listener has handled.
	 */
	public List<String> handled() {
		return this.process.output()
			.lines()
			.filter((line) -> line.startsWith(NodeMain.HANDLED))
			.map((line) -> line.substring(NodeMain.HANDLED.length()))
			.toList();
	}

	/**
	 * Return how much time of a processor it has used.
	 */
	public Duration cpu() {
		return this.process.cpu();
	}

	public void kill() {
		this.process.kill();
	}

	/**
	 * Ask it to stop, as SIGTERM does.
	 */
	public void terminate() {
		this.process.terminate();
	}

	public void restart() {
		this.missedBefore = missing();
		this.outputBefore = this.process.output().length();
		this.process.start();
	}

	public String output() {
		return this.process.output();
	}

	@Override
	public void close() {
		this.process.close();
	}

}
