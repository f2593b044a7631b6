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
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Assumptions;
import redis.embedded.core.ExecutableProvider;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A Redis server: the one that is installed, or else the one that comes as a Maven
 * artifact, which is 6.2.
 */
public final class RedisServer implements AutoCloseable {

	private static final String EXECUTABLE = executable();

	private static final Pattern VERSION = Pattern.compile("v=(\\d+)\\.(\\d+)");

	private final int port;

	private final ServerProcess process;

	private RedisServer(int port, Path directory, List<String> options) {
		this.port = port;
		List<String> command = new ArrayList<>(List.of(EXECUTABLE, "--port", Integer.toString(port), "--bind",
				"127.0.0.1", "--save", "", "--dir", directory.toString()));
		command.addAll(options);
		this.process = new ServerProcess(directory, port, "", command);
	}

	private RedisServer(int port, Path directory, Path configuration) {
		this.port = port;
		this.process = new ServerProcess(directory, port, "", List.of(EXECUTABLE, configuration.toString(),
				"--sentinel", "--port", Integer.toString(port), "--bind", "127.0.0.1", "--dir", directory.toString()));
	}

	/**
	 * Start a server.
	 * @param options options of the command line, such as {@code --appendonly yes}
	 */
	public static RedisServer start(String... options) {
		return new RedisServer(ServerProcess.freePort(10_000), ServerProcess.newDirectory("redis"),
				Arrays.asList(options));
	}

	static RedisServer startSentinel(Path configuration) {
		return new RedisServer(ServerProcess.freePort(), ServerProcess.newDirectory("sentinel"), configuration);
	}

	/**
	 * Skip a test where {@link #start} starts a version that has no channels which stay
	 * on one shard of a cluster.
	 */
	public static void assumeShardedChannels() {
		Assumptions.assumeTrue(majorVersion() >= 7,
				"Skipped: needs a redis-server of version 7 or newer on the PATH, for channels that stay on one shard");
	}

	private static int majorVersion() {
		try {
			Process process = new ProcessBuilder(EXECUTABLE, "--version").start();
			String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			Matcher matcher = VERSION.matcher(output);
			assertThat(matcher.find()).as(output).isTrue();
			return Integer.parseInt(matcher.group(1));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public int port() {
		return this.port;
	}

	public void kill() {
		this.process.kill();
	}

	/**
	 * Start it again on the same port.
	 */
	public void restart() {
		this.process.start();
	}

	public void pause() {
		this.process.pause();
	}

	public void resume() {
		this.process.resume();
	}

	@Override
	public void close() {
		this.process.close();
	}

	private static String executable() {
		for (String directory : System.getenv("PATH").split(File.pathSeparator)) {
			File file = new File(directory, "redis-server");
			if (file.canExecute()) {
				return file.getPath();
			}
		}
		try {
			return ExecutableProvider.newJarResourceProvider().get().getPath();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
