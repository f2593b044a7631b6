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

package io.pushgate.protocol;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The codecs that there are, and the choice among them.
 *
 * @since 0.1.0
 */
public final class FrameCodecs {

	private final FrameCodec json = new JsonFrameCodec();

	private final List<FrameCodec> all = List.of(this.json, new MessagePackFrameCodec());

	/**
	 * Return the codec of a client that asks for none.
	 * @return the JSON codec
	 */
	public FrameCodec json() {
		return this.json;
	}

	/**
	 * Return all codecs.
	 * @return the codecs
	 */
	public List<FrameCodec> all() {
		return this.all;
	}

	/**
	 * Return the codec of a subprotocol.
	 * @param subprotocol the subprotocol
	 * @return the codec or {@code null}
	 */
	public @Nullable FrameCodec find(String subprotocol) {
		for (FrameCodec codec : this.all) {
			if (codec.subprotocol().equals(subprotocol)) {
				return codec;
			}
		}
		return null;
	}

}
