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

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A line to a server that can be cut, slowed down, or made to swallow what it carries.
 */
public final class TcpProxy implements AutoCloseable {

	private static final int CHUNK = 16 * 1024;

	private final int target;

	private final ServerSocket server;

	private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

	private volatile boolean cut;

	private volatile boolean upstreamSwallowed;

	private volatile boolean downstreamSwallowed;

	private volatile long delay;

	private TcpProxy(int target) {
		this.target = target;
		try {
			this.server = new ServerSocket(0, 128, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		start("proxy-accept", this::accept);
	}

	public static TcpProxy to(int port) {
		return new TcpProxy(port);
	}

	public int port() {
		return this.server.getLocalPort();
	}

	/**
	 * Break all connections, and every new one.
	 */
	public void cut() {
		this.cut = true;
		this.sockets.forEach(TcpProxy::close);
	}

	/**
	 * Swallow what either side sends from now on, and say nothing about it.
	 */
	public void blackHole() {
		this.upstreamSwallowed = true;
		this.downstreamSwallowed = true;
	}

	/**
	 * Swallow what the server sends from now on.
	 */
	public void swallowAnswers() {
		this.downstreamSwallowed = true;
	}

	/**
	 * Wait before each chunk is passed on.
	 */
	public void delay(long millis) {
		this.delay = millis;
	}

	/**
	 * Break the connections that are there; new ones are fine.
	 */
	public void reset() {
		this.sockets.forEach(TcpProxy::close);
	}

	/**
	 * Do as a line should. Connections that have swallowed something are broken, as what
	 * is missing would make the rest nonsense.
	 */
	public void heal() {
		if (this.upstreamSwallowed || this.downstreamSwallowed) {
			this.sockets.forEach(TcpProxy::close);
		}
		this.cut = false;
		this.upstreamSwallowed = false;
		this.downstreamSwallowed = false;
		this.delay = 0;
	}

	private void accept() {
		try {
			while (true) {
				Socket client = this.server.accept();
				if (this.cut) {
					close(client);
					continue;
				}
				connect(client);
			}
		}
		catch (IOException ex) {
			// Closed.
		}
	}

	private void connect(Socket client) {
		Socket server;
		try {
			server = new Socket(InetAddress.getLoopbackAddress(), this.target);
			server.setTcpNoDelay(true);
			client.setTcpNoDelay(true);
		}
		catch (IOException ex) {
			close(client);
			return;
		}
		this.sockets.add(client);
		this.sockets.add(server);
		start("proxy-up", () -> pass(client, server, true));
		start("proxy-down", () -> pass(server, client, false));
	}

	private void pass(Socket from, Socket to, boolean upstream) {
		byte[] chunk = new byte[CHUNK];
		try (from; to) {
			InputStream in = from.getInputStream();
			OutputStream out = to.getOutputStream();
			for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
				if (this.delay > 0) {
					Thread.sleep(this.delay);
				}
				if (!(upstream ? this.upstreamSwallowed : this.downstreamSwallowed)) {
					out.write(chunk, 0, length);
				}
			}
		}
		catch (IOException ex) {
			// One side is gone.
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			this.sockets.remove(from);
			this.sockets.remove(to);
		}
	}

	private static void start(String name, Runnable task) {
		Thread thread = new Thread(task, name);
		thread.setDaemon(true);
		thread.start();
	}

	private static void close(Socket socket) {
		try {
			socket.close();
		}
		catch (IOException ex) {
			// It is gone anyway.
		}
	}

	@Override
	public void close() {
		cut();
		try {
			this.server.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
