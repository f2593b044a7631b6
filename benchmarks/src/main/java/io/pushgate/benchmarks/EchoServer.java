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

import java.util.Map;

import io.pushgate.transport.ConnectionHandler;

import org.springframework.boot.Banner;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/**
 * A WebSocket server at {@code /ws} that echoes, on any of the transports, without
 * authentication: what suites for <a href="https://www.rfc-editor.org/rfc/rfc6455">RFC
 * 6455</a> are run against. Messages and frames may have up to 1 MiB.
 *
 * <pre class="code">
 * java -cp benchmarks.jar io.pushgate.benchmarks.EchoServer --transport=netty --port=9001
 * </pre>
 */
public final class EchoServer implements AutoCloseable {

	private final ConfigurableApplicationContext context;

	private final int port;

	private EchoServer(ConfigurableApplicationContext context, int port) {
		this.context = context;
		this.port = port;
	}

	/**
	 * Run the server until the process is ended.
	 * @param args {@code --transport=netty|tomcat|jetty}, {@code --port=N} and, for
	 * Netty, {@code --io=auto|epoll|io_uring|nio}
	 */
	public static void main(String[] args) {
		Map<String, String> options = CommandLine.parse(args, "transport", "port", "io");
		String transport = options.getOrDefault("transport", "netty");
		EchoServer server = start(Container.of(transport), Integer.parseInt(options.getOrDefault("port", "9001")),
				options.getOrDefault("io", "auto"));
		Console.println("Echo server (" + transport + ") listening on ws://localhost:" + server.port() + "/ws");
	}

	/**
	 * Start a server.
	 * @param container what to listen with
	 * @param port the port, 0 for any free one
	 * @param io how Netty talks to the kernel
	 * @return the server
	 */
	public static EchoServer start(Container container, int port, String io) {
		SpringApplicationBuilder application = new SpringApplicationBuilder(Application.class)
			.bannerMode(Banner.Mode.OFF)
			.properties("push.endpoint.path=/ws", "push.endpoint.max-frame=1MB", "push.outbound.max-pending=64MB",
					"push.netty.io=" + io, "logging.level.root=warn", "spring.jmx.enabled=false");
		ConfigurableApplicationContext context = container.prepare(application, port).run();
		return new EchoServer(context,
				context.getEnvironment().getRequiredProperty(container.portProperty(), Integer.class));
	}

	/**
	 * Return the port.
	 * @return the port that is open
	 */
	public int port() {
		return this.port;
	}

	@Override
	public void close() {
		this.context.close();
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		ConnectionHandler echoHandler() {
			return new EchoHandler();
		}

	}

}
