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

package io.pushgate.benchmarks;

import java.util.ArrayList;
import java.util.List;

/**
 * What a client sends, and what has to come back.
 *
 * @param name the number of the like case of the Autobahn suite, and what it is about
 * @param sent the bytes, in the parts in which they are sent
 * @param expected what has to come back, as {@link EchoClient#read} writes it down; the
 * last one may list several close codes, any of which will do
 */
record EchoCase(String name, List<byte[]> sent, List<String> expected) {

	static EchoCase of(String name, RawFrames sent, String... expected) {
		return new EchoCase(name, List.of(sent.toBytes()), List.of(expected));
	}

	/**
	 * The same, sent byte after byte.
	 */
	EchoCase inBytes() {
		byte[] all = this.sent.get(0);
		List<byte[]> bytes = new ArrayList<>();
		for (byte one : all) {
			bytes.add(new byte[] { one });
		}
		return new EchoCase(this.name + ", byte by byte", bytes, this.expected);
	}

	@Override
	public String toString() {
		return this.name;
	}

}
