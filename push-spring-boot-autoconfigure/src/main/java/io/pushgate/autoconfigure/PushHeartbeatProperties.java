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
 * How silent clients may be.
 *
 * @since 0.1.0
 */
@ConfigurationProperties("push.heartbeat")
public class PushHeartbeatProperties implements InitializingBean {

	/**
	 * Time after which a silent connection is pinged.
	 */
	private Duration interval = Duration.ofSeconds(25);

	/**
	 * Time after which a silent connection is closed with 4100. Moves along where the
	 * interval grows.
	 */
	private Duration timeout = Duration.ofSeconds(60);

	/**
	 * Time by which the interval grows. Zero to keep it.
	 */
	private Duration step = Duration.ofSeconds(5);

	/**
	 * Longest interval.
	 */
	private Duration maxInterval = Duration.ofSeconds(60);

	/**
	 * Number of good beats after which the interval grows.
	 */
	private int every = 3;

	public Duration getInterval() {
		return this.interval;
	}

	public void setInterval(Duration interval) {
		this.interval = interval;
	}

	public Duration getTimeout() {
		return this.timeout;
	}

	public void setTimeout(Duration timeout) {
		this.timeout = timeout;
	}

	public Duration getStep() {
		return this.step;
	}

	public void setStep(Duration step) {
		this.step = step;
	}

	public Duration getMaxInterval() {
		return this.maxInterval;
	}

	public void setMaxInterval(Duration maxInterval) {
		this.maxInterval = maxInterval;
	}

	public int getEvery() {
		return this.every;
	}

	public void setEvery(int every) {
		this.every = every;
	}

	@Override
	public void afterPropertiesSet() {
		PropertyChecks.check(this);
	}

}
