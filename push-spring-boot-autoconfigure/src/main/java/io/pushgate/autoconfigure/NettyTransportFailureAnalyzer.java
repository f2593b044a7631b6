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

package io.pushgate.autoconfigure;

import java.util.Objects;

import io.pushgate.transport.netty.NettyTransportException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says why the port of the Netty transport could not be opened, and what to do.
 */
class NettyTransportFailureAnalyzer extends AbstractFailureAnalyzer<NettyTransportException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, NettyTransportException cause) {
		String description = Objects.requireNonNull(cause.getMessage());
		Throwable reason = cause.getCause();
		if (reason instanceof IllegalStateException) {
			return new FailureAnalysis(description + ".",
					"Add the dependency io.netty:netty-transport-native-epoll or -native-io_uring with the classifier "
							+ "of your platform, such as linux-x86_64, or set 'push.netty.io' to auto, which takes "
							+ "what is there.",
					cause);
		}
		String problem = (reason != null) ? String.valueOf(reason.getMessage()) : "";
		if (problem.contains("in use")) {
			return new FailureAnalysis(description + ".",
					"Stop what listens on that port, or set 'push.endpoint.port' to another one; 0 takes any free one.",
					cause);
		}
		return new FailureAnalysis(description + ": " + problem + ".",
				"Set 'push.endpoint.port' and 'push.netty.address' to what this machine lets the application listen on.",
				cause);
	}

}
