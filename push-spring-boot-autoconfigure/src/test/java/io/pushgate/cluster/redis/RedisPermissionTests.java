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
import java.util.Set;
import java.util.UUID;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.pushgate.cluster.BusConfigurationException;
import io.pushgate.cluster.BusNode;
import io.pushgate.cluster.Claim;
import io.pushgate.cluster.DirectoryCluster;
import io.pushgate.cluster.DirectoryPeer;
import io.pushgate.cluster.NodeId;
import io.pushgate.message.PushTarget;
import io.pushgate.testsupport.ExpectErrors;
import io.pushgate.testsupport.LoggedErrors;
import io.pushgate.testsupport.broker.RedisServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * What a user of Redis must be allowed, and what is said where something is missing.
 */
class RedisPermissionTests {

	private static final NodeId ONE = new NodeId(1);

	private static RedisServer redis;

	private static RedisClient client;

	private final String topic = "push-" + UUID.randomUUID();

	private final DirectoryCluster cluster = new DirectoryCluster();

	private LettuceConnectionFactory factory;

	private RedisDirectory directory;

	@BeforeAll
	static void startRedis() {
		redis = RedisServer.start();
		client = RedisClient.create("redis://127.0.0.1:" + redis.port());
	}

	@AfterAll
	static void stopRedis() {
		client.shutdown();
		redis.close();
	}

	@AfterEach
	void stop() {
		if (this.directory != null) {
			this.directory.kill();
		}
		if (this.factory != null) {
			this.factory.destroy();
		}
	}

	@Test
	void whatTheRemedyNamesIsEnough() {
		connect("whole", RedisFailures.PERMISSIONS);
		assertThat(new RedisNodeLeaseStore(this.factory, this.topic).age()).isGreaterThanOrEqualTo(Duration.ZERO);
		try (RedisClaimStore claims = new RedisClaimStore(this.factory, this.topic)) {
			Claim.Mine mine = (Claim.Mine) claims.claim("n", new byte[] { 1 }, Duration.ofSeconds(5)).join();
			mine.done(new byte[] { 2 }, Duration.ofSeconds(5)).join();
		}
		BusNode node = BusNode.started(1, new RedisBusEngine(this.factory, this.topic));
		node.bus().stop();
		DirectoryPeer one = directory();
		await().until(this.directory::isAvailable);
		one.open("ada");
		one.join("g");
		assertThat(this.directory.settled().join()).isTrue();
		assertThat(this.directory.locate(DirectoryPeer.TENANT, PushTarget.user("ada")).join().nodes())
			.containsOnlyKeys(ONE);
	}

	@Test
	@ExpectErrors("The directory cannot tell whether Redis has lost its data")
	void saysThatTheDirectoryLacksInfo(LoggedErrors errors) {
		connect("mute", RedisFailures.PERMISSIONS + " -info");
		directory();
		await().until(() -> !errors.messages().isEmpty());
		assertThat(errors.messages()).singleElement()
			.asString()
			.containsIgnoringCase("'info'")
			.contains("ACL SETUSER")
			.contains("+info");
		assertThatExceptionOfType(BusConfigurationException.class)
			.isThrownBy(() -> new RedisNodeLeaseStore(this.factory, this.topic).age())
			.satisfies((ex) -> assertThat(ex.remedy()).contains("+info"));
	}

	@Test
	@ExpectErrors("Redis refuses to write the directory")
	void saysThatTheDirectoryMayNotWrite(LoggedErrors errors) {
		connect("reader", RedisFailures.PERMISSIONS + " -@scripting");
		directory();
		await().until(() -> !errors.messages().isEmpty());
		assertThat(errors.messages()).singleElement().asString().contains("ACL SETUSER").contains("+@scripting");
	}

	private DirectoryPeer directory() {
		this.directory = new RedisDirectory(this.factory, this.topic, ONE, 10, Duration.ofMillis(200),
				() -> Set.of(ONE), RedisDirectoryTests.TIMES);
		return this.cluster.add(1, this.directory);
	}

	private void connect(String user, String permissions) {
		RedisCommands<String, String> commands = client.connect().sync();
		CommandArgs<String, String> arguments = new CommandArgs<>(StringCodec.UTF8).add("SETUSER")
			.add(user)
			.add("reset")
			.add("on")
			.add(">secret");
		for (String rule : permissions.split(" ")) {
			arguments.add(rule.replace("push:", this.topic + ":"));
		}
		commands.dispatch(CommandType.ACL, new StatusOutput<>(StringCodec.UTF8), arguments);
		RedisStandaloneConfiguration configuration = new RedisStandaloneConfiguration("127.0.0.1", redis.port());
		configuration.setUsername(user);
		configuration.setPassword("secret");
		this.factory = new LettuceConnectionFactory(configuration);
		this.factory.afterPropertiesSet();
		this.factory.start();
	}

}
