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

package io.pushgate.message;

/**
 * What makes a JSON payload one that not every client can be sent.
 *
 * @param pointer where it is: a JSON pointer, shortened where it is long, and empty for
 * the payload itself
 * @param detail what it is: a predicate such as "has half a surrogate pair"
 * @since 0.1.0
 */
public record PayloadProblem(String pointer, String detail) {

	/**
	 * Return what it is and where, to be put behind a subject.
	 */
	@Override
	public String toString() {
		return this.pointer.isEmpty() ? this.detail : this.detail + ", at " + this.pointer;
	}

}
