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

package io.pushgate.actuate;

import java.time.Duration;
import java.util.Map;

import io.pushgate.gateway.DrainStatus;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * A node at a glance.
 *
 * @param node the node's name
 * @param uptime how long the process runs
 * @param drain whether connections are let in, or {@code null} where there is no endpoint
 * for clients
 * @param refusal why nobody is let in, apart from a drain, or {@code null} if clients may
 * come
 * @param cluster how the node is connected to the others, or {@code null} if it is the
 * only one
 * @param connections how many sessions there are, by transport
 * @param users how many users have a session
 * @param groups how many groups have a member
 * @param pendingBytes how many bytes wait to be written
 * @since 0.1.0
 */
public record PushNodeDescriptor(String node, Duration uptime, @Nullable DrainStatus drain, @Nullable String refusal,
		@Nullable PushClusterDescriptor cluster, Map<String, Integer> connections, int users, int groups,
		long pendingBytes) implements OperationResponseBody {

}
