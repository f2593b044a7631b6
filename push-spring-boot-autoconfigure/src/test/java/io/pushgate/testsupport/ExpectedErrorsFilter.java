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

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the errors that a test expects from the console. Named in
 * {@code logback-test.xml}, as Spring Boot sets up the log anew for each application.
 */
public final class ExpectedErrorsFilter extends Filter<ILoggingEvent> {

	static final List<LoggedErrors> EXPECTED = new CopyOnWriteArrayList<>();

	@Override
	public FilterReply decide(ILoggingEvent event) {
		@Nullable Throwable cause = (event.getThrowableProxy() instanceof ThrowableProxy proxy) ? proxy.getThrowable() : null;
		if (event.getLevel() != Level.ERROR && cause == null) {
			return FilterReply.NEUTRAL;
		}
		String message = event.getFormattedMessage();
		boolean expected = false;
		for (LoggedErrors errors : EXPECTED) {
			expected |= errors.take(message, cause);
		}
		return expected ? FilterReply.DENY : FilterReply.NEUTRAL;
	}

}
