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

import java.util.regex.Pattern;

import io.lettuce.core.RedisCommandExecutionException;
import io.pushgate.cluster.BusConfigurationException;
import org.jspecify.annotations.Nullable;

/**
 * Tells what is wrong with the settings from what will pass.
 */
final class RedisFailures {

	// What a script runs into is wrapped, in a way that depends on the version of Redis.
	private static final Pattern PASSING = Pattern.compile("\\b(BUSY|CLUSTERDOWN|LOADING|MASTERDOWN|MISCONF|"
			+ "NOAUTH|NOPERM|NOREPLICAS|OOM|READONLY|TRYAGAIN|UNBLOCKED|WRONGPASS|ASK|MOVED|NOQUORUM)\\b");

	/**
	 * What a user of Redis needs, where the topic is {@code push}.
	 */
	static final String PERMISSIONS = "~push:* &push:* +@read +@write +@pubsub +@scripting +@connection -@dangerous "
			+ "+info +time +cluster";

	private RedisFailures() {
	}

	/**
	 * Return whether Redis has answered, and refused.
	 */
	static boolean isReply(Throwable failure) {
		return reply(failure) != null;
	}

	/**
	 * Return whether Redis will refuse the same command again, whatever becomes of its
	 * state: as there is something else where an entry should be, or the script fails.
	 */
	static boolean isLasting(Throwable failure) {
		RedisCommandExecutionException reply = reply(failure);
		String text = (reply != null) ? String.valueOf(reply.getMessage()) : "";
		return (text.startsWith("ERR") || text.contains("WRONGTYPE")) && !PASSING.matcher(text).find();
	}

	private static @Nullable RedisCommandExecutionException reply(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof RedisCommandExecutionException reply) {
				return reply;
			}
		}
		return null;
	}

	/**
	 * Return why Redis cannot be reached: the innermost cause, as the outer ones repeat
	 * the address only.
	 */
	static String reason(Throwable failure) {
		Throwable root = failure;
		while (root.getCause() != null) {
			root = root.getCause();
		}
		return (root.getMessage() != null) ? root.getMessage() : root.getClass().getSimpleName();
	}

	/**
	 * Return what is wrong with the settings.
	 * @param failure what came of a command or a connection
	 * @return the failure with its remedy, or {@code null} if it will pass
	 */
	static @Nullable BusConfigurationException configuration(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			String text = String.valueOf(cause.getMessage());
			// The latter is what Redis 6 says of a command in a script.
			if (text.contains("NOPERM") || text.contains("The user executing the script can't")) {
				return new BusConfigurationException("Redis does not let its user do what a cluster needs: " + text,
						"With 'push.cluster.topic' in place of 'push', give the user what 'ACL SETUSER <user> "
								+ PERMISSIONS + "' gives.",
						failure);
			}
			if (text.startsWith("WRONGPASS") || text.startsWith("NOAUTH")) {
				return new BusConfigurationException("Redis does not know the user or the password",
						"Set 'spring.data.redis.username' and 'spring.data.redis.password'.", failure);
			}
		}
		return null;
	}

}
