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

package io.pushgate.session;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The groups of one session, which has this only while it is in one. Guarded by the
 * session's monitor. A few are searched, many are hashed.
 */
final class Memberships {

	private static final int FEW = 16;

	private Membership[] few = new Membership[1];

	private int size;

	private @Nullable Map<String, Membership> many;

	int size() {
		return this.size;
	}

	@Nullable Membership find(String group) {
		if (this.many != null) {
			return this.many.get(group);
		}
		int index = indexOf(group);
		return (index >= 0) ? this.few[index] : null;
	}

	private int indexOf(String group) {
		for (int i = 0; i < this.size; i++) {
			if (this.few[i].group().equals(group)) {
				return i;
			}
		}
		return -1;
	}

	/**
	 * Add a membership of a group that is not here yet.
	 */
	void add(Membership membership) {
		if (this.many == null && this.size == FEW) {
			this.many = new HashMap<>();
			for (Membership other : this.few) {
				this.many.put(other.group(), other);
			}
			this.few = new Membership[0];
		}
		if (this.many != null) {
			this.many.put(membership.group(), membership);
		}
		else {
			if (this.size == this.few.length) {
				this.few = Arrays.copyOf(this.few, 2 * this.size);
			}
			this.few[this.size] = membership;
		}
		this.size++;
	}

	@Nullable Membership remove(String group) {
		Membership removed;
		if (this.many != null) {
			removed = this.many.remove(group);
		}
		else {
			int index = indexOf(group);
			removed = (index >= 0) ? this.few[index] : null;
			if (removed != null) {
				System.arraycopy(this.few, index + 1, this.few, index, this.size - index - 1);
				Arrays.fill(this.few, this.size - 1, this.size, null);
			}
		}
		if (removed != null) {
			this.size--;
		}
		return removed;
	}

	Collection<Membership> all() {
		return (this.many != null) ? this.many.values() : Arrays.asList(this.few).subList(0, this.size);
	}

}
