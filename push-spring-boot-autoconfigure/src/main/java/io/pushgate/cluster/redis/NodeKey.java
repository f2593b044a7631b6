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

/**
 * One life of a node in the directory. Two nodes with one number are told apart by it,
 * and so are two lives of one process: one that was taken for dead comes back as another.
 *
 * @param number the node's number
 * @param incarnation which life of that number, from the clock of Redis: a later one is
 * larger
 */
record NodeKey(int number, long incarnation) {

	/**
	 * Return the key as it is written, such as {@code 7:1764000000000000}.
	 */
	String text() {
		return this.number + ":" + this.incarnation;
	}

	static NodeKey parse(String text) {
		int colon = text.indexOf(':');
		return new NodeKey(Integer.parseInt(text, 0, colon, 10), Long.parseLong(text, colon + 1, text.length(), 10));
	}

}
