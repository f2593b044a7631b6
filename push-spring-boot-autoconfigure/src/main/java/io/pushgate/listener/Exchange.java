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

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * A request that is being handled, and those who wait for its answer: more than one where
 * it was repeated meanwhile. Each of them is told once.
 */
final class Exchange {

	private static final int MAX_WAITING = 16;

	private final long fingerprint;

	// Guarded by this object's monitor. Nobody is called under it.

	private @Nullable List<Waiting> waiting;

	private @Nullable UplinkAnswer answer;

	Exchange(long fingerprint) {
		this.fingerprint = fingerprint;
	}

	long fingerprint() {
		return this.fingerprint;
	}

	/**
	 * Let someone wait, who is told at once if there is an answer.
	 * @return {@code false} if too many wait already
	 */
	boolean await(Waiting one) {
		UplinkAnswer known;
		synchronized (this) {
			known = this.answer;
			if (known == null) {
				if (this.waiting == null) {
					this.waiting = new ArrayList<>(1);
				}
				return this.waiting.size() < MAX_WAITING && this.waiting.add(one);
			}
		}
		one.tell(known);
		return true;
	}

	/**
	 * Tell someone that he does not have to wait any longer.
	 */
	boolean dismiss(Waiting one, UplinkAnswer instead) {
		synchronized (this) {
			if (this.waiting == null || !this.waiting.remove(one)) {
				return false;
			}
		}
		one.tell(instead);
		return true;
	}

	/**
	 * Tell all who wait, and all who come.
	 */
	void complete(UplinkAnswer answer) {
		List<Waiting> told;
		synchronized (this) {
			if (this.answer != null) {
				return;
			}
			this.answer = answer;
			told = this.waiting;
			this.waiting = null;
		}
		if (told != null) {
			told.forEach((one) -> one.tell(answer));
		}
	}

	synchronized boolean isComplete() {
		return this.answer != null;
	}

	/**
	 * Someone who waits for an answer.
	 */
	static final class Waiting {

		private final Consumer<UplinkAnswer> client;

		private volatile @Nullable Runnable timer;

		Waiting(Consumer<UplinkAnswer> client) {
			this.client = client;
		}

		void timer(Runnable cancel) {
			this.timer = cancel;
		}

		void tell(UplinkAnswer answer) {
			Runnable timer = this.timer;
			if (timer != null) {
				timer.run();
			}
			this.client.accept(answer);
		}

	}

}
