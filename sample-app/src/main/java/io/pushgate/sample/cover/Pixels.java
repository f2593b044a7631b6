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

import java.awt.AlphaComposite;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.util.function.IntUnaryOperator;

/**
 * The pixels of an image as an array that filters can work on: one {@code int} each,
 * {@code 0xAARRGGBB}, alpha not multiplied in, row by row. {@link #argb} is a copy.
 *
 * @param argb the pixels
 * @param width the width, at least 1
 * @param height the height, at least 1
 * @param alpha whether the image has an alpha channel
 */
record Pixels(int[] argb, int width, int height, boolean alpha) {

	static Pixels of(BufferedImage image) {
		int width = image.getWidth();
		int height = image.getHeight();
		BufferedImage copy = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
		Graphics2D graphics = copy.createGraphics();
		try {
			graphics.setComposite(AlphaComposite.Src);
			graphics.drawImage(image, 0, 0, null);
		}
		finally {
			graphics.dispose();
		}
		int[] argb = ((DataBufferInt) copy.getRaster().getDataBuffer()).getData();
		return new Pixels(argb, width, height, image.getColorModel().hasAlpha());
	}

	/**
	 * Return the pixel at a place; outside the image, the nearest one inside.
	 * @param x the column
	 * @param y the row
	 * @return the pixel
	 */
	int at(int x, int y) {
		int column = Math.min(Math.max(x, 0), this.width - 1);
		int row = Math.min(Math.max(y, 0), this.height - 1);
		return this.argb[row * this.width + column];
	}

	/**
	 * Apply a function to the colour of each pixel; alpha stays as it is.
	 * @param function from {@code 0xAARRGGBB} to {@code 0xRRGGBB}
	 * @return new pixels
	 */
	Pixels map(IntUnaryOperator function) {
		int[] result = new int[this.argb.length];
		for (int i = 0; i < result.length; i++) {
			result[i] = (this.argb[i] & 0xFF000000) | (function.applyAsInt(this.argb[i]) & 0xFFFFFF);
		}
		return with(result);
	}

	Pixels with(int[] result) {
		return new Pixels(result, this.width, this.height, this.alpha);
	}

	boolean isOpaque() {
		for (int pixel : this.argb) {
			if (pixel >>> 24 != 0xFF) {
				return false;
			}
		}
		return true;
	}

	BufferedImage toImage() {
		int type = this.alpha ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB;
		BufferedImage image = new BufferedImage(this.width, this.height, type);
		image.getRaster().setDataElements(0, 0, this.width, this.height, this.argb);
		return image;
	}

	static int alpha(int pixel) {
		return pixel >>> 24;
	}

	static int red(int pixel) {
		return (pixel >> 16) & 0xFF;
	}

	static int green(int pixel) {
		return (pixel >> 8) & 0xFF;
	}

	static int blue(int pixel) {
		return pixel & 0xFF;
	}

	static int rgb(int red, int green, int blue) {
		return clamp(red) << 16 | clamp(green) << 8 | clamp(blue);
	}

	static int luma(int pixel) {
		return (299 * red(pixel) + 587 * green(pixel) + 114 * blue(pixel) + 500) / 1000;
	}

	static int clamp(int value) {
		return Math.min(Math.max(value, 0), 255);
	}

}
