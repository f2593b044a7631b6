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

package io.pushgate.delivery.http;

import java.net.URI;
import java.time.Instant;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Keeps in mind how the gateway answers, and says so in the log where it changes, however
 * many calls fail. Thread-safe.
 */
final class GatewayWatch {

	private static final Log logger = LogFactory.getLog(GatewayClient.class);

	private final URI url;

	private volatile GatewayStatus status = new GatewayStatus(null, Instant.now(), null);

	GatewayWatch(URI url) {
		this.url = url;
	}

	GatewayStatus status() {
		return this.status;
	}

	void reached() {
		if (!Boolean.TRUE.equals(this.status.reached())) {
			change(null);
		}
	}

	void failed(String problem) {
		if (!Boolean.FALSE.equals(this.status.reached())) {
			change(problem);
		}
		else {
			this.status = new GatewayStatus(false, this.status.since(), problem);
		}
	}

	private synchronized void change(@Nullable String problem) {
		Boolean before = this.status.reached();
		boolean reached = problem == null;
		if (before != null && before == reached) {
			return;
		}
		this.status = new GatewayStatus(reached, Instant.now(), problem);
		if (!reached) {
			logger.warn("The gateway at " + this.url + " does not take what is pushed, which is tried again until "
					+ "'push.client.timeout' is over: " + problem);
		}
		else if (before != null) {
			logger.info("The gateway at " + this.url + " takes what is pushed again");
		}
	}

}
