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

import java.util.Locale;

import io.pushgate.message.Payload;

/**
 * What became of a request: a reply or an error.
 *
 * @since 0.1.0
 */
public sealed interface UplinkAnswer {

	/**
	 * Return what became of the request in a word, for monitoring.
	 * @return {@code success}, or the code of the error as clients see it
	 */
	String outcome();

	/**
	 * The application has replied.
	 *
	 * @param data the data, {@link Payload#none()} where there is none
	 */
	record Reply(Payload data) implements UplinkAnswer {

		@Override
		public String outcome() {
			return "success";
		}

	}

	/**
	 * There is no reply.
	 *
	 * @param error why
	 * @param message the same for the developer of the client; crosses the wire, so it
	 * names no class and quotes no data
	 */
	record Failure(UplinkError error, String message) implements UplinkAnswer {

		@Override
		public String outcome() {
			return this.error.name().toLowerCase(Locale.ROOT).replace('_', '-');
		}

	}

}
