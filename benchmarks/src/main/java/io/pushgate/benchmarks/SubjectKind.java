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
		return this != STOMP && this != C;
	}

	/**
	 * Return whether the subject runs in a JVM.
	 */
	boolean isJava() {
		return this != C && this != SOCKETIO;
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
		command.add(options.java());
		command.addAll(options.jvmOptions());
		command.addAll(List.of("-cp", options.classPath(), SubjectMain.class.getName(),
				name().toLowerCase(Locale.ROOT).replace("bare_", "bare-").replace("netty_", "netty-")));
		return command;
	}

}
