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

package io.pushgate.testsupport;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The expected errors that were logged so far.
 */
public final class LoggedErrors {

	private final List<Pattern> expected;

	private final List<String> messages = new ArrayList<>();

	private final List<Throwable> causes = new ArrayList<>();

	LoggedErrors(String... expected) {
		this.expected = Arrays.stream(expected).map((one) -> Pattern.compile(one, Pattern.DOTALL)).toList();
	}

	synchronized boolean take(String message, @Nullable Throwable cause) {
		if (this.expected.stream().noneMatch((one) -> one.matcher(message).find())) {
			return false;
		}
		this.messages.add(message);
		if (cause != null) {
			this.causes.add(cause);
		}
		return true;
	}

	synchronized List<String> missing() {
		return this.expected.stream()
			.filter((one) -> this.messages.stream().noneMatch((message) -> one.matcher(message).find()))
			.map(Pattern::pattern)
			.toList();
	}

	public synchronized List<String> messages() {
		return List.copyOf(this.messages);
	}

	public String text() {
		return String.join("\n", messages());
	}

	public synchronized List<Throwable> causes() {
		return List.copyOf(this.causes);
	}

}
