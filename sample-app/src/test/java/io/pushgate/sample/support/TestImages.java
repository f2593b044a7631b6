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

package io.pushgate.sample.support;

import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Random;

import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Draws images.
 */
public final class TestImages {

	private TestImages() {
	}

	/**
	 * Draw hills in front of an evening sky, with the grain of a film: large areas, edges
	 * and noise, as a photograph has them.
	 */
	public static BufferedImage photo(int width, int height) {
		BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
		Random random = new Random(42);
		Graphics2D graphics = image.createGraphics();
		graphics.setPaint(new GradientPaint(0, 0, new Color(24, 62, 140), 0, height * 0.7f, new Color(250, 178, 116)));
		graphics.fillRect(0, 0, width, height);
		graphics.setColor(new Color(255, 240, 190));
		graphics.fill(new Ellipse2D.Double(width * 0.62, height * 0.24, height * 0.18, height * 0.18));
		for (int hill = 0; hill < 4; hill++) {
			Path2D outline = new Path2D.Double();
			outline.moveTo(0, height);
			double top = height * (0.5 + 0.1 * hill);
			for (int step = 0; step <= 40; step++) {
				top += random.nextGaussian() * height / 90;
				outline.lineTo(width * step / 40.0, top);
			}
			outline.lineTo(width, height);
			outline.closePath();
			graphics.setColor(new Color(62 - hill * 12, 84 - hill * 10, 110 - hill * 22));
			graphics.fill(outline);
		}
		graphics.dispose();
		for (int i = 0; i < width * height / 8; i++) {
			int x = random.nextInt(width);
			int y = random.nextInt(height);
			Color colour = new Color(image.getRGB(x, y));
			int grain = random.nextInt(31) - 15;
			image.setRGB(x, y, new Color(grainy(colour.getRed(), grain), grainy(colour.getGreen(), grain),
					grainy(colour.getBlue(), grain))
				.getRGB());
		}
		return image;
	}

	private static int grainy(int value, int grain) {
		return Math.min(Math.max(value + grain, 0), 255);
	}

	public static BufferedImage plain(int width, int height, Color colour) {
		int type = (colour.getAlpha() < 255) ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB;
		BufferedImage image = new BufferedImage(width, height, type);
		Graphics2D graphics = image.createGraphics();
		graphics.setColor(colour);
		graphics.fillRect(0, 0, width, height);
		graphics.dispose();
		return image;
	}

	public static byte[] encode(BufferedImage image, String format) {
		ByteArrayOutputStream result = new ByteArrayOutputStream();
		try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(result)) {
			if (!ImageIO.write(image, format, stream)) {
				throw new IllegalArgumentException("Nothing writes " + format + " here");
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return result.toByteArray();
	}

}
