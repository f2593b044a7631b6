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
import java.util.concurrent.CompletionException;

import io.lettuce.core.AclSetuserArgs;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.protocol.CommandType;
import io.pushgate.cluster.Directory;
import io.pushgate.cluster.DirectoryCluster;
import io.pushgate.cluster.DirectoryPeer;
import io.pushgate.cluster.DirectoryUnavailableException;
import io.pushgate.cluster.NodeId;
import io.pushgate.message.PushTarget;
import io.pushgate.testsupport.ExpectErrors;
import io.pushgate.testsupport.LoggedErrors;
import io.pushgate.testsupport.broker.RedisServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * What the directory does while Redis answers and refuses to write.
 */
class RedisDirectoryRefusalTests {

	private static final NodeId ONE = new NodeId(1);

	private static final NodeId TWO = new NodeId(2);

	private static RedisServer redis;

	private static RedisClient client;

	private static RedisCommands<String, String> commands;

	private final DirectoryCluster cluster = new DirectoryCluster();

	private final RedisConnections connections = new RedisConnections();

	private RedisDirectory first;

	private RedisDirectory second;

	private DirectoryPeer one;

	private DirectoryPeer two;

	private final String topic = "push-" + UUID.randomUUID();

	@BeforeAll
	static void startRedis() {
		redis = RedisServer.start();
		client = RedisClient.create("redis://127.0.0.1:" + redis.port());
		commands = client.connect().sync();
	}

	@AfterAll
	static void stopRedis() {
		client.shutdown();
		redis.close();
	}

	@BeforeEach
	void start() {
		this.first = directory(ONE);
		this.second = directory(TWO);
		this.one = this.cluster.add(1, this.first);
		this.two = this.cluster.add(2, this.second);
		await().until(() -> this.first.isAvailable() && this.second.isAvailable());
	}

	private RedisDirectory directory(NodeId node) {
		return new RedisDirectory(this.connections.to(redis.port()), this.topic, node, 10, Duration.ofMillis(200),
				() -> Set.of(ONE, TWO), RedisDirectoryTests.TIMES);
	}

	@AfterEach
	void stop() {
		this.first.kill();
		this.second.kill();
		this.connections.close();
	}

	@Test
	@ExpectErrors("Redis refuses to write the directory")
	void losesNobodyWhileItsUserMayNotWrite(LoggedErrors errors) {
		losesNobody(Refusal.NOPERM);
		assertThat(errors.text()).contains("ACL SETUSER");
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NOPERM")
	void losesNobody(Refusal refusal) {
		var leaving = this.one.open("leaving");
		this.one.join("left");
		this.one.settle();
		refusal.begin(commands);
		try {
			this.one.join("joined");
			this.one.part("left");
			this.one.close(leaving);
			this.one.open("coming");
			assertThat(this.first.settled().join()).as("told that it is found").isFalse();
			// Others broadcast, rather than believe what lacks members.
			await().until(() -> !this.second.isAvailable());
			assertThatExceptionOfType(CompletionException.class)
				.isThrownBy(() -> locate(this.second, PushTarget.group("joined")))
				.havingCause()
				.isInstanceOf(DirectoryUnavailableException.class);
			// Longer than any number of tries.
			await().pollDelay(Duration.ofSeconds(2)).until(() -> !this.first.settled().join());
		}
		finally {
			refusal.end(commands);
		}
		await().until(this.second::isAvailable);
		assertThat(locate(this.second, PushTarget.group("joined"))).containsExactly(ONE);
		assertThat(locate(this.second, PushTarget.user("coming"))).containsExactly(ONE);
		assertThat(locate(this.second, PushTarget.group("left"))).isEmpty();
		assertThat(locate(this.second, PushTarget.user("leaving"))).isEmpty();
		assertThat(this.first.settled().join()).isTrue();
	}

	@Test
	void anEntryThatCannotBeWrittenHoldsUpNoOther() {
		DirectoryKeys keys = new DirectoryKeys(this.topic);
		String key = keys.group(DirectoryKeys.shard(DirectoryPeer.TENANT, "broken"),
				DirectoryKeys.member(DirectoryPeer.TENANT, "broken"));
		commands.set(key, "not a set");
		this.one.join("broken");
		await().until(() -> !this.first.settled().join());
		this.one.join("sound");
		assertThat(this.first.settled().join()).isTrue();
		assertThat(locate(this.second, PushTarget.group("sound"))).containsExactly(ONE);
		commands.del(key);
		await().until(() -> locate(this.second, PushTarget.group("broken")).contains(ONE));
	}

	private static Set<NodeId> locate(Directory directory, PushTarget target) {
		return directory.locate(DirectoryPeer.TENANT, target).join().nodes().keySet();
	}

	/**
	 * Why Redis refuses to write, for now.
	 */
	enum Refusal {

		NOREPLICAS {

			@Override
			void begin(RedisCommands<String, String> commands) {
				commands.configSet("min-replicas-to-write", "1");
			}

			@Override
			void end(RedisCommands<String, String> commands) {
				commands.configSet("min-replicas-to-write", "0");
			}

		},

		OOM {

			@Override
			void begin(RedisCommands<String, String> commands) {
				commands.configSet("maxmemory", "1");
			}

			@Override
			void end(RedisCommands<String, String> commands) {
				commands.configSet("maxmemory", "0");
			}

		},

		READONLY {

			@Override
			void begin(RedisCommands<String, String> commands) {
				commands.replicaof("127.0.0.1", 1);
			}

			@Override
			void end(RedisCommands<String, String> commands) {
				commands.replicaofNoOne();
			}

		},

		NOPERM {

			@Override
			void begin(RedisCommands<String, String> commands) {
				commands.aclSetuser("default",
						new AclSetuserArgs().removeCommand(CommandType.EVAL).removeCommand(CommandType.EVALSHA));
			}

			@Override
			void end(RedisCommands<String, String> commands) {
				commands.aclSetuser("default", AclSetuserArgs.Builder.allCommands());
			}

		};

		abstract void begin(RedisCommands<String, String> commands);

		abstract void end(RedisCommands<String, String> commands);

	}

}
