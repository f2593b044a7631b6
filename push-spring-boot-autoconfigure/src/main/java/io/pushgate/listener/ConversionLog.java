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

package io.pushgate.listener;

import java.lang.reflect.Type;
import java.time.Duration;

import io.pushgate.LogThrottle;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Logs data that a {@link PushListener} method cannot take, once a minute with a count:
 * where every client of a version has it, it is the method that is wrong. Never logs the
 * data. Thread-safe.
 */
final class ConversionLog {

	private static final Log logger = LogFactory.getLog(PushListener.class);

	private static final Duration PERIOD = Duration.ofMinutes(1);

	private final LogThrottle throttle = new LogThrottle(PERIOD);

	private final String endpoint;

	/**
	 * Create a log.
	 * @param endpoint names bean and method
	 */
	ConversionLog(String endpoint) {
		this.endpoint = endpoint;
	}

	void failed(PushRequest request, Type type, PushRequestException failure) {
		this.throttle.log((suppressed) -> logger.warn("The @PushListener " + this.endpoint
				+ " was not called: what a client has sent for event '" + request.event() + "' of namespace '"
				+ request.namespace() + "' cannot be converted to " + type.getTypeName() + " ("
				+ printable(failure.getMessage()) + ((suppressed > 0) ? "; so " + suppressed + " more times)" : ")")));
	}

	/**
	 * A name within the data may have anything in it.
	 */
	private static String printable(String text) {
		return text.replaceAll("\\p{Cntrl}", "?");
	}

}
