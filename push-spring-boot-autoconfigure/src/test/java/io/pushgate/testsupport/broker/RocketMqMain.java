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

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Runs a name server and a broker in this process. Finds them by name, as they are on the
 * class path of that process only.
 */
public final class RocketMqMain {

	static final String READY = "The broker is registered";

	private RocketMqMain() {
	}

	public static void main(String[] args) throws ReflectiveOperationException {
		Class.forName("org.apache.rocketmq.namesrv.NamesrvStartup")
			.getMethod("main", String[].class)
			.invoke(null, (Object) new String[] { "-c", args[0] });
		Class<?> startup = Class.forName("org.apache.rocketmq.broker.BrokerStartup");
		Object broker = startup.getMethod("createBrokerController", String[].class)
			.invoke(null, (Object) new String[] { "-c", args[1] });
		startup.getMethod("start", broker.getClass()).invoke(null, broker);
		// It registers while it starts, before it has found the name server, and then not
		// before ten seconds have passed.
		Object client = broker.getClass().getMethod("getBrokerOuterAPI").invoke(broker);
		client = client.getClass().getMethod("getRemotingClient").invoke(client);
		while (((List<?>) client.getClass().getMethod("getAvailableNameSrvList").invoke(client)).isEmpty()) {
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
		}
		broker.getClass()
			.getMethod("registerBrokerAll", boolean.class, boolean.class, boolean.class)
			.invoke(broker, true, false, true);
		System.out.println(READY);
	}

}
