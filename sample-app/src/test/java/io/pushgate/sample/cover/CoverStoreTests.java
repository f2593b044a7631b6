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

import org.springframework.http.MediaType;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CoverStore}.
 */
class CoverStoreTests {

	private final CoverStore store = new CoverStore(new CoverProperties(1, 1, 40, 1600, 3, DataSize.ofBytes(1000)));

	@Test
	void listsTheLatestFirst() {
		String first = this.store.open("alice");
		String second = this.store.open("alice");
		assertThat(this.store.list("alice")).extracting(Cover::id).containsExactly(second, first);
	}

	@Test
	void keepsSoManyCoversOfAUser() {
		String first = this.store.open("alice");
		this.store.add(first, rendition("sepia", 10));
		String ofBob = this.store.open("bob");
		for (int i = 0; i < 3; i++) {
			this.store.open("alice");
		}
		assertThat(this.store.list("alice")).hasSize(3).extracting(Cover::id).doesNotContain(first);
		assertThat(this.store.find("alice", first, "sepia")).isNull();
		assertThat(this.store.list("bob")).extracting(Cover::id).containsExactly(ofBob);
	}

	@Test
	void keepsSoManyBytesInAll() {
		String first = this.store.open("alice");
		String second = this.store.open("bob");
		this.store.add(first, rendition("sepia", 600));
		assertThat(this.store.add(second, rendition("sepia", 400))).isTrue();
		assertThat(this.store.list("alice")).hasSize(1);
		assertThat(this.store.add(second, rendition("blur", 1))).isTrue();
		assertThat(this.store.list("alice")).isEmpty();
		assertThat(this.store.add(second, rendition("edges", 599))).isTrue();
		assertThat(this.store.list("bob")).hasSize(1);
	}

	@Test
	void countsAnImageThatIsReplacedOnce() {
		String cover = this.store.open("alice");
		for (int i = 0; i < 5; i++) {
			assertThat(this.store.add(cover, rendition("sepia", 900))).isTrue();
		}
	}

	@Test
	void doesNotAddToACoverThatIsGone() {
		String cover = this.store.open("alice");
		for (int i = 0; i < 3; i++) {
			this.store.open("alice");
		}
		assertThat(this.store.add(cover, rendition("sepia", 1))).isFalse();
		assertThat(this.store.add("another", rendition("sepia", 1))).isFalse();
	}

	@Test
	void doesNotKeepWhatAloneIsTooMuch() {
		assertThat(this.store.add(this.store.open("alice"), rendition("sepia", 1001))).isFalse();
		assertThat(this.store.list("alice")).isEmpty();
	}

	@Test
	void findsAnImageForItsOwnerOnly() {
		String cover = this.store.open("alice");
		Rendition rendition = rendition("sepia", 10);
		this.store.add(cover, rendition);
		assertThat(this.store.find("alice", cover, "sepia")).isSameAs(rendition);
		assertThat(this.store.find("alice", cover, "blur")).isNull();
		assertThat(this.store.find("bob", cover, "sepia")).isNull();
		assertThat(this.store.list("bob")).isEmpty();
	}

	@Test
	void listIsASnapshot() {
		String cover = this.store.open("alice");
		Cover before = this.store.list("alice").get(0);
		this.store.add(cover, rendition("sepia", 10));
		assertThat(before.renditions()).isEmpty();
	}

	private static Rendition rendition(String filter, int bytes) {
		return new Rendition(filter, new byte[bytes], MediaType.IMAGE_PNG, 1, 1, 0);
	}

}
