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

package io.pushgate.cluster.rocketmq;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;

/**
 * Warns of a fastjson with known holes. RocketMQ's client parses with it what name
 * servers and brokers answer, so that a forged answer runs code of its sender's
 * (CVE-2026-16723): the version that rocketmq-spring-boot-starter 2.3.5 brings is one of
 * these.
 */
public final class FastjsonCheck {

	private static final Log logger = LogFactory.getLog(FastjsonCheck.class);

	private static final String FASTJSON = "com.alibaba.fastjson.JSON";

	private static final String FASTJSON_2 = "com.alibaba.fastjson2.JSON";

	private static final int[] SAFE_FASTJSON = { 1, 2, 84 };

	private static final int[] SAFE_FASTJSON_2 = { 2, 0, 64 };

	private FastjsonCheck() {
	}

	/**
	 * Look at what is on the classpath.
	 * @param loader where RocketMQ's client is
	 */
	public static void warn(@Nullable ClassLoader loader) {
		warn("com.alibaba:fastjson", version(FASTJSON, loader), SAFE_FASTJSON);
		warn("com.alibaba.fastjson2:fastjson2", version(FASTJSON_2, loader), SAFE_FASTJSON_2);
	}

	static void warn(String artifact, @Nullable String version, int[] safe) {
		if (version != null && isOlder(version, safe)) {
			logger.warn("The dependency " + artifact + ":" + version + " lets a forged answer of a RocketMQ server run "
					+ "code here (CVE-2026-16723). Exclude com.alibaba:fastjson and org.apache.rocketmq:rocketmq-acl "
					+ "from rocketmq-spring-boot-starter, and manage org.apache.rocketmq:rocketmq-client as 5.5.0 and "
					+ "com.alibaba.fastjson2:fastjson2 as 2.0.65 or newer");
		}
	}

	private static @Nullable String version(String type, @Nullable ClassLoader loader) {
		if (!ClassUtils.isPresent(type, loader)) {
			return null;
		}
		try {
			return String.valueOf(ClassUtils.forName(type, loader).getField("VERSION").get(null));
		}
		catch (ReflectiveOperationException | LinkageError ex) {
			logger.debug("The version of " + type + " is not known", ex);
			return null;
		}
	}

	static boolean isOlder(String version, int[] safe) {
		String[] parts = version.split("[^0-9]+");
		for (int i = 0; i < safe.length; i++) {
			int part = (i < parts.length && !parts[i].isEmpty()) ? Integer.parseInt(parts[i]) : 0;
			if (part != safe[i]) {
				return part < safe[i];
			}
		}
		return false;
	}

}
