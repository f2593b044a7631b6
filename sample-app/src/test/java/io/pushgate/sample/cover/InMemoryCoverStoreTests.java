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

package io.pushgate.sample.cover;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link InMemoryCoverStore}.
 */
class InMemoryCoverStoreTests extends AbstractCoverStoreTests {

	@Override
	protected CoverStore create(CoverProperties properties) {
		return new InMemoryCoverStore(properties);
	}

	@Test
	void keepsSoManyBytesInAll() {
		String first = store().open("alice");
		String second = store().open("bob");
		store().add(first, rendition("sepia", 600));
		assertThat(store().add(second, rendition("sepia", 400))).isTrue();
		assertThat(store().list("alice")).hasSize(1);
		assertThat(store().add(second, rendition("blur", 1))).isTrue();
		assertThat(store().list("alice")).isEmpty();
		assertThat(store().add(second, rendition("edges", 599))).isTrue();
		assertThat(store().list("bob")).hasSize(1);
	}

	@Test
	void countsAnImageThatIsReplacedOnce() {
		String cover = store().open("alice");
		for (int i = 0; i < 5; i++) {
			assertThat(store().add(cover, rendition("sepia", 900))).isTrue();
		}
	}

	@Test
	void doesNotKeepWhatAloneIsTooMuch() {
		assertThat(store().add(store().open("alice"), rendition("sepia", 1001))).isFalse();
		assertThat(store().list("alice")).isEmpty();
	}

}
