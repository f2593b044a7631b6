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

package io.pushgate.testsupport;

import java.util.Map;

/**
 * What the nodes of a test are connected by: how an application is told.
 *
 * @param name what to call it
 * @param properties the properties of every node
 * @param redis whether the application needs a connection to Redis
 * @param rocketMq whether the application needs RocketMQ
 */
public record ClusterBroker(String name, Map<String, Object> properties, boolean redis, boolean rocketMq) {

	boolean needs(String autoConfiguration) {
		return autoConfiguration.contains("Redis") ? this.redis : this.rocketMq;
	}

	@Override
	public String toString() {
		return this.name;
	}

}
