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

import java.awt.image.BufferedImage;
import java.util.Locale;
import java.util.function.UnaryOperator;

/**
 * The filters that are applied to every cover, in this order. Each is a pure function: it
 * leaves the given image alone and returns a new one of the same size, opaque exactly
 * where the given one is.
 */
public enum CoverFilter {

	/** None: the cover as it was read, to compare with. */
	ORIGINAL(ImageFilters::original),

	/** Shades of grey, by luma. */
	GRAYSCALE(ImageFilters::grayscale),

	/** The brown of old prints. */
	SEPIA(ImageFilters::sepia),

	/** Soft focus. The radius grows with the image. */
	BLUR(ImageFilters::blur),

	/** Stronger local contrast. */
	SHARPEN(ImageFilters::sharpen),

	/** White outlines on black. */
	EDGES(ImageFilters::edges),

	/** Few, flat colours. */
	POSTERIZE(ImageFilters::posterize),

	/** The negative. */
	INVERT(ImageFilters::invert);

	private final UnaryOperator<BufferedImage> function;

	CoverFilter(UnaryOperator<BufferedImage> function) {
		this.function = function;
	}

	/**
	 * Return the name of the filter in URLs and events.
	 * @return the name in lower case, such as {@code sepia}
	 */
	public String id() {
		return name().toLowerCase(Locale.ROOT);
	}

	/**
	 * Apply the filter.
	 * @param image an image of any type and size
	 * @return a new image of the same size
	 */
	public BufferedImage apply(BufferedImage image) {
		return this.function.apply(image);
	}

}
