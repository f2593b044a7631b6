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

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.pushgate.message.Fingerprint;

/**
 * What a {@link ClaimStore} says of a name.
 *
 * @since 0.1.0
 */
public sealed interface Claim {

	/**
	 * It is for whoever has asked to do it, and to say what came of it.
	 */
	non-sealed interface Mine extends Claim {

		/**
		 * Say what came of it. Called once, or {@link #release()} instead.
		 * @param outcome what came of it
		 * @param memory how long to tell whoever claims the name
		 * @return completes when that is stored; fails where it could not be. Then it is
		 * tried again, as long as this process lives and somebody could ask. Completes on
		 * a thread that must not be kept
		 */
		CompletableFuture<Void> done(byte[] outcome, Duration memory);

		/**
		 * Give the name back, as nothing was done.
		 */
		void release();

	}

	/**
	 * Somebody has said that he does something, or has done it.
	 */
	sealed interface Taken extends Claim {

		/**
		 * Return what tells the content of that from any other.
		 * @return the fingerprint that was given
		 */
		byte[] fingerprint();

		/**
		 * Return whether it is the same that somebody else wants to do.
		 * @param fingerprint what tells the content of that
		 * @return whether both are the same
		 */
		default boolean isSame(byte[] fingerprint) {
			return Fingerprint.isSame(fingerprint(), fingerprint);
		}

	}

	/**
	 * Somebody does it.
	 *
	 * @param fingerprint what tells the content of that from any other
	 */
	record Held(byte[] fingerprint) implements Taken {

	}

	/**
	 * It is done.
	 *
	 * @param fingerprint what tells the content of that from any other
	 * @param outcome what came of it
	 */
	record Done(byte[] fingerprint, byte[] outcome) implements Taken {

	}

}
