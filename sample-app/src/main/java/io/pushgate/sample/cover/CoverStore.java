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

import org.jspecify.annotations.Nullable;

/**
 * Keeps the latest covers. Thread-safe.
 */
interface CoverStore {

	/**
	 * Open a new cover, still without any image. Over so many of the user, the oldest
	 * goes.
	 * @param user who it belongs to
	 * @return the id of the cover, which cannot be guessed
	 */
	String open(String user);

	/**
	 * Add an image to a cover.
	 * @param id the id of the cover
	 * @param rendition the image
	 * @return whether it was kept; {@code false} if the cover is gone by now
	 */
	boolean add(String id, Rendition rendition);

	/**
	 * Return an image.
	 * @param user who asks
	 * @param id the id of the cover
	 * @param filter the id of the filter
	 * @return the image, or {@code null} if there is none that belongs to this user
	 */
	@Nullable Rendition find(String user, String id, String filter);

	/**
	 * Return the covers of a user.
	 * @param user the user
	 * @return the covers, the latest first
	 */
	List<CoverView> list(String user);

}
