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

/**
 * Runs a name server and a broker in this process. Finds them by name, as they are on the
 * class path of that process only.
 */
public final class RocketMqMain {

	private RocketMqMain() {
	}

	public static void main(String[] args) throws ReflectiveOperationException {
		run("org.apache.rocketmq.namesrv.NamesrvStartup", args[0]);
		run("org.apache.rocketmq.broker.BrokerStartup", args[1]);
	}

	private static void run(String type, String configuration) throws ReflectiveOperationException {
		Class.forName(type)
			.getMethod("main", String[].class)
			.invoke(null, (Object) new String[] { "-c", configuration });
	}

}
