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

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.http.MediaType;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What any {@link CoverStore} does.
 */
abstract class AbstractCoverStoreTests {

	private CoverStore store;

	@BeforeEach
	void create() {
		this.store = create(new CoverProperties(1, 1, 40, 1600, 3, DataSize.ofBytes(1000)));
	}

	/**
	 * Create a store with nothing in it.
	 */
	protected abstract CoverStore create(CoverProperties properties);

	protected CoverStore store() {
		return this.store;
	}

	@Test
	void listsTheLatestFirst() {
		String first = this.store.open("alice");
		String second = this.store.open("alice");
		assertThat(this.store.list("alice")).extracting(CoverView::cover).containsExactly(second, first);
	}

	@Test
	void listsWhatIsReadyInOrder() {
		String cover = this.store.open("alice");
		this.store.add(cover, rendition("sepia", 10));
		this.store.add(cover, rendition("blur", 20));
		this.store.add(cover, rendition("edges", 30));
		assertThat(this.store.list("alice").get(0).ready()).extracting(CoverReady::filter)
			.containsExactly("sepia", "blur", "edges");
		assertThat(this.store.list("alice").get(0).ready()).extracting(CoverReady::cover).containsOnly(cover);
	}

	@Test
	void keepsSoManyCoversOfAUser() {
		String first = this.store.open("alice");
		this.store.add(first, rendition("sepia", 10));
		String ofBob = this.store.open("bob");
		for (int i = 0; i < 3; i++) {
			this.store.open("alice");
		}
		assertThat(this.store.list("alice")).hasSize(3).extracting(CoverView::cover).doesNotContain(first);
		assertThat(this.store.find("alice", first, "sepia")).isNull();
		assertThat(this.store.list("bob")).extracting(CoverView::cover).containsExactly(ofBob);
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
	void findsAnImageForItsOwnerOnly() {
		String cover = this.store.open("alice");
		Rendition rendition = rendition("sepia", 10);
		this.store.add(cover, rendition);
		assertThat(this.store.find("alice", cover, "sepia")).usingRecursiveComparison()
			.withEqualsForType(MediaType::equals, MediaType.class)
			.isEqualTo(rendition);
		assertThat(this.store.find("alice", cover, "blur")).isNull();
		assertThat(this.store.find("alice", "another", "sepia")).isNull();
		assertThat(this.store.find("bob", cover, "sepia")).isNull();
		assertThat(this.store.list("bob")).isEmpty();
	}

	@Test
	void listIsASnapshot() {
		String cover = this.store.open("alice");
		CoverView before = this.store.list("alice").get(0);
		this.store.add(cover, rendition("sepia", 10));
		assertThat(before.ready()).isEmpty();
	}

	static Rendition rendition(String filter, int bytes) {
		return new Rendition("photo.png", filter, new byte[bytes], MediaType.IMAGE_PNG, 1, 2, 3);
	}

}
