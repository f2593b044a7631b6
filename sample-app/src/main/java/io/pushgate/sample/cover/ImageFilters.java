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

/**
 * The functions behind {@link CoverFilter}. Where a filter looks at neighbours, the rows
 * and columns at the border are repeated outwards; so the border is filtered as well, and
 * an image of one pixel is no special case.
 */
final class ImageFilters {

	private static final int POSTERIZE_LEVELS = 4;

	/** Three box blurs in a row are close to a Gaussian. */
	private static final int BLUR_PASSES = 3;

	private ImageFilters() {
	}

	static BufferedImage original(BufferedImage image) {
		return Pixels.of(image).toImage();
	}

	static BufferedImage grayscale(BufferedImage image) {
		return Pixels.of(image).map((pixel) -> gray(Pixels.luma(pixel))).toImage();
	}

	static BufferedImage sepia(BufferedImage image) {
		return Pixels.of(image).map((pixel) -> {
			int red = Pixels.red(pixel);
			int green = Pixels.green(pixel);
			int blue = Pixels.blue(pixel);
			return Pixels.rgb((393 * red + 769 * green + 189 * blue) / 1000,
					(349 * red + 686 * green + 168 * blue) / 1000, (272 * red + 534 * green + 131 * blue) / 1000);
		}).toImage();
	}

	static BufferedImage invert(BufferedImage image) {
		return Pixels.of(image).map((pixel) -> ~pixel).toImage();
	}

	static BufferedImage posterize(BufferedImage image) {
		int[] levels = new int[256];
		for (int value = 0; value < levels.length; value++) {
			int level = value * POSTERIZE_LEVELS / 256;
			levels[value] = level * 255 / (POSTERIZE_LEVELS - 1);
		}
		return Pixels.of(image)
			.map((pixel) -> Pixels.rgb(levels[Pixels.red(pixel)], levels[Pixels.green(pixel)],
					levels[Pixels.blue(pixel)]))
			.toImage();
	}

	static BufferedImage sharpen(BufferedImage image) {
		Pixels source = Pixels.of(image);
		int[] result = new int[source.argb().length];
		for (int y = 0; y < source.height(); y++) {
			for (int x = 0; x < source.width(); x++) {
				int centre = source.at(x, y);
				int left = visible(source.at(x - 1, y), centre);
				int right = visible(source.at(x + 1, y), centre);
				int above = visible(source.at(x, y - 1), centre);
				int below = visible(source.at(x, y + 1), centre);
				int red = 5 * Pixels.red(centre) - Pixels.red(left) - Pixels.red(right) - Pixels.red(above)
						- Pixels.red(below);
				int green = 5 * Pixels.green(centre) - Pixels.green(left) - Pixels.green(right) - Pixels.green(above)
						- Pixels.green(below);
				int blue = 5 * Pixels.blue(centre) - Pixels.blue(left) - Pixels.blue(right) - Pixels.blue(above)
						- Pixels.blue(below);
				result[y * source.width() + x] = (centre & 0xFF000000) | Pixels.rgb(red, green, blue);
			}
		}
		return source.with(result).toImage();
	}

	static BufferedImage edges(BufferedImage image) {
		Pixels source = Pixels.of(image);
		// What is transparent counts as black: it has an outline, but no colour of its
		// own
		Pixels luma = source.map((pixel) -> Pixels.luma(pixel) * Pixels.alpha(pixel) / 255);
		int[] result = new int[source.argb().length];
		for (int y = 0; y < source.height(); y++) {
			for (int x = 0; x < source.width(); x++) {
				int aboveLeft = Pixels.blue(luma.at(x - 1, y - 1));
				int above = Pixels.blue(luma.at(x, y - 1));
				int aboveRight = Pixels.blue(luma.at(x + 1, y - 1));
				int left = Pixels.blue(luma.at(x - 1, y));
				int right = Pixels.blue(luma.at(x + 1, y));
				int belowLeft = Pixels.blue(luma.at(x - 1, y + 1));
				int below = Pixels.blue(luma.at(x, y + 1));
				int belowRight = Pixels.blue(luma.at(x + 1, y + 1));
				int across = aboveRight + 2 * right + belowRight - aboveLeft - 2 * left - belowLeft;
				int down = belowLeft + 2 * below + belowRight - aboveLeft - 2 * above - aboveRight;
				int strength = Pixels.clamp((int) Math.round(Math.hypot(across, down)));
				result[y * source.width() + x] = (source.at(x, y) & 0xFF000000) | gray(strength);
			}
		}
		return source.with(result).toImage();
	}

	static BufferedImage blur(BufferedImage image) {
		Pixels source = Pixels.of(image);
		int radius = Math.max(1, Math.min(source.width(), source.height()) / 120);
		int[] pixels = premultiplied(source.argb());
		for (int pass = 0; pass < BLUR_PASSES; pass++) {
			pixels = boxBlurTransposed(pixels, source.width(), source.height(), radius);
			pixels = boxBlurTransposed(pixels, source.height(), source.width(), radius);
		}
		return source.with(unpremultiplied(pixels)).toImage();
	}

	/**
	 * Blur the rows and return the image with rows and columns exchanged; called twice,
	 * it has blurred both and the image is upright again. A running sum makes the cost
	 * independent of the radius.
	 */
	private static int[] boxBlurTransposed(int[] source, int width, int height, int radius) {
		int[] result = new int[source.length];
		int size = 2 * radius + 1;
		for (int y = 0; y < height; y++) {
			int row = y * width;
			int alpha = 0;
			int red = 0;
			int green = 0;
			int blue = 0;
			for (int x = -radius; x <= radius; x++) {
				int pixel = source[row + Math.min(Math.max(x, 0), width - 1)];
				alpha += Pixels.alpha(pixel);
				red += Pixels.red(pixel);
				green += Pixels.green(pixel);
				blue += Pixels.blue(pixel);
			}
			for (int x = 0; x < width; x++) {
				int half = size / 2;
				result[x * height + y] = ((alpha + half) / size) << 24
						| Pixels.rgb((red + half) / size, (green + half) / size, (blue + half) / size);
				int entering = source[row + Math.min(x + radius + 1, width - 1)];
				int leaving = source[row + Math.max(x - radius, 0)];
				alpha += Pixels.alpha(entering) - Pixels.alpha(leaving);
				red += Pixels.red(entering) - Pixels.red(leaving);
				green += Pixels.green(entering) - Pixels.green(leaving);
				blue += Pixels.blue(entering) - Pixels.blue(leaving);
			}
		}
		return result;
	}

	/** Without this, the invisible colour of transparent pixels would bleed in. */
	private static int[] premultiplied(int[] argb) {
		int[] result = new int[argb.length];
		for (int i = 0; i < argb.length; i++) {
			int alpha = Pixels.alpha(argb[i]);
			result[i] = (alpha == 255) ? argb[i] : alpha << 24 | Pixels.rgb(Pixels.red(argb[i]) * alpha / 255,
					Pixels.green(argb[i]) * alpha / 255, Pixels.blue(argb[i]) * alpha / 255);
		}
		return result;
	}

	private static int[] unpremultiplied(int[] argb) {
		int[] result = new int[argb.length];
		for (int i = 0; i < argb.length; i++) {
			int alpha = Pixels.alpha(argb[i]);
			result[i] = (alpha == 255 || alpha == 0) ? argb[i]
					: alpha << 24 | Pixels.rgb(Pixels.red(argb[i]) * 255 / alpha, Pixels.green(argb[i]) * 255 / alpha,
							Pixels.blue(argb[i]) * 255 / alpha);
		}
		return result;
	}

	private static int visible(int neighbour, int centre) {
		return (Pixels.alpha(neighbour) != 0) ? neighbour : centre;
	}

	private static int gray(int value) {
		return value << 16 | value << 8 | value;
	}

}
