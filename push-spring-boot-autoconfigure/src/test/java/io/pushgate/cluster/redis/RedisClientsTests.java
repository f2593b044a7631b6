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

import io.lettuce.core.ClientOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.SslVerifyMode;
import io.pushgate.cluster.BusConfigurationException;
import org.junit.jupiter.api.Test;

import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisPassword;
import org.springframework.data.redis.connection.RedisSentinelConfiguration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link RedisClients}: what it takes over from the application, and what not.
 */
class RedisClientsTests {

	private static LettuceConnectionFactory like(RedisStandaloneConfiguration configuration,
			LettuceClientConfiguration client) {
		return like(new LettuceConnectionFactory(configuration, client));
	}

	private static LettuceConnectionFactory like(LettuceConnectionFactory application) {
		try (RedisClients clients = RedisClients.like(application)) {
			return (LettuceConnectionFactory) clients.factory();
		}
	}

	@Test
	void connectsWhereTheApplicationDoes() {
		RedisStandaloneConfiguration configuration = new RedisStandaloneConfiguration("redis.example.com", 6390);
		configuration.setPassword("secret");
		configuration.setDatabase(3);
		LettuceConnectionFactory factory = like(configuration, LettuceClientConfiguration.defaultConfiguration());
		assertThat(factory.getHostName()).isEqualTo("redis.example.com");
		assertThat(factory.getPort()).isEqualTo(6390);
		assertThat(factory.getPassword()).isEqualTo("secret");
		assertThat(factory.getDatabase()).isEqualTo(3);
	}

	@Test
	void connectsToWhatSentinelNames() {
		RedisSentinelConfiguration configuration = new RedisSentinelConfiguration().master("main")
			.sentinel("sentinel.example.com", 26379);
		configuration.setSentinelPassword(RedisPassword.of("secret"));
		LettuceConnectionFactory factory = like(new LettuceConnectionFactory(configuration));
		assertThat(factory.getSentinelConfiguration()).isEqualTo(configuration);
	}

	@Test
	void speaksTlsAsTheApplicationDoes() {
		SslOptions ssl = SslOptions.builder().protocols("TLSv1.3").build();
		LettuceClientConfiguration client = LettuceClientConfiguration.builder()
			.clientOptions(ClientOptions.builder().sslOptions(ssl).build())
			.useSsl()
			.verifyPeer(SslVerifyMode.CA)
			.startTls()
			.build();
		LettuceConnectionFactory factory = like(new RedisStandaloneConfiguration(), client);
		assertThat(factory.getClientConfiguration().isUseSsl()).isTrue();
		assertThat(factory.getClientConfiguration().isStartTls()).isTrue();
		assertThat(factory.getClientConfiguration().getVerifyMode()).isEqualTo(SslVerifyMode.CA);
		assertThat(factory.getClientConfiguration().getClientOptions().orElseThrow().getSslOptions().getProtocols())
			.containsExactly("TLSv1.3");
	}

	@Test
	void refusesWhatCannotBeSentAndWaitsForNothingLong() {
		LettuceClientConfiguration client = LettuceClientConfiguration.builder()
			.clientName("app")
			.commandTimeout(Duration.ofMinutes(1))
			.build();
		LettuceClientConfiguration own = like(new RedisStandaloneConfiguration(), client).getClientConfiguration();
		assertThat(own.getClientName()).contains("app-push");
		assertThat(own.getCommandTimeout()).isLessThan(Duration.ofSeconds(5));
		assertThat(own.getClientOptions().orElseThrow().getDisconnectedBehavior())
			.isEqualTo(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS);
	}

	@Test
	void saysThatItNeedsLettuce() {
		assertThatExceptionOfType(BusConfigurationException.class)
			.isThrownBy(() -> RedisClients.like(mock(RedisConnectionFactory.class)))
			.satisfies((ex) -> assertThat(ex.remedy()).contains("io.lettuce:lettuce-core"));
	}

}
