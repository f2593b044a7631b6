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

package io.pushgate.cluster.redis;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Something that is written to Redis, as it is at the moment of writing: marked twice,
 * written once. On the directory's thread only.
 */
abstract class Work {

	private boolean wanted;

	private int failures;

	private boolean parked;

	/**
	 * Want this written.
	 * @return whether it was not wanted yet
	 */
	final boolean want() {
		boolean added = !this.wanted;
		this.wanted = true;
		return added;
	}

	/**
	 * Take this to be written now.
	 * @return whether it is still wanted
	 */
	final boolean take() {
		boolean taken = this.wanted;
		this.wanted = false;
		return taken;
	}

	final boolean isWanted() {
		return this.wanted;
	}

	/**
	 * Put this aside, to be wanted again after a while.
	 * @return whether it was not put aside yet
	 */
	final boolean park() {
		boolean first = !this.parked;
		this.parked = true;
		return first;
	}

	final void unpark() {
		this.parked = false;
	}

	/**
	 * Return whether anyone still stands behind this.
	 */
	boolean isCurrent() {
		return true;
	}

	final int failed() {
		return ++this.failures;
	}

	final void succeeded() {
		this.failures = 0;
	}

	/**
	 * Write it.
	 * @return completes with the reply; {@code null} if nothing has to be written
	 */
	abstract @Nullable CompletionStage<List<String>> write();

	/**
	 * It is written, and so is all that was wanted before.
	 * @param reply the reply
	 */
	void written(List<String> reply) {
	}

	/**
	 * A point in the queue: what was wanted before it is written.
	 */
	static final class Barrier extends Work {

		private final Consumer<Boolean> action;

		Barrier(Consumer<Boolean> action) {
			this.action = action;
		}

		@Override
		@Nullable CompletionStage<List<String>> write() {
			return null;
		}

		/**
		 * All that was wanted before is written, or will not be for some time.
		 */
		void reached(boolean held) {
			this.action.accept(held);
		}

	}

}
