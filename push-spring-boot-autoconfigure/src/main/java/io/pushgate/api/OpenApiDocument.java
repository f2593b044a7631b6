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

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

import io.pushgate.transport.HttpAnswer;

import org.springframework.util.Assert;

/**
 * The description of this API for programs, as it lies in the jar.
 */
final class OpenApiDocument {

	private static final String LOCATION = "/io/pushgate/api/openapi.json";

	private static final String SERVER = "\"url\": \"/push/api/v1\"";

	private OpenApiDocument() {
	}

	/**
	 * Return the answer with the document.
	 * @param path the path of the API. The document names it relative to itself, which
	 * holds behind every proxy and below every context path
	 */
	static HttpAnswer answer(String path) {
		String relative = "\"url\": \"../" + path.substring(path.lastIndexOf('/') + 1) + '"';
		String document = read().replace(SERVER, relative);
		return Answers.json(200, document.getBytes(StandardCharsets.UTF_8));
	}

	private static String read() {
		try (InputStream in = OpenApiDocument.class.getResourceAsStream(LOCATION)) {
			Assert.state(in != null, () -> LOCATION + " is missing in the jar");
			return new String(in.readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(LOCATION + " could not be read from the jar", ex);
		}
	}

}
