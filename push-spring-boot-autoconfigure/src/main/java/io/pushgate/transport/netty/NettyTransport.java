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

package io.pushgate.transport.netty;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.pushgate.transport.ClientScript;
import io.pushgate.transport.ConnectionHandler;
import io.pushgate.transport.Deadlines;
import io.pushgate.transport.HttpEndpoint;
import io.pushgate.transport.OutboundLimits;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * A WebSocket server on Netty, on a port of its own.
 *
 * <p>
 * One event loop accepts, others serve: a listener that shares its loop with busy
 * connections lets new ones wait for seconds. Handshakes are judged on threads of their
 * own, where an authenticator may block. After the handshake nothing of HTTP is left in
 * the pipeline, which is then, in order: the frame decoder, the UTF-8 validator and
 * {@link FrameHandler}; with TLS, the TLS handler stays in front of them.
 *
 * @since 0.1.0
 */
public final class NettyTransport implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(NettyTransport.class);

	private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

	private static final long TICK = 250;

	private static final long CALLS_PATIENCE = TimeUnit.SECONDS.toNanos(10);

	private static final int MAX_LINE = 8192;

	private static final int MAX_HEADERS = 16 * 1024;

	private static final int HANDSHAKE_THREADS = 32;

	private static final int HANDSHAKE_BACKLOG = 10_000;

	private static final HttpDecoderConfig HTTP_CONFIG = new HttpDecoderConfig().setMaxInitialLineLength(MAX_LINE)
		.setMaxHeaderSize(MAX_HEADERS)
		.setValidateHeaders(true);

	private static final int HTTP_THREADS = 4;

	private static final int HTTP_BACKLOG = 1000;

	/**
	 * How much a channel takes before it says that it takes no more. What waits beyond
	 * that is in the connection's queue, where the limits are.
	 */
	private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(16 * 1024, 64 * 1024);

	private final ConnectionHandler handler;

	private final OutboundLimits limits;

	private final NettySettings settings;

	private final @Nullable Supplier<SslContext> sslContext;

	private final Deadlines<NettyConnection> closing = new Deadlines<>(CLOSE_TIMEOUT);

	private final Deadlines<HandshakeHandler> handshaking;

	private final Deadlines<HttpEndpointHandler> serving;

	private final List<HttpEndpoint> endpoints;

	private final TrustedProxies trustedProxies;

	private final Map<String, ClientScript> scripts;

	private final WebSocketDecoderConfig decoderConfig;

	private final Map<EventLoop, EventLoopLane> lanes = new ConcurrentHashMap<>();

	// Of plain HTTP, which are under way.
	private final AtomicInteger calls = new AtomicInteger();

	private volatile int maxConnections = Integer.MAX_VALUE;

	private volatile boolean stopping;

	private final EventLoopWatch eventLoops = new EventLoopWatch();

	private final RefusedConnections refused = new RefusedConnections();

	private @Nullable EventLoopGroup acceptor;

	private @Nullable EventLoopGroup workers;

	private @Nullable ThreadPoolExecutor handshakeExecutor;

	private @Nullable ThreadPoolExecutor httpExecutor;

	private @Nullable Channel listener;

	/**
	 * Create a transport; {@link #start()} opens the port.
	 * @param handler what to call
	 * @param limits the limits of what waits to be written
	 * @param settings how to listen
	 * @param sslContext returns the TLS context for the next connection, or {@code null}
	 * for no TLS
	 */
	public NettyTransport(ConnectionHandler handler, OutboundLimits limits, NettySettings settings,
			@Nullable Supplier<SslContext> sslContext) {
		this(handler, limits, settings, sslContext, List.of());
	}

	/**
	 * Create a transport that serves plain HTTP as well; {@link #start()} opens the port.
	 * @param handler what to call
	 * @param limits the limits of what waits to be written
	 * @param settings how to listen
	 * @param sslContext returns the TLS context for the next connection, or {@code null}
	 * for no TLS
	 * @param endpoints what answers plain HTTP
	 */
	public NettyTransport(ConnectionHandler handler, OutboundLimits limits, NettySettings settings,
			@Nullable Supplier<SslContext> sslContext, List<HttpEndpoint> endpoints) {
		this.handler = handler;
		this.endpoints = List.copyOf(endpoints);
		this.serving = new Deadlines<>(settings.handshakeTimeout());
		this.limits = limits;
		this.settings = settings;
		this.sslContext = sslContext;
		this.handshaking = new Deadlines<>(settings.handshakeTimeout());
		this.trustedProxies = new TrustedProxies(settings.trustedProxies(), settings.forwardedHeaders());
		this.decoderConfig = WebSocketDecoderConfig.newBuilder()
			.expectMaskedFrames(true)
			.allowMaskMismatch(false)
			.allowExtensions(false)
			.closeOnProtocolViolation(false)
			.maxFramePayloadLength(settings.maxMessage())
			.build();
		String path = settings.scriptPath();
		this.scripts = path.isEmpty() ? Map.of() : Map.of(path, ClientScript.script(path, settings.path()),
				ClientScript.typesPath(path), ClientScript.types());
	}

	/**
	 * Reset connections over a number, whatever they would become: handshakes that are
	 * under way count as well. To be called before {@link #start()}.
	 * @param maxConnections the number; unlimited unless this is called
	 */
	public void maxConnections(int maxConnections) {
		this.maxConnections = maxConnections;
	}

	/**
	 * Open the port, and return when it is open.
	 * @throws NettyTransportException if it cannot be opened
	 */
	public synchronized void start() {
		Assert.state(this.listener == null, "The transport has been started already");
		this.stopping = false;
		IoTransport io = ioTransport();
		EventLoopGroup acceptor = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("push-accept", true),
				io.handlerFactory());
		EventLoopGroup workers = new MultiThreadIoEventLoopGroup(workerCount(),
				new DefaultThreadFactory("push-netty", true), io.handlerFactory());
		this.acceptor = acceptor;
		this.workers = workers;
		this.handshakeExecutor = executor("push-handshake-", HANDSHAKE_THREADS, HANDSHAKE_BACKLOG);
		this.httpExecutor = executor("push-http-", HTTP_THREADS, HTTP_BACKLOG);
		ServerBootstrap bootstrap = new ServerBootstrap().group(acceptor, workers)
			.channel(io.serverChannel())
			.option(ChannelOption.SO_BACKLOG, this.settings.backlog())
			.option(ChannelOption.SO_REUSEADDR, true)
			.handler(new AcceptGuard(this.handler, this.maxConnections, this.refused))
			.childOption(ChannelOption.TCP_NODELAY, true)
			.childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
			.childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
			.childHandler(initializer());
		if (this.settings.maxUnsent() > 0) {
			io.limitUnsent(bootstrap, this.settings.maxUnsent());
		}
		rehearse();
		ChannelFuture bound = bootstrap.bind(address()).awaitUninterruptibly();
		if (!bound.isSuccess()) {
			close();
			throw new NettyTransportException("The push endpoint cannot listen on port " + this.settings.port(),
					this.settings.port(), bound.cause());
		}
		this.listener = bound.channel();
		this.eventLoops.start(workers);
		acceptor.next().scheduleWithFixedDelay(this::tick, TICK, TICK, TimeUnit.MILLISECONDS);
	}

	ChannelHandler initializer() {
		return new Initializer();
	}

	private void rehearse() {
		try {
			boolean good = Rehearsal.run(this.settings);
			logger.debug(good ? "Ready for the first connection" : "The rehearsal of a connection ended too early");
		}
		catch (RuntimeException ex) {
			// Nothing is lost but the time that the first connection takes.
			logger.debug("A connection could not be rehearsed", ex);
		}
	}

	private IoTransport ioTransport() {
		try {
			return IoTransport.of(this.settings.io());
		}
		catch (IllegalStateException ex) {
			throw new NettyTransportException(
					"Netty cannot talk to the kernel by " + this.settings.io() + ": " + ex.getMessage(),
					this.settings.port(), ex);
		}
	}

	/**
	 * Return what tells how busy the event loops of connections are.
	 * @return the same object, whether the transport runs or not
	 */
	public EventLoopWatch eventLoops() {
		return this.eventLoops;
	}

	/**
	 * Return the connections that came to no request.
	 * @return the counts, of the same object in each run
	 */
	public RefusedConnections refusedConnections() {
		return this.refused;
	}

	/**
	 * Return how many event loops there are for connections.
	 * @return the number, whether the transport runs or not
	 */
	public int workerCount() {
		return (this.settings.workers() > 0) ? this.settings.workers() : Runtime.getRuntime().availableProcessors();
	}

	private InetSocketAddress address() {
		return (this.settings.address() != null) ? new InetSocketAddress(this.settings.address(), this.settings.port())
				: new InetSocketAddress(this.settings.port());
	}

	private static ThreadPoolExecutor executor(String name, int threads, int backlog) {
		AtomicInteger count = new AtomicInteger();
		ThreadPoolExecutor executor = new ThreadPoolExecutor(threads, threads, 30, TimeUnit.SECONDS,
				new ArrayBlockingQueue<>(backlog), (task) -> {
					Thread thread = new Thread(task, name + count.getAndIncrement());
					thread.setDaemon(true);
					return thread;
				});
		executor.allowCoreThreadTimeOut(true);
		return executor;
	}

	static HttpRequestDecoder decoder() {
		return new HttpRequestDecoder(HTTP_CONFIG);
	}

	private void tick() {
		this.closing.expire(NettyConnection::abort);
		this.handshaking.expire(HandshakeHandler::expire);
		this.serving.expire(HttpEndpointHandler::expire);
	}

	/**
	 * Return the port.
	 * @return the port that is open
	 */
	public synchronized int port() {
		Assert.state(this.listener != null, "The transport has not been started");
		return ((InetSocketAddress) this.listener.localAddress()).getPort();
	}

	ConnectionHandler handler() {
		return this.handler;
	}

	OutboundLimits limits() {
		return this.limits;
	}

	NettySettings settings() {
		return this.settings;
	}

	WebSocketDecoderConfig decoderConfig() {
		return this.decoderConfig;
	}

	Executor httpExecutor() {
		return Objects.requireNonNull(this.httpExecutor);
	}

	Executor handshakeExecutor() {
		return Objects.requireNonNull(this.handshakeExecutor);
	}

	/**
	 * Return the file of the JavaScript client that a request asks for.
	 * @return the file, or {@code null} if it asks for something else
	 */
	@Nullable ClientScript script(HttpRequest request) {
		return (request.decoderResult().isSuccess() && HttpMethod.GET.equals(request.method()))
				? this.scripts.get(request.uri()) : null;
	}

	/**
	 * Return the endpoint that a request is for.
	 * @return the endpoint, or {@code null} if there is none
	 */
	@Nullable HttpEndpoint endpoint(HttpRequest request) {
		if (!this.endpoints.isEmpty() && request.decoderResult().isSuccess()) {
			String path = NettyHttpCall.path(request.uri());
			for (HttpEndpoint endpoint : this.endpoints) {
				if (endpoint.claims(path)) {
					return endpoint;
				}
			}
		}
		return null;
	}

	void serving(HttpEndpointHandler connection) {
		this.serving.add(connection);
	}

	EventLoopLane lane(EventLoop eventLoop) {
		return this.lanes.computeIfAbsent(eventLoop, EventLoopLane::new);
	}

	TrustedProxies trustedProxies() {
		return this.trustedProxies;
	}

	void closing(NettyConnection connection) {
		this.closing.add(connection);
	}

	/**
	 * Close the port and whatever connections are left.
	 */
	@Override
	public synchronized void close() {
		if (this.listener != null) {
			this.listener.close().awaitUninterruptibly();
			this.listener = null;
			awaitCalls();
		}
		if (this.handshakeExecutor != null) {
			this.handshakeExecutor.shutdown();
		}
		if (this.httpExecutor != null) {
			this.httpExecutor.shutdown();
		}
		this.eventLoops.stop();
		shutDown(this.workers);
		shutDown(this.acceptor);
		this.lanes.clear();
	}

	/**
	 * Let calls that are under way be answered.
	 */
	private void awaitCalls() {
		long deadline = System.nanoTime() + CALLS_PATIENCE;
		this.stopping = true;
		try {
			while (this.calls.get() > 0 && System.nanoTime() - deadline < 0) {
				TimeUnit.MILLISECONDS.sleep(TICK / 10);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	boolean isStopping() {
		return this.stopping;
	}

	void callBegan() {
		this.calls.incrementAndGet();
	}

	void callEnded() {
		this.calls.decrementAndGet();
	}

	private static void shutDown(@Nullable EventLoopGroup group) {
		if (group != null) {
			group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
		}
	}

	private final class Initializer extends ChannelInitializer<Channel> {

		@Override
		protected void initChannel(Channel channel) {
			ChannelPipeline pipeline = channel.pipeline();
			if (NettyTransport.this.settings.proxyProtocol() && NettyTransport.this.trustedProxies.isProxy(channel)) {
				ProxyProtocolHandler.addTo(pipeline);
			}
			Supplier<SslContext> ssl = NettyTransport.this.sslContext;
			if (ssl != null) {
				SslHandler handler = ssl.get().newHandler(channel.alloc());
				NettyTransport.this.refused.watch(handler);
				pipeline.addLast(handler);
			}
			HttpRequestDecoder decoder = decoder();
			// What follows the request is left alone: it may be frames already.
			decoder.setSingleDecode(true);
			pipeline.addLast(decoder);
			HandshakeHandler handshake = new HandshakeHandler(NettyTransport.this);
			pipeline.addLast(handshake);
			NettyTransport.this.handshaking.add(handshake);
		}

	}

}
