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

package io.pushgate.transport;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

import org.springframework.util.Assert;
import org.springframework.util.DigestUtils;

/**
 * A file of the JavaScript client, as it lies in the jar.
 *
 * @param content the bytes; not to be changed
 * @param contentType the value of {@code Content-Type}
 * @param etag the value of {@code ETag}, which changes with the content
 * @since 0.1.0
 */
public record ClientScript(byte[] content, String contentType, String etag) {

	private static final String LOCATION = "/io/pushgate/client/";

	private static final String ENDPOINT = "const ENDPOINT = '../push';";

	/**
	 * Return the script, which finds the endpoint from where it is served itself: so a
	 * context path, and what a proxy puts in front, need not be known here.
	 * @param path the path of the script
	 * @param endpoint the path of the endpoint
	 * @return the script
	 */
	public static ClientScript script(String path, String endpoint) {
		String script = new String(read("client.js"), StandardCharsets.UTF_8);
		Assert.state(script.contains(ENDPOINT), "client.js does not name the endpoint");
		String written = "const ENDPOINT = '" + relative(path, endpoint) + "';";
		return of(script.replace(ENDPOINT, written).getBytes(StandardCharsets.UTF_8), "text/javascript;charset=UTF-8");
	}

	/**
	 * Return the way from one path to another.
	 */
	private static String relative(String from, String to) {
		int folders = (int) from.chars().filter((character) -> character == '/').count() - 1;
		return ((folders > 0) ? "../".repeat(folders) : "./") + to.substring(1);
	}

	/**
	 * Return the type declarations of the script.
	 * @return the type declarations
	 */
	public static ClientScript types() {
		return of(read("client.d.ts"), "text/plain;charset=UTF-8");
	}

	/**
	 * Return the path of the type declarations: beside the script.
	 * @param path the path of the script, ending with {@code .js}
	 * @return the path of the type declarations
	 */
	public static String typesPath(String path) {
		Assert.isTrue(path.endsWith(".js"), () -> "'path' must end with .js: " + path);
		return path.substring(0, path.length() - 2) + "d.ts";
	}

	private static ClientScript of(byte[] content, String contentType) {
		return new ClientScript(content, contentType, '"' + DigestUtils.md5DigestAsHex(content) + '"');
	}

	private static byte[] read(String name) {
		try (InputStream in = ClientScript.class.getResourceAsStream(LOCATION + name)) {
			Assert.state(in != null, () -> name + " is missing in the jar");
			return in.readAllBytes();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(name + " could not be read from the jar", ex);
		}
	}

}
