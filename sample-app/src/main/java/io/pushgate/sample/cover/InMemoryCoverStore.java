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

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/**
 * Keeps the latest covers in memory, and nothing anywhere else. Bounded twice: covers per
 * user and bytes in total; over either, the oldest goes. Thread-safe.
 */
@Component
@Profile("!cluster")
final class InMemoryCoverStore implements CoverStore {

	/** Guards everything below; nothing slow is done while it is held. */
	private final Object lock = new Object();

	private final int maxPerUser;

	private final long maxBytes;

	/** By id, the oldest first. */
	private final Map<String, Entry> entries = new LinkedHashMap<>();

	private long bytes;

	InMemoryCoverStore(CoverProperties properties) {
		this.maxPerUser = properties.maxPerUser();
		this.maxBytes = properties.maxBytes().toBytes();
	}

	@Override
	public String open(String user) {
		// A random UUID has 122 bits of a SecureRandom: the id cannot be guessed
		String id = UUID.randomUUID().toString();
		synchronized (this.lock) {
			List<String> ofUser = idsOf(user);
			if (ofUser.size() >= this.maxPerUser) {
				remove(ofUser.get(0));
			}
			this.entries.put(id, new Entry(user, System.currentTimeMillis(), new LinkedHashMap<>()));
		}
		return id;
	}

	@Override
	public boolean add(String id, Rendition rendition) {
		synchronized (this.lock) {
			Entry entry = this.entries.get(id);
			if (entry == null) {
				return false;
			}
			Rendition former = entry.renditions().put(rendition.filter(), rendition);
			this.bytes += rendition.content().length - ((former != null) ? former.content().length : 0);
			while (this.bytes > this.maxBytes) {
				remove(this.entries.keySet().iterator().next());
			}
			return this.entries.containsKey(id);
		}
	}

	@Override
	public @Nullable Rendition find(String user, String id, String filter) {
		synchronized (this.lock) {
			Entry entry = this.entries.get(id);
			return (entry != null && entry.user().equals(user)) ? entry.renditions().get(filter) : null;
		}
	}

	@Override
	public List<CoverView> list(String user) {
		synchronized (this.lock) {
			List<CoverView> result = new ArrayList<>();
			this.entries.forEach((id, entry) -> {
				if (entry.user().equals(user)) {
					result.add(entry.view(id));
				}
			});
			Collections.reverse(result);
			return result;
		}
	}

	private List<String> idsOf(String user) {
		return this.entries.entrySet()
			.stream()
			.filter((entry) -> entry.getValue().user().equals(user))
			.map(Map.Entry::getKey)
			.toList();
	}

	private void remove(String id) {
		Entry removed = this.entries.remove(id);
		if (removed != null) {
			removed.renditions().values().forEach((rendition) -> this.bytes -= rendition.content().length);
		}
	}

	private record Entry(String user, long time, Map<String, Rendition> renditions) {

		CoverView view(String id) {
			return new CoverView(id, this.time,
					this.renditions.values().stream().map((each) -> CoverReady.of(id, each)).toList());
		}

	}

}
