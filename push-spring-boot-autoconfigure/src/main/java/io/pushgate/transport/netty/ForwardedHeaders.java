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

package io.pushgate.transport.netty;

/**
 * Which headers of a trusted proxy tell about the client.
 *
 * @since 0.1.0
 */
public enum ForwardedHeaders {

	/**
	 * Whichever of the two kinds a request has. Where it has both and they disagree,
	 * neither is believed: one of them may be the client's own.
	 */
	AUTO,

	/**
	 * {@code X-Forwarded-For}, {@code -Proto}, {@code -Host} and {@code -Port}.
	 */
	X_FORWARDED,

	/**
	 * {@code Forwarded}, of <a href="https://www.rfc-editor.org/rfc/rfc7239">RFC
	 * 7239</a>.
	 */
	FORWARDED

}
