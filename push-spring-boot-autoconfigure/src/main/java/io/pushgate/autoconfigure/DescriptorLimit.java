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

import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;

import com.sun.management.UnixOperatingSystemMXBean;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;

/**
 * How many connections the limit of file descriptors allows, with a reserve for brokers,
 * webhooks, files and the management port.
 *
 * @param limit the limit of the process, or -1 where it is not known
 * @param open how many were open when that was asked
 */
record DescriptorLimit(long limit, long open) {

	/**
	 * Connections that are accepted besides sessions: handshakes that are under way or
	 * are refused with an answer, and plain HTTP.
	 */
	static final int HANDSHAKES = 32;

	private static final int RESERVE = 64;

	private static final int RESERVE_PART = 32;

	private static final int LOW = 1000;

	private static final Log logger = LogFactory.getLog(PushAutoConfiguration.class);

	// Asked for once: what fits is the same for sessions and for the port.
	private static final DescriptorLimit PROCESS = ask();

	/**
	 * Return the limit of this process, and what was open when it was asked for first.
	 */
	static DescriptorLimit current() {
		return PROCESS;
	}

	private static DescriptorLimit ask() {
		return ClassUtils.isPresent("com.sun.management.UnixOperatingSystemMXBean",
				DescriptorLimit.class.getClassLoader()) ? Unix.current() : new DescriptorLimit(-1, 0);
	}

	/**
	 * Return how many sessions fit.
	 */
	int sessions() {
		if (this.limit < 0) {
			return Integer.MAX_VALUE;
		}
		long sessions = this.limit - this.open - RESERVE - this.limit / RESERVE_PART;
		return (int) Math.max(1, Math.min(Integer.MAX_VALUE, sessions));
	}

	/**
	 * Return how many connections a port may accept, whatever they become.
	 * @param maxPerNode the property, or {@code null} where it is not set
	 * @return the number; unlimited where the property is above what fits
	 */
	int accepted(@Nullable Integer maxPerNode) {
		int sessions = sessions();
		boolean unlimited = sessions > Integer.MAX_VALUE - HANDSHAKES || (maxPerNode != null && maxPerNode > sessions);
		return unlimited ? Integer.MAX_VALUE : sessions + HANDSHAKES;
	}

	/**
	 * Return how many connections the node takes, and log it.
	 * @param maxPerNode the property, or {@code null} where it is not set
	 * @return the number
	 */
	int maxPerNode(@Nullable Integer maxPerNode) {
		int sessions = sessions();
		if (maxPerNode == null) {
			if (this.limit >= 0) {
				String text = "This node takes up to " + sessions + " connections, as 'ulimit -n' is " + this.limit;
				if (sessions < LOW) {
					logger.warn(text + ", which is low. Raise it");
				}
				else {
					logger.info(text);
				}
			}
			return sessions;
		}
		if (maxPerNode > sessions) {
			logger.warn("push.session.max-per-node=" + maxPerNode + " is more than the " + sessions
					+ " connections for which there are file descriptors besides a reserve: 'ulimit -n' is "
					+ this.limit + ". Raise that limit, or lower the property");
		}
		return maxPerNode;
	}

	/**
	 * Loaded where the JDK has that bean.
	 */
	private static final class Unix {

		private static DescriptorLimit current() {
			OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
			return (system instanceof UnixOperatingSystemMXBean unix)
					? new DescriptorLimit(unix.getMaxFileDescriptorCount(), unix.getOpenFileDescriptorCount())
					: new DescriptorLimit(-1, 0);
		}

	}

}
