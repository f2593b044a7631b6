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

package io.pushgate.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The configuration metadata of this module, as an IDE reads it.
 */
final class Metadata {

	private static final String LOCATION = "META-INF/spring-configuration-metadata.json";

	private Metadata() {
	}

	/**
	 * Return the properties by their names.
	 */
	static Map<String, JsonNode> properties() {
		Map<String, JsonNode> properties = new TreeMap<>();
		read().path("properties").forEach((property) -> properties.put(property.path("name").asString(), property));
		return properties;
	}

	/**
	 * Return the hints by the names of their properties.
	 */
	static Map<String, JsonNode> hints() {
		Map<String, JsonNode> hints = new TreeMap<>();
		read().path("hints").forEach((hint) -> hints.put(hint.path("name").asString(), hint));
		return hints;
	}

	private static JsonNode read() {
		try {
			for (URL url : Collections.list(Metadata.class.getClassLoader().getResources(LOCATION))) {
				try (InputStream in = url.openStream()) {
					JsonNode metadata = JsonMapper.shared().readTree(in);
					if (metadata.toString().contains("\"io.pushgate.")) {
						return metadata;
					}
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		throw new AssertionError("The annotation processor has written no " + LOCATION);
	}

}
