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

import java.util.Map;
import java.util.function.Supplier;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests a {@link RedisServer}, a {@link RedisCluster} or a {@link RocketMqServer}
 * as a parameter. Each is started when it is first asked for, shared by all tests of the
 * process, and stopped with it; so a test that breaks one starts its own instead.
 */
public final class Brokers implements ParameterResolver {

	private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(Brokers.class);

	private static final Map<Class<?>, Supplier<AutoCloseable>> SERVERS = Map.of(RedisServer.class, RedisServer::start,
			RedisCluster.class, RedisCluster::start, RocketMqServer.class, RocketMqServer::start);

	@Override
	public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
		return SERVERS.containsKey(parameter.getParameter().getType());
	}

	@Override
	public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
		Class<?> type = parameter.getParameter().getType();
		return context.getRoot().getStore(NAMESPACE).computeIfAbsent(type, (key) -> SERVERS.get(key).get());
	}

}
