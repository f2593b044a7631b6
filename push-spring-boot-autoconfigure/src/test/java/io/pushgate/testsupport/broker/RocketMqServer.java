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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A name server and a broker of RocketMQ, in one process with a class path of its own.
 */
public final class RocketMqServer implements AutoCloseable {

	private static final Path CLASS_PATH = Path.of("target", "rocketmq.classpath");

	private final int nameServerPort;

	private final int brokerPort;

	private final ServerProcess process;

	private RocketMqServer(int nameServerPort, int brokerPort, Path directory, List<String> options,
			List<String> settings) {
		this.nameServerPort = nameServerPort;
		this.brokerPort = brokerPort;
		try {
			Path nameServer = Files.write(directory.resolve("namesrv.conf"),
					List.of("listenPort=" + nameServerPort, "bindAddress=127.0.0.1"));
			Path broker = Files.write(directory.resolve("broker.conf"),
					Stream.concat(Stream.of("brokerClusterName=DefaultCluster", "brokerName=broker-a", "brokerId=0",
							"brokerIP1=127.0.0.1", "listenPort=" + brokerPort, "haListenPort=" + (brokerPort + 1),
							"namesrvAddr=127.0.0.1:" + nameServerPort, "storePathRootDir=" + directory + "/store",
							"storePathCommitLog=" + directory + "/store/commitlog", "mappedFileSizeCommitLog=16777216",
							"mappedFileSizeConsumeQueue=600000", "maxIndexNum=1000", "maxHashSlotNum=1000",
							"timerWheelEnable=false", "diskMaxUsedSpaceRatio=99", "transientStorePoolEnable=false",
							"slaveReadEnable=false", "traceTopicEnable=false"), settings.stream())
						.toList());
			this.process = new ServerProcess(directory, brokerPort, RocketMqMain.READY,
					command(directory, options, nameServer, broker));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Start a server.
	 * @param settings further settings of the broker, as {@code name=value}
	 */
	public static RocketMqServer start(String... settings) {
		return start(List.of(), settings);
	}

	/**
	 * Start a server.
	 * @param options further options of the Java virtual machine
	 * @param settings further settings of the broker, as {@code name=value}
	 */
	public static RocketMqServer start(List<String> options, String... settings) {
		// A broker listens two ports below and one above its own as well.
		int port = ServerProcess.freePort(-2, 1, 2);
		return new RocketMqServer(port + 2, port, ServerProcess.newDirectory("rocketmq"), options,
				Arrays.asList(settings));
	}

	private static List<String> command(Path directory, List<String> options, Path nameServer, Path broker)
			throws IOException {
		if (!Files.exists(CLASS_PATH)) {
			throw new IllegalStateException(CLASS_PATH.toAbsolutePath()
					+ " is missing. The build writes it: run 'mvn process-test-resources' first");
		}
		List<String> command = new ArrayList<>(List.of(
				Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m", "-Xss512k",
				"-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "-Drocketmq.home.dir=" + directory,
				"-Duser.home=" + directory, "-Dio.netty.noPreferDirect=true"));
		for (String internal : List.of("sun.nio.ch", "java.nio", "jdk.internal.ref", "jdk.internal.misc",
				"java.lang")) {
			command.add("--add-opens=java.base/" + internal + "=ALL-UNNAMED");
			command.add("--add-exports=java.base/" + internal + "=ALL-UNNAMED");
		}
		command.addAll(options);
		String classPath = Stream
			.concat(Stream.of(Path.of("target", "test-classes").toAbsolutePath().toString()),
					Stream.of(Files.readString(CLASS_PATH).trim()))
			.collect(Collectors.joining(File.pathSeparator));
		command
			.addAll(List.of("-cp", classPath, RocketMqMain.class.getName(), nameServer.toString(), broker.toString()));
		return command;
	}

	/**
	 * Return the address of the name server.
	 */
	public String nameServer() {
		return "127.0.0.1:" + this.nameServerPort;
	}

	public int brokerPort() {
		return this.brokerPort;
	}

	public void kill() {
		this.process.kill();
	}

	/**
	 * Start it again on the same ports, with the messages that it has stored.
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

	public String output() {
		return this.process.output();
	}

	@Override
	public void close() {
		this.process.close();
	}

}
