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

/**
 * A comment that was written.
 *
 * @param from who wrote it
 * @param to for whom
 * @param text the text
 * @param time when, in milliseconds since the epoch
 */
record Comment(String from, String to, String text, long time) {

	/**
	 * Return the data of the event {@code comment.new}, for the recipient.
	 * @return the data
	 */
	Received received() {
		return new Received(this.from, this.text, this.time);
	}

	/**
	 * Return the data of the event {@code comment.sent}, for the author's tabs.
	 * @return the data
	 */
	Sent sent() {
		return new Sent(this.to, this.text, this.time);
	}

	record Received(String from, String text, long time) {

	}

	record Sent(String to, String text, long time) {

	}

}
