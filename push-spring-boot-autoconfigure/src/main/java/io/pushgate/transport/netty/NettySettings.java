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

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * How the Netty transport listens.
 *
 * @param address the address to listen on, or {@code null} for all
 * @param port the port, 0 for any free one
 * @param path the path of the endpoint, empty for none
 * @param scriptPath the path of the JavaScript client, empty for none
 * @param maxMessage the largest message of a client, in bytes
 * @param io how to talk to the kernel
 * @param workers the number of event loops for connections, 0 for one per processor
 * @param backlog how many connections the kernel may hold that have not been accepted
 * @param maxUnsent about how many bytes the kernel may hold for one connection that it
 * has not sent, 0 for what its own settings say
 * @param handshakeTimeout how long a client may take for the request of its handshake
 * @param trustedProxies addresses and subnets of proxies whose word about clients is
 * taken
 * @param forwardedHeaders which headers those proxies write
 * @param proxyProtocol whether those proxies send a header of the PROXY protocol
 * @since 0.1.0
 */
public record NettySettings(@Nullable InetAddress address, int port, String path, String scriptPath, int maxMessage,
		NettyIo io, int workers, int backlog, int maxUnsent, Duration handshakeTimeout, List<String> trustedProxies,
		ForwardedHeaders forwardedHeaders, boolean proxyProtocol) {

}
