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

package io.pushgate.core;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.pushgate.PushException;
import io.pushgate.message.Payload;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link JacksonPayloadSerializer}.
 */
class JacksonPayloadSerializerTests {

	private final JacksonPayloadSerializer serializer = new JacksonPayloadSerializer(new JsonMapper());

	@Test
	void writesWhatJacksonWrites() {
		assertThat(json(new Cover("c1", List.of(1, 2)))).isEqualTo("{\"coverId\":\"c1\",\"sizes\":[1,2]}");
		assertThat(json("ü\"")).isEqualTo("\"ü\\\"\"");
		assertThat(json(42)).isEqualTo("42");
		assertThat(json(Map.of())).isEqualTo("{}");
	}

	@Test
	void writesTheWayTheApplicationHasConfigured() {
		JsonMapper mapper = JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();
		assertThat(new JacksonPayloadSerializer(mapper).serialize(new Cover("c1", List.of())).asJson())
			.isEqualTo("{\"cover_id\":\"c1\",\"sizes\":[]}");
	}

	@Test
	void writesTimesAsText() {
		assertThat(json(Instant.EPOCH)).isEqualTo("\"1970-01-01T00:00:00Z\"");
	}

	@Test
	void nothingIsJsonNull() {
		assertThat(this.serializer.serialize(null)).isEqualTo(Payload.none());
	}

	@Test
	void bytesStayBytesAndAreCopied() {
		byte[] bytes = { 1, 2 };
		Payload payload = this.serializer.serialize(bytes);
		bytes[0] = 9;
		assertThat(payload).isEqualTo(Payload.binary(new byte[] { 1, 2 }));
	}

	@Test
	void whatIsSerializedAlreadyStaysAsItIs() {
		Payload payload = Payload.binary(new byte[0]);
		assertThat(this.serializer.serialize(payload)).isSameAs(payload);
	}

	@Test
	void tellsWhatCannotBeWritten() {
		List<Object> circle = new ArrayList<>();
		circle.add(circle);
		assertThatExceptionOfType(PayloadSerializationException.class)
			.isThrownBy(() -> this.serializer.serialize(circle))
			.withMessage(
					"java.util.ArrayList cannot be sent as JSON: it refers to itself, or nests too deep. Push a record, "
							+ "a bean with getters or a map, or configure the JsonMapper bean")
			.withNoCause()
			.isInstanceOf(PushException.class);
	}

	@Test
	void tellsOfABeanThatRefersToItself() {
		assertThatExceptionOfType(PayloadSerializationException.class)
			.isThrownBy(() -> this.serializer.serialize(new Itself()))
			.withMessageContaining("Itself cannot be sent as JSON: Direct self-reference leading to cycle. Push")
			.withNoCause();
	}

	@Test
	void keepsWhatAGetterHasThrown() {
		assertThatExceptionOfType(PayloadSerializationException.class)
			.isThrownBy(() -> this.serializer.serialize(new Failing()))
			.withMessageContaining("Failing cannot be sent as JSON: a part of it has thrown an exception. Push")
			.havingCause()
			.isInstanceOf(IllegalStateException.class)
			.withMessage("secret");
	}

	private String json(Object data) {
		return this.serializer.serialize(data).asJson();
	}

	static class Itself {

		@JsonProperty
		Itself getItself() {
			return this;
		}

	}

	static class Failing {

		@JsonProperty
		String getName() {
			throw new IllegalStateException("secret");
		}

	}

	record Cover(String coverId, List<Integer> sizes) {

	}

}
