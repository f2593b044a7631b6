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

import java.time.Duration;

import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How a node says farewell to its clients.
 *
 * @since 0.1.0
 */
@ConfigurationProperties("push.drain")
public class PushDrainProperties implements InitializingBean {

	/**
	 * Time over which the clients of a node that drains are told to come back at most:
	 * where no other node takes them, as many seconds as are needed for 50 of them each.
	 * Zero for at once.
	 */
	private Duration spread = Duration.ofSeconds(30);

	/**
	 * Time in which a node that drains has sent its clients away, whatever they do. Must
	 * be shorter than 'spring.lifecycle.timeout-per-shutdown-phase'.
	 */
	private Duration timeout = Duration.ofSeconds(25);

	public Duration getSpread() {
		return this.spread;
	}

	public void setSpread(Duration spread) {
		this.spread = spread;
	}

	public Duration getTimeout() {
		return this.timeout;
	}

	public void setTimeout(Duration timeout) {
		this.timeout = timeout;
	}

	@Override
	public void afterPropertiesSet() {
		PropertyChecks.check(this);
	}

}
