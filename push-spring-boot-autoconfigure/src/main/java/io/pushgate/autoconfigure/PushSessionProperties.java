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

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How many sessions there may be.
 *
 * @since 0.1.0
 */
@ConfigurationProperties("push.session")
public class PushSessionProperties implements InitializingBean {

	/**
	 * Number of sessions that a user may have. Over it, the earliest is closed with 4001.
	 */
	private int maxPerUser = 10;

	/**
	 * Number of connections that this node takes. Over it, handshakes are answered with
	 * 503. Unless set, as many as the limit of file descriptors ('ulimit -n') allows
	 * besides a reserve, and on Tomcat no more than a little less than
	 * 'server.tomcat.max-connections', where plain HTTP counts as well.
	 */
	private @Nullable Integer maxPerNode;

	/**
	 * Number of new connections a second that this node takes. Over it, handshakes are
	 * answered with 503. Unlimited unless set.
	 */
	private @Nullable Integer connectRate;

	/**
	 * Number of groups that a session may be in when its client wants to join another.
	 * Over it, the client is told 'forbidden'. What the application joins by PushTemplate
	 * counts, but is never refused.
	 */
	private int maxGroups = 100;

	/**
	 * Time after its last session has ended from which on a user is offline. Zero for at
	 * once.
	 */
	private Duration offlineDelay = Duration.ofSeconds(5);

	public int getMaxPerUser() {
		return this.maxPerUser;
	}

	public void setMaxPerUser(int maxPerUser) {
		this.maxPerUser = maxPerUser;
	}

	public @Nullable Integer getMaxPerNode() {
		return this.maxPerNode;
	}

	public void setMaxPerNode(@Nullable Integer maxPerNode) {
		this.maxPerNode = maxPerNode;
	}

	public @Nullable Integer getConnectRate() {
		return this.connectRate;
	}

	public void setConnectRate(@Nullable Integer connectRate) {
		this.connectRate = connectRate;
	}

	public int getMaxGroups() {
		return this.maxGroups;
	}

	public void setMaxGroups(int maxGroups) {
		this.maxGroups = maxGroups;
	}

	public Duration getOfflineDelay() {
		return this.offlineDelay;
	}

	public void setOfflineDelay(Duration offlineDelay) {
		this.offlineDelay = offlineDelay;
	}

	@Override
	public void afterPropertiesSet() {
		PropertyChecks.check(this);
	}

}
