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

package io.pushgate.architecture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.alibaba.fastjson2.JSON;
import io.lettuce.core.RedisClient;
import io.netty.channel.epoll.Epoll;
import io.netty.handler.codec.http.HttpServerCodec;
import org.apache.catalina.startup.Tomcat;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.tomcat.websocket.WsSession;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.msgpack.core.MessagePack;

import org.springframework.boot.SpringApplication;
import org.springframework.core.SpringVersion;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds the tables of {@code docs/dependencies.md} against the parent POM and against the
 * libraries that are there.
 */
class PinnedVersionsTests {

	private static final Pattern PROPERTY = Pattern.compile("<([a-z0-9.-]+\\.version)>([^<]+)</");

	private static final Pattern ROW = Pattern.compile("\\| `([a-z0-9.-]+\\.version)` \\| (\\S+) \\| \\S.* \\|");

	/**
	 * What builds and checks, and is in no jar.
	 */
	private static final List<String> TOOLS = List.of("java.version", "spring-javaformat.version",
			"checkstyle.version");

	private static final Map<String, List<Class<?>>> LIBRARIES = Map.of("spring-boot.version",
			List.of(SpringApplication.class), "netty.version", List.of(HttpServerCodec.class, Epoll.class),
			"msgpack.version", List.of(MessagePack.class), "fastjson2.version", List.of(JSON.class), "rocketmq.version",
			List.of(DefaultMQProducer.class), "tomcat.version", List.of(Tomcat.class, WsSession.class), "jetty.version",
			List.of(Server.class), "spring-framework.version", List.of(SpringVersion.class), "lettuce.version",
			List.of(RedisClient.class));

	@Test
	void everyPinnedVersionHasItsReason() throws IOException {
		Map<String, String> pinned = new LinkedHashMap<>();
		Matcher properties = PROPERTY.matcher(Files.readString(Path.of("../pom.xml")));
		while (properties.find()) {
			String name = properties.group(1);
			if (!TOOLS.contains(name) && !name.endsWith("-plugin.version")) {
				pinned.put(name, properties.group(2));
			}
		}
		assertThat(pinned).containsKey("netty.version");
		assertThat(rows("## Pinned by the build")).isEqualTo(pinned);
	}

	@ParameterizedTest
	@ValueSource(strings = { "## Pinned by the build", "## From Spring Boot" })
	void theLibrariesHaveTheVersionsOfTheTable(String heading) throws IOException {
		Map<String, String> rows = rows(heading);
		assertThat(rows.keySet()).containsAnyElementsOf(LIBRARIES.keySet());
		rows.forEach((name, version) -> LIBRARIES.getOrDefault(name, List.of())
			.forEach((type) -> assertThat(type.getProtectionDomain().getCodeSource().getLocation().getPath()).as(name)
				.endsWith("-" + version + ".jar")));
	}

	private static Map<String, String> rows(String heading) throws IOException {
		List<String> lines = Files.readAllLines(Path.of("../docs/dependencies.md"));
		Map<String, String> rows = new LinkedHashMap<>();
		for (String line : lines.subList(lines.indexOf(heading) + 1, lines.size())) {
			if (line.startsWith("## ")) {
				break;
			}
			Matcher row = ROW.matcher(line);
			if (row.matches()) {
				rows.put(row.group(1), row.group(2));
			}
		}
		assertThat(rows).as(heading).isNotEmpty();
		return rows;
	}

}
