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

package io.pushgate.listener;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Why a request was not answered with a reply, in the words of the protocol.
 *
 * @since 0.1.0
 */
public enum UplinkError {

	/** The data is not what the listener takes. */
	MALFORMED(true),

	/** The application does not allow it. */
	FORBIDDEN(true),

	/** Too much data. */
	TOO_LARGE(true),

	/** Too much waits to be handled already; nothing was done. */
	RATE_LIMITED(false),

	/** No listener has the event; nothing was done. */
	NO_HANDLER(false),

	/** The listener failed. */
	HANDLER_FAILED(true),

	/** There is no answer yet, and the client is not kept waiting. */
	TIMEOUT(false),

	/** The application cannot be reached at the moment; nothing was done. */
	UNAVAILABLE(false),

	/** An error of the application's own, with a code that it has chosen. */
	APPLICATION(true);

	private static final Pattern APPLICATION_CODE = Pattern.compile("[a-z0-9-]{1,64}");

	// Of these, two are never the answer to a request.
	private static final Set<String> PROTOCOL_CODES = Stream
		.concat(Stream.of("unsupported", "unauthorized"),
				Arrays.stream(values()).filter((error) -> error != APPLICATION).map(UplinkError::code))
		.collect(Collectors.toUnmodifiableSet());

	private final boolean last;

	UplinkError(boolean last) {
		this.last = last;
	}

	/**
	 * Return whether this is the last word: a request with the same id gets the same
	 * answer again. Otherwise it is a new attempt.
	 * @return whether this is the last word
	 */
	public boolean isLast() {
		return this.last;
	}

	/**
	 * Return the code as clients see it.
	 * @return such as {@code no-handler}; {@code application} stands for all codes of the
	 * application, and is none of the protocol
	 */
	public String code() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	/**
	 * Return whether an application may use a code for an error of its own.
	 * @param code the code
	 * @return whether it is {@code [a-z0-9-]{1,64}} and none of the protocol's
	 */
	public static boolean isApplicationCode(String code) {
		return APPLICATION_CODE.matcher(code).matches() && !PROTOCOL_CODES.contains(code);
	}

}
