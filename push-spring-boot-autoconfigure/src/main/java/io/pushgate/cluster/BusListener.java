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

import org.jspecify.annotations.Nullable;

/**
 * Is told how a {@link ClusterBus} fares. Called on threads of the bus; must not block.
 *
 * @since 0.1.0
 */
public interface BusListener {

	/**
	 * The state has changed.
	 * @param state the new state
	 */
	default void stateChanged(BusState state) {
	}

	/**
	 * Messages have been lost. Told once for each message that is missing, after time
	 * enough for one that was merely overtaken.
	 * @param gap what is missing
	 */
	default void gap(BusGap gap) {
	}

	/**
	 * Another process that lives now says that it is this node, and was started before:
	 * this one has to give way. Session ids of the two may be equal.
	 * @param node the number that both have
	 * @param incarnation the other one
	 */
	default void collision(NodeId node, long incarnation) {
	}

	/**
	 * A message was to be published.
	 * @param nanos how long the broker took
	 * @param failure why it was not accepted, or {@code null} if it was
	 */
	default void published(long nanos, @Nullable Throwable failure) {
	}

}
