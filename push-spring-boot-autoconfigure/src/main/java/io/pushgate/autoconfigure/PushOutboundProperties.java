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

import io.pushgate.transport.SlowConsumerPolicy;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;

/**
 * What may wait to be written to slow clients.
 *
 * @since 0.1.0
 */
@ConfigurationProperties("push.outbound")
public class PushOutboundProperties implements InitializingBean {

	/**
	 * Amount of data that may wait for one connection.
	 */
	private DataSize maxPending = DataSize.ofMegabytes(1);

	/**
	 * Amount of data that may wait for all connections together. A quarter of the heap
	 * unless set.
	 */
	private @Nullable DataSize maxTotal;

	/**
	 * What happens to a connection for which more data waits: it is closed with 4101, or
	 * its oldest messages are dropped.
	 */
	private SlowConsumerPolicy slowConsumer = SlowConsumerPolicy.CLOSE;

	public DataSize getMaxPending() {
		return this.maxPending;
	}

	public void setMaxPending(DataSize maxPending) {
		this.maxPending = maxPending;
	}

	public @Nullable DataSize getMaxTotal() {
		return this.maxTotal;
	}

	public void setMaxTotal(@Nullable DataSize maxTotal) {
		this.maxTotal = maxTotal;
	}

	public SlowConsumerPolicy getSlowConsumer() {
		return this.slowConsumer;
	}

	public void setSlowConsumer(SlowConsumerPolicy slowConsumer) {
		this.slowConsumer = slowConsumer;
	}

	@Override
	public void afterPropertiesSet() {
		PropertyChecks.check(this);
	}

}
