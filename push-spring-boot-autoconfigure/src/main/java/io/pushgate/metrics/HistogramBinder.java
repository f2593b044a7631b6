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

package io.pushgate.metrics;

import io.micrometer.core.instrument.MeterRegistry;

/**
 * Shows a {@link TimeMeter}, such as {@code push.delivery}, as a histogram in the way of
 * a particular monitoring system. To be defined as a bean for another system than those
 * that are supported.
 *
 * @since 0.1.0
 */
public interface HistogramBinder {

	/**
	 * Show the times in a registry, if this is one of the kind that is known here.
	 * @param meter the times
	 * @param registry the registry
	 * @return whether they are shown now, or shall not be shown
	 */
	boolean bind(TimeMeter meter, MeterRegistry registry);

}
