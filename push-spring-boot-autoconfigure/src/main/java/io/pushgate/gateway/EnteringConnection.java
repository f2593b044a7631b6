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

package io.pushgate.gateway;

import java.util.ArrayList;
import java.util.List;

/**
 * A connection whose client is known, and whose session waits for the directory to know
 * of it. Frames that come meanwhile wait for the session. Thread-safe.
 *
 * <p>
 * Invariant: frames are handled in the order in which they came, after the session is
 * open.
 */
final class EnteringConnection {

	private static final int MAX_FRAMES = 256;

	private static final int MAX_SIZE = 256 * 1024;

	// All under the lock of this.
	private final List<Runnable> frames = new ArrayList<>(0);

	private int size;

	private boolean entered;

	/**
	 * Keep a frame until the session is open.
	 * @param size how much memory the frame takes, roughly
	 * @return whether it is kept
	 */
	synchronized Hold hold(Runnable frame, int size) {
		if (this.entered) {
			return Hold.ENTERED;
		}
		if (this.frames.size() >= MAX_FRAMES || this.size + size > MAX_SIZE) {
			return Hold.FULL;
		}
		this.frames.add(frame);
		this.size += size;
		return Hold.KEPT;
	}

	/**
	 * Open the session and handle what has come meanwhile.
	 */
	synchronized void enter(Runnable opening) {
		this.entered = true;
		opening.run();
		this.frames.forEach(Runnable::run);
		this.frames.clear();
	}

	/**
	 * What becomes of a frame.
	 */
	enum Hold {

		/** It will be handled. */
		KEPT,

		/** Too much waits already. */
		FULL,

		/** The session is there, or will never be: ask the connection. */
		ENTERED

	}

}
