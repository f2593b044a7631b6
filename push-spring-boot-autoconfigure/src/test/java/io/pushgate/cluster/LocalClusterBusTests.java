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

package io.pushgate.cluster;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The contract, for the nodes of one process.
 */
class LocalClusterBusTests extends AbstractClusterBusTests {

	private final LocalBroker broker = new LocalBroker();

	private final Set<BusReceiver> receivers = ConcurrentHashMap.newKeySet();

	@Override
	protected BusEngine engine() {
		return new FaultyEngine(new LocalBusEngine(this.broker)) {

			@Override
			public void open(NodeId node, BusReceiver receiver) {
				LocalClusterBusTests.this.receivers.add(receiver);
				super.open(node, receiver);
			}

		};
	}

	@Override
	protected void publishGarbage(byte[] bytes) {
		// Nothing but envelopes can be handed over here: what an engine does with others.
		for (BusReceiver receiver : this.receivers) {
			try {
				receiver.received(EnvelopeCodec.decode(bytes));
			}
			catch (EnvelopeException ex) {
				receiver.skipped(ex.reason());
			}
		}
	}

}
