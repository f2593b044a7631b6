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

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

import io.pushgate.protocol.Position;
import io.pushgate.protocol.ServerFrame.Resumed;
import org.jspecify.annotations.Nullable;

/**
 * The positions that clients are told. There is no log of numbered messages yet, so a
 * position never moves; its epoch is the life of this process, so that a client that
 * resumes in another one learns that whatever it was promised is gone.
 */
final class Positions {

	private final Position current = new Position(HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt()), 0);

	Position current() {
		return this.current;
	}

	@Nullable Resumed resume(@Nullable Position from) {
		if (from == null) {
			return null;
		}
		boolean recovered = from.epoch().equals(this.current.epoch()) && from.seq() == this.current.seq();
		return new Resumed(recovered, from.seq(), this.current.seq());
	}

}
