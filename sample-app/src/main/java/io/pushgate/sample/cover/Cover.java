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

import java.util.List;
import java.util.Map;

/**
 * A cover and what has been made of it so far; a snapshot.
 *
 * @param id the id, which nobody can guess
 * @param time when it was uploaded, in milliseconds since the epoch
 * @param renditions the filtered images by the filters' ids, in the order in which they
 * became ready
 */
record Cover(String id, long time, Map<String, Rendition> renditions) {

	CoverView toView() {
		List<CoverReady> ready = this.renditions.values().stream().map((each) -> CoverReady.of(this.id, each)).toList();
		return new CoverView(this.id, this.time, ready);
	}

}
