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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import com.corundumstudio.socketio.Configuration;
import com.corundumstudio.socketio.SocketIOClient;
import com.corundumstudio.socketio.SocketIOServer;
import com.corundumstudio.socketio.Transport;

import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;

/**
 * netty-socketio, over WebSocket alone.
 */
final class NettySocketIoSubject implements Subject {

	private static final String EVENT = "m";

	private final Map<Integer, SocketIOClient> clients = new ConcurrentHashMap<>();

	private final SocketIOServer server;

	private final int port;

	NettySocketIoSubject() {
		LoggingSystem.get(getClass().getClassLoader()).setLogLevel(LoggingSystem.ROOT_LOGGER_NAME, LogLevel.OFF);
		Configuration configuration = new Configuration();
		this.port = freePort();
		configuration.setPort(this.port);
		configuration.setBossThreads(1);
		configuration.setWorkerThreads(1);
		configuration.setTransports(Transport.WEBSOCKET);
		configuration.setUseLinuxNativeEpoll(true);
		configuration.getSocketConfig().setAcceptBackLog(4096);
		this.server = new SocketIOServer(configuration);
		this.server.addConnectListener((client) -> this.clients.put(index(client), client));
		this.server.addDisconnectListener((client) -> this.clients.remove(index(client), client));
		this.server.addEventListener("echo", String.class, (client, data, ack) -> client.sendEvent("echo", data));
		this.server.start();
	}

	private static Integer index(SocketIOClient client) {
		return Integer.valueOf(client.getHandshakeData().getSingleUrlParam("i"));
	}

	/**
	 * The server does not tell which port it was given.
	 */
	private static int freePort() {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public int port() {
		return this.port;
	}

	@Override
	public int overhead() {
		return "42['m','']".length();
	}

	@Override
	public void toAll(String data) {
		this.server.getBroadcastOperations().sendEvent(EVENT, data);
	}

	@Override
	public void toOne(int index, String data) {
		SocketIOClient client = this.clients.get(index);
		if (client != null) {
			client.sendEvent(EVENT, data);
		}
	}

	@Override
	public Integer connections() {
		return this.clients.size();
	}

	@Override
	public void close() {
		this.server.stop();
	}

}
