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

package io.pushgate.standalone;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;

/**
 * The gateway. All it is, is in its {@code application.yml}.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class PushGatewayApplication {

	private static final String IO_URING_OF_LETTUCE = "io.lettuce.core.iouring";

	private static final String SAFE_MODE_OF_FASTJSON = "fastjson2.parser.safeMode";

	/**
	 * Start the gateway.
	 * @param args the arguments, such as {@code --push.endpoint.port=9000}
	 */
	public static void main(String[] args) {
		// With both of Netty's native transports there, Lettuce takes epoll and sets the
		// options of io_uring, so a dead line to Redis would be found late:
		// https://github.com/redis/lettuce/pull/3818
		if (System.getProperty(IO_URING_OF_LETTUCE) == null) {
			System.setProperty(IO_URING_OF_LETTUCE, "false");
		}
		// RocketMQ's client parses with fastjson what its servers answer: no types by
		// name.
		if (System.getProperty(SAFE_MODE_OF_FASTJSON) == null) {
			System.setProperty(SAFE_MODE_OF_FASTJSON, "true");
		}
		SpringApplication.run(PushGatewayApplication.class, args);
	}

}
