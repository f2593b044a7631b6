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

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * What is measured: Pushgate on its transports, and others beside it.
 */
enum SubjectKind {

	/** Pushgate on Tomcat. */
	TOMCAT("Pushgate, servlet, Tomcat", Dialect.PUSHGATE),

	/** Pushgate on Jetty. */
	JETTY("Pushgate, servlet, Jetty", Dialect.PUSHGATE),

	/** Pushgate on Netty with epoll. */
	EPOLL("Pushgate, Netty, epoll", Dialect.PUSHGATE),

	/** Pushgate on Netty with io_uring. */
	IO_URING("Pushgate, Netty, io_uring", Dialect.PUSHGATE),

	/** Pushgate on Netty with the JDK's selector. */
	NIO("Pushgate, Netty, NIO", Dialect.PUSHGATE),

	/** The gateway as it is shipped, alone. */
	GATEWAY("push-gateway, alone", Dialect.PUSHGATE),

	/** The gateway with Redis as its bus. */
	GATEWAY_REDIS("push-gateway, Redis", Dialect.PUSHGATE),

	/** The gateway with RocketMQ as its bus. */
	GATEWAY_ROCKETMQ("push-gateway, RocketMQ", Dialect.PUSHGATE),

	/** A loop of send() in C. */
	C("C, a loop of send()", Dialect.PLAIN),

	/** Netty without anything. */
	BARE_NETTY("bare Netty", Dialect.PLAIN),

	/** The same with io_uring. */
	BARE_IO_URING("bare Netty, io_uring", Dialect.PLAIN),

	/** spring-websocket without anything. */
	BARE_SPRING("bare spring-websocket, Tomcat", Dialect.PLAIN),

	/** Spring's simple broker. */
	STOMP("Spring STOMP simple broker, Tomcat", Dialect.STOMP),

	/** Another Socket.IO server on the JVM. */
	NETTY_SOCKETIO("netty-socketio", Dialect.SOCKET_IO),

	/** The original. */
	SOCKETIO("Socket.IO, Node", Dialect.SOCKET_IO);

	private final String title;

	private final Dialect dialect;

	SubjectKind(String title, Dialect dialect) {
		this.title = title;
		this.dialect = dialect;
	}

	static SubjectKind of(String name) {
		return valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
	}

	String title() {
		return this.title;
	}

	Dialect dialect() {
		return this.dialect;
	}

	/**
	 * Return whether the subject can send to one connection.
	 */
	boolean canUnicast() {
		return this != STOMP && this != C && !isGateway();
	}

	/**
	 * Return whether the subject runs in a JVM.
	 */
	boolean isJava() {
		return this != C && this != SOCKETIO && !isGateway();
	}

	/**
	 * Return whether the subject is told over HTTP what to do.
	 */
	boolean isGateway() {
		return this == GATEWAY || this == GATEWAY_REDIS || this == GATEWAY_ROCKETMQ;
	}

	/**
	 * Return the command that starts the subject, or {@code null} if it is not installed.
	 */
	@Nullable List<String> command(Options options) {
		List<String> command = new ArrayList<>();
		if (options.pin()) {
			command.addAll(List.of("taskset", "-c", "0"));
		}
		if (this == SOCKETIO) {
			Path home = options.socketIo();
			if (!Files.isDirectory(home.resolve("node_modules/socket.io")) || !Os.has("node")) {
				return null;
			}
			command.addAll(List.of("node", "--expose-gc", home.resolve("server.js").toString()));
			return command;
		}
		if (this == C) {
			if (!Files.isExecutable(options.cServer())) {
				return null;
			}
			command.add(options.cServer().toString());
			return command;
		}
		if (isGateway()) {
			return gateway(command, options);
		}
		command.add(options.java());
		command.addAll(options.jvmOptions());
		command.addAll(List.of("-cp", options.classPath(), SubjectMain.class.getName(),
				name().toLowerCase(Locale.ROOT).replace("bare_", "bare-").replace("netty_", "netty-")));
		return command;
	}

	/**
	 * The process that is told what to do is a small one beside the gateway.
	 */
	private @Nullable List<String> gateway(List<String> command, Options options) {
		String broker = (this == GATEWAY_REDIS) ? options.redis()
				: (this == GATEWAY_ROCKETMQ) ? options.rocketMq() : "";
		if (!Files.isRegularFile(options.gateway()) || broker == null) {
			return null;
		}
		List<String> pin = List.copyOf(command);
		command.clear();
		command.addAll(
				List.of(options.java(), "-Xmx64m", "-cp", options.classPath(), SubjectMain.class.getName(), "gateway"));
		command.addAll(pin);
		command.add(options.java());
		command.addAll(options.jvmOptions());
		command.addAll(List.of("-jar", options.gateway().toString()));
		if (this == GATEWAY_REDIS) {
			command.addAll(List.of("--push.cluster.bus=redis", "--spring.data.redis.url=redis://" + broker));
		}
		else if (this == GATEWAY_ROCKETMQ) {
			command.addAll(List.of("--push.cluster.bus=rocketmq", "--rocketmq.name-server=" + broker));
		}
		return command;
	}

}
