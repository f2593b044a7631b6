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

package io.pushgate.sample.comment;

import org.jspecify.annotations.Nullable;

/**
 * What holds for the text of every comment, whichever way it comes.
 */
final class CommentText {

	static final int MAX_LENGTH = 500;

	private CommentText() {
	}

	/**
	 * Check a text.
	 * @param text the text as it was sent
	 * @return the text without blanks around it
	 * @throws InvalidCommentException if there is nothing in it, or too much
	 */
	static String check(@Nullable String text) {
		String stripped = (text != null) ? text.strip() : "";
		int length = stripped.codePointCount(0, stripped.length());
		if (length == 0) {
			throw new InvalidCommentException("'text' must not be empty");
		}
		if (length > MAX_LENGTH) {
			throw new InvalidCommentException(
					"'text' must have at most " + MAX_LENGTH + " characters, but has " + length);
		}
		return stripped;
	}

}
