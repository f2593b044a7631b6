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

import io.pushgate.message.Payload;

import org.springframework.util.Assert;

/**
 * What became of a request: a reply or an error.
 *
 * @since 0.1.0
 */
public sealed interface UplinkAnswer {

	/**
	 * Return what became of the request in a word, for monitoring.
	 * @return {@code success}, the code of the protocol's error as clients see it, or
	 * {@code application} for an error of the application's own
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
	 * @param code the code as the client sees it: that of the error, or with
	 * {@link UplinkError#APPLICATION} one of the application's own
	 * @param message the same for the developer of the client; crosses the wire, so it
	 * names no class and quotes no data
	 * @param data what the client's program is told beside the code: JSON, or
	 * {@link Payload#none()}
	 */
	record Failure(UplinkError error, String code, String message, Payload data) implements UplinkAnswer {

		/**
		 * How many bytes of data an error of an application may have. It is the same on
		 * every way, as a repeat is answered from where answers are remembered.
		 */
		public static final int MAX_DATA = 16 * 1024;

		/**
		 * Create a failure.
		 * @param error why
		 * @param code the code as the client sees it
		 * @param message the same for the developer of the client
		 * @param data what the client's program is told: JSON
		 * @throws IllegalArgumentException if the code is neither that of the error nor
		 * one that an application may use, or the data are bytes
		 */
		public Failure {
			boolean valid = (error != UplinkError.APPLICATION) ? code.equals(error.code())
					: UplinkError.isApplicationCode(code);
			Assert.isTrue(valid,
					() -> "'code' must match [a-z0-9-]{1,64} and be none of the protocol: \"" + code + '"');
			Assert.isTrue(!data.isBinary(), "The data of an error must be JSON");
		}

		/**
		 * Create a failure with a code of the protocol, without data.
		 * @param error why, not {@link UplinkError#APPLICATION}
		 * @param message the same for the developer of the client
		 */
		public Failure(UplinkError error, String message) {
			this(error, error.code(), message, Payload.none());
		}

		/**
		 * Return what became of the request in a word. It is the same for all codes of
		 * the application, as meters bear few values only.
		 */
		@Override
		public String outcome() {
			return this.error.code();
		}

	}

}
