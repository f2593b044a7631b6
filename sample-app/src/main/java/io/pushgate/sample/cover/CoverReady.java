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

/**
 * Data of the event {@code cover.ready}: one filter has been applied to a cover.
 *
 * @param cover the cover's id
 * @param name the name of the cover's file
 * @param filter the filter's id
 * @param url where the image is
 * @param width the width in pixels
 * @param height the height in pixels
 * @param millis how long it took
 */
record CoverReady(String cover, String name, String filter, String url, int width, int height, long millis) {

	static CoverReady of(String cover, Rendition rendition) {
		return new CoverReady(cover, rendition.name(), rendition.filter(),
				"/covers/" + cover + "/" + rendition.filter(), rendition.width(), rendition.height(),
				rendition.millis());
	}

}
