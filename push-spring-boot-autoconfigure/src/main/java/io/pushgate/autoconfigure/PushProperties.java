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

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * What this application is in a deployment of Pushgate.
 *
 * @since 0.1.0
 */
@ConfigurationProperties("push")
public class PushProperties {

	/**
	 * Part that this application plays. In the mode 'gateway', the default of
	 * 'push.endpoint.transport' is 'netty', and that of 'push.api.enabled' and
	 * 'push.netty.actuator' is true.
	 */
	private Mode mode = Mode.EMBEDDED;

	public Mode getMode() {
		return this.mode;
	}

	public void setMode(Mode mode) {
		this.mode = mode;
	}

	/**
	 * Parts that an application can play.
	 */
	public enum Mode {

		/**
		 * It holds the connections of its users itself.
		 */
		EMBEDDED,

		/**
		 * It holds connections for applications elsewhere, and has no business of its
		 * own.
		 */
		GATEWAY,

		/**
		 * It holds no connections: gateways do so for it.
		 */
		CLIENT

	}

}
