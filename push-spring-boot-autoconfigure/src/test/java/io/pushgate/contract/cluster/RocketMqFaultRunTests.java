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

package io.pushgate.contract.cluster;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The table of faults over RocketMQ, each with a broker and nodes of its own.
 */
@Tag("fault")
class RocketMqFaultRunTests {

	private final RocketMqFaults faults = new RocketMqFaults(20_000);

	@AfterEach
	void stop() {
		this.faults.close();
	}

	@Test
	void aNodeIsKilled() {
		this.faults.aNodeIsKilled();
	}

	@Test
	void nodesComeAndGo() {
		this.faults.nodesComeAndGo();
	}

	@Test
	void theBrokerRestarts() {
		this.faults.theBrokerRestarts();
	}

	@Test
	void theBrokerPauses() {
		this.faults.theBrokerPauses();
	}

}
