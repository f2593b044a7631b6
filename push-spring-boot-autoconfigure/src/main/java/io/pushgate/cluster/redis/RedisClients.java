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

package io.pushgate.cluster.redis;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.DefaultEventLoopGroupProvider;
import io.netty.util.HashedWheelTimer;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutorGroup;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.netty.util.concurrent.Promise;
import io.pushgate.cluster.BusConfigurationException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * A client of Lettuce that connects as the application's does, but has threads of its own
 * and refuses commands at once while there is no connection.
 */
final class RedisClients implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(RedisClients.class);

	private static final int THREADS = 2;

	private static final int MAX_PENDING = 32_768;

	private static final Duration TIMEOUT = Duration.ofSeconds(2);

	private final LettuceConnectionFactory factory;

	private final Threads threads;

	private final ClientResources resources;

	private RedisClients(LettuceConnectionFactory factory, Threads threads, ClientResources resources) {
		this.factory = factory;
		this.threads = threads;
		this.resources = resources;
	}

	/**
	 * Create a client.
	 * @param application what to connect like
	 * @return the client
	 */
	static RedisClients like(RedisConnectionFactory application) {
		if (!(application instanceof LettuceConnectionFactory lettuce)) {
			throw new BusConfigurationException(
					"The Redis bus needs connections of Lettuce, but the application's are of "
							+ application.getClass().getName(),
					"Add the dependency io.lettuce:lettuce-core and remove the other driver, or set "
							+ "'spring.data.redis.client-type' to lettuce.",
					null);
		}
		LettuceClientConfiguration like = lettuce.getClientConfiguration();
		Threads threads = new Threads();
		ClientResources resources = resources(threads, like.getClientResources().orElse(null));
		LettuceConnectionFactory factory = new LettuceConnectionFactory(configuration(lettuce),
				like(like, resources, options(like, lettuce.isClusterAware())));
		factory.afterPropertiesSet();
		factory.start();
		return new RedisClients(factory, threads, resources);
	}

	/**
	 * Make resources that share what the application's have, and own the rest. Those that
	 * Lettuce derives by itself would take the application's timer and threads down with
	 * them, and complain where they are not shut down.
	 */
	private static ClientResources resources(Threads threads, @Nullable ClientResources like) {
		ClientResources.Builder builder = DefaultClientResources.builder();
		if (like != null) {
			builder.eventExecutorGroup(like.eventExecutorGroup())
				.eventBus(like.eventBus())
				.commandLatencyRecorder(like.commandLatencyRecorder())
				.socketAddressResolver(like.socketAddressResolver())
				.addressResolverGroup(like.addressResolverGroup())
				.nettyCustomizer(like.nettyCustomizer())
				.tracing(like.tracing());
		}
		return builder.eventLoopGroupProvider(threads).timer(threads.timer).reconnectDelay(ReconnectPause::new).build();
	}

	private static LettuceClientConfiguration like(LettuceClientConfiguration like, ClientResources resources,
			ClientOptions options) {
		LettuceClientConfiguration.LettuceClientConfigurationBuilder builder = LettuceClientConfiguration.builder()
			.clientResources(resources)
			.clientOptions(options)
			.clientName(like.getClientName().map((name) -> name + "-push").orElse("push"))
			.commandTimeout(TIMEOUT)
			.shutdownTimeout(Duration.ZERO);
		like.getRedisCredentialsProviderFactory().ifPresent(builder::redisCredentialsProviderFactory);
		if (like.isUseSsl()) {
			LettuceClientConfiguration.LettuceSslClientConfigurationBuilder ssl = builder.useSsl()
				.verifyPeer(like.getVerifyMode());
			if (like.isStartTls()) {
				ssl.startTls();
			}
		}
		return builder.build();
	}

	private static RedisConfiguration configuration(LettuceConnectionFactory lettuce) {
		for (RedisConfiguration special : new @Nullable RedisConfiguration[] { lettuce.getClusterConfiguration(),
				lettuce.getSentinelConfiguration(), lettuce.getSocketConfiguration() }) {
			if (special != null) {
				return special;
			}
		}
		RedisStandaloneConfiguration standalone = lettuce.getStandaloneConfiguration();
		if (standalone.getHostName().equals(lettuce.getHostName()) && standalone.getPort() == lettuce.getPort()) {
			return standalone;
		}
		// Created with a configuration of no particular kind, which it does not show: nor
		// the name of the user, without which Redis refuses the password.
		RedisStandaloneConfiguration shown = new RedisStandaloneConfiguration(lettuce.getHostName(), lettuce.getPort());
		shown.setDatabase(lettuce.getDatabase());
		shown.setPassword(lettuce.getPassword());
		return shown;
	}

	private static ClientOptions options(LettuceClientConfiguration like, boolean cluster) {
		ClientOptions options = like.getClientOptions().orElseGet(ClientOptions::create);
		Duration connectTimeout = options.getSocketOptions().getConnectTimeout();
		SocketOptions socket = options.getSocketOptions()
			.mutate()
			.connectTimeout((connectTimeout.compareTo(TIMEOUT) < 0) ? connectTimeout : TIMEOUT)
			.build();
		ClientOptions bounded = options.mutate()
			.autoReconnect(true)
			.disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
			.requestQueueSize(MAX_PENDING)
			.timeoutOptions(TimeoutOptions.enabled(TIMEOUT))
			.socketOptions(socket)
			.build();
		if (!cluster) {
			return bounded;
		}
		ClusterClientOptions.Builder builder = ClusterClientOptions.builder(bounded);
		if (options instanceof ClusterClientOptions own) {
			builder = own.mutate();
			builder.autoReconnect(true)
				.disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
				.requestQueueSize(MAX_PENDING)
				.timeoutOptions(TimeoutOptions.enabled(TIMEOUT))
				.socketOptions(socket);
		}
		return builder
			.topologyRefreshOptions(
					ClusterTopologyRefreshOptions.builder().enablePeriodicRefresh(Duration.ofSeconds(15)).build())
			.build();
	}

	RedisConnectionFactory factory() {
		return this.factory;
	}

	AbstractRedisClient client() {
		return this.factory.getRequiredNativeClient();
	}

	RedisClient singleClient() {
		return (RedisClient) client();
	}

	/**
	 * Close connections, and wait until their client knows: it would close them again
	 * where it is closed itself, and Lettuce warns of that. Blocks for a moment.
	 * @param connections the connections, of which some may not be there
	 */
	static void close(@Nullable StatefulConnection<?, ?>... connections) {
		CompletableFuture<?>[] closed = Stream.of(connections)
			.filter(Objects::nonNull)
			.map(StatefulConnection::closeAsync)
			.toArray(CompletableFuture<?>[]::new);
		try {
			CompletableFuture.allOf(closed).get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException | TimeoutException ex) {
			logger.debug("A connection to Redis was not closed", ex);
		}
	}

	@Override
	public void close() {
		this.factory.destroy();
		// Handshakes that were refused end only when their time is over, see Threads.
		long handshakes = 2 * TIMEOUT.toMillis();
		this.threads.shutdown(handshakes, 2 * handshakes, TimeUnit.MILLISECONDS);
		this.resources.shutdown(0, 1, TimeUnit.SECONDS);
	}

	/**
	 * Event loops that outlive the client, with a timer that outlives them. Lettuce ends
	 * a handshake whose connection was refused only when its time is over, and a
	 * connection that is lost while the client is closed wants to come back: it logs an
	 * error where the event loop or the timer has gone by then.
	 */
	private static final class Threads extends DefaultEventLoopGroupProvider {

		private final HashedWheelTimer timer = new HashedWheelTimer(new DefaultThreadFactory("push-redis-timer", true));

		Threads() {
			super(THREADS);
		}

		@Override
		public Future<Boolean> shutdown(long quietPeriod, long timeout, TimeUnit unit) {
			Future<Boolean> ended = super.shutdown(quietPeriod, timeout, unit);
			ended.addListener((future) -> this.timer.stop());
			return ended;
		}

		@Override
		public Promise<Boolean> release(EventExecutorGroup eventLoopGroup, long quietPeriod, long timeout,
				TimeUnit unit) {
			return ImmediateEventExecutor.INSTANCE.<Boolean>newPromise().setSuccess(true);
		}

	}

}
