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

package io.pushgate.api;

/**
 * What can be wrong with a call.
 */
enum ProblemType {

	/** The body is no JSON, or the query cannot be decoded. */
	MALFORMED(400, "malformed", "The request cannot be read"),

	/** The request can be read, but says something that it must not. */
	INVALID(400, "invalid", "The request is not valid"),

	/** Nobody knows who is calling. */
	UNAUTHORIZED(401, "unauthorized", "The caller is not known"),

	/** The caller is known, but for another tenant. */
	FORBIDDEN(403, "forbidden", "The caller may not do this"),

	/** There is no such path. */
	NOT_FOUND(404, "not-found", "There is no such call"),

	/** The path has other methods. */
	METHOD_NOT_ALLOWED(405, "method-not-allowed", "The call has another method"),

	/** The body took too long. */
	TIMEOUT(408, "timeout", "The request took too long"),

	/** The id was used for another message. */
	CONFLICT(409, "conflict", "The id belongs to another message"),

	/** The body is too large. */
	TOO_LARGE(413, "too-large", "The body is too large"),

	/** The body is not JSON by its own account. */
	UNSUPPORTED_MEDIA_TYPE(415, "unsupported-media-type", "The body is not JSON"),

	/** The tenant pushes too often. */
	RATE_LIMITED(429, "rate-limited", "Too many messages"),

	/** Something went wrong that is not the caller's fault. */
	INTERNAL(500, "internal", "The call failed"),

	/** The message cannot be taken now. Nothing was accepted. */
	UNAVAILABLE(503, "unavailable", "The message cannot be taken now");

	private static final String PREFIX = "urn:pushgate:problem:";

	private final int status;

	private final String uri;

	private final String title;

	ProblemType(int status, String name, String title) {
		this.status = status;
		this.uri = PREFIX + name;
		this.title = title;
	}

	int status() {
		return this.status;
	}

	String uri() {
		return this.uri;
	}

	String title() {
		return this.title;
	}

}
