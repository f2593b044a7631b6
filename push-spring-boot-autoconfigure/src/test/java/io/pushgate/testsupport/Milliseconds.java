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

/**
 * Puts things into an order that shows in what carries a time: ids of sessions and lives
 * of nodes tell it to the millisecond, and a fast machine does two things in one.
 */
public final class Milliseconds {

	private Milliseconds() {
	}

	/**
	 * Return as soon as the clock shows a later millisecond.
	 */
	public static void awaitNext() {
		long now = System.currentTimeMillis();
		while (System.currentTimeMillis() <= now) {
			Thread.onSpinWait();
		}
	}

}
