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

package io.pushgate;

import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;

/**
 * Names the session that a log entry is about, in the mapped diagnostic context (MDC) of
 * SLF4J: {@value #TENANT}, {@value #USER}, {@value #DEVICE} and {@value #SESSION}. A
 * format such as ECS shows them as fields. Without SLF4J, nothing happens. Thread-safe.
 *
 * @since 0.1.0
 */
public final class LogContext {

	/**
	 * The tenant.
	 */
	public static final String TENANT = "push.tenant";

	/**
	 * The user's id.
	 */
	public static final String USER = "push.user";

	/**
	 * The device's id.
	 */
	public static final String DEVICE = "push.device";

	/**
	 * The session's id.
	 */
	public static final String SESSION = "push.session";

	private static final boolean PRESENT = ClassUtils.isPresent("org.slf4j.MDC", LogContext.class.getClassLoader());

	private LogContext() {
	}

	/**
	 * Run something with a session in the context of the calling thread. The context is
	 * afterwards as it was.
	 * @param tenant the tenant
	 * @param user the user's id
	 * @param device the device's id
	 * @param session the session's id
	 * @param task what to run
	 */
	public static void run(String tenant, String user, String device, String session, Runnable task) {
		if (PRESENT) {
			Slf4j.run(Map.of(TENANT, tenant, USER, user, DEVICE, device, SESSION, session), task);
		}
		else {
			task.run();
		}
	}

	/**
	 * Loaded where SLF4J is there.
	 */
	private static final class Slf4j {

		private static void run(Map<String, String> entries, Runnable task) {
			Map<String, @Nullable String> before = new TreeMap<>();
			entries.forEach((key, value) -> {
				before.put(key, org.slf4j.MDC.get(key));
				org.slf4j.MDC.put(key, value);
			});
			try {
				task.run();
			}
			finally {
				before.forEach((key, value) -> {
					if (value != null) {
						org.slf4j.MDC.put(key, value);
					}
					else {
						org.slf4j.MDC.remove(key);
					}
				});
			}
		}

	}

}
