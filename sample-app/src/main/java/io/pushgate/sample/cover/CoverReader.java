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

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Reads an uploaded file as an image that is ready for the filters: upright, no larger
 * than {@link CoverProperties#maxSide()}, of type RGB or ARGB. Only the formats of
 * {@link #FORMATS} are read; of an animated GIF, the first frame.
 *
 * <p>
 * The dimensions are looked at before anything is decoded, and what is large is decoded
 * with gaps, so that a small file cannot ask for a huge amount of memory.
 */
@Component
final class CoverReader {

	private static final Set<String> FORMATS = Set.of("png", "jpeg", "gif", "bmp");

	/** Of a JPEG file that ends too soon, libjpeg warns only, and the rest is grey. */
	private static final String INCOMPLETE_JPEG = "premature end of data segment";

	private static final int MEGA = 1_000_000;

	/** More pixels than this are not decoded, whatever the limit for uploads is. */
	private static final long MAX_DECODED_PIXELS = 16 * MEGA;

	private final CoverProperties properties;

	CoverReader(CoverProperties properties) {
		this.properties = properties;
	}

	/**
	 * Read a file.
	 * @param file the content of the file
	 * @return the image
	 * @throws BadImageException if it is no image that we can use
	 */
	BufferedImage read(byte[] file) {
		if (file.length == 0) {
			throw new BadImageException("The file is empty");
		}
		BufferedImage image = decode(file);
		return ImageOrientation.of(file).apply(scale(image));
	}

	private BufferedImage decode(byte[] file) {
		try (ImageInputStream stream = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
			ImageReader reader = findReader(stream);
			if (reader == null) {
				throw new BadImageException("The file is not a PNG, JPEG, GIF or BMP image");
			}
			try {
				reader.setInput(stream, true, true);
				return decode(reader);
			}
			finally {
				reader.dispose();
			}
		}
		catch (IOException ex) {
			throw new BadImageException("The image is damaged or of a kind that cannot be read", ex);
		}
	}

	private @Nullable ImageReader findReader(ImageInputStream stream) throws IOException {
		for (Iterator<ImageReader> readers = ImageIO.getImageReaders(stream); readers.hasNext();) {
			ImageReader reader = readers.next();
			if (FORMATS.contains(reader.getFormatName().toLowerCase(Locale.ROOT))) {
				return reader;
			}
			reader.dispose();
		}
		return null;
	}

	private BufferedImage decode(ImageReader reader) throws IOException {
		try {
			int width = reader.getWidth(0);
			int height = reader.getHeight(0);
			long pixels = (long) width * height;
			if (pixels > (long) this.properties.maxMegapixels() * MEGA) {
				throw new BadImageException("The image has %d × %d pixels; the limit is %d megapixels".formatted(width,
						height, this.properties.maxMegapixels()));
			}
			AtomicBoolean incomplete = new AtomicBoolean();
			reader.addIIOReadWarningListener((source, warning) -> {
				if (warning.contains(INCOMPLETE_JPEG)) {
					incomplete.set(true);
				}
			});
			ImageReadParam parameters = reader.getDefaultReadParam();
			int step = step(pixels);
			parameters.setSourceSubsampling(step, step, 0, 0);
			BufferedImage image = reader.read(0, parameters);
			if (incomplete.get()) {
				throw new BadImageException("The image is damaged: a part of it is missing");
			}
			return image;
		}
		catch (BadImageException ex) {
			throw ex;
		}
		// The readers of the JDK answer some damaged files with any runtime exception
		catch (RuntimeException ex) {
			throw new BadImageException("The image is damaged", ex);
		}
	}

	private static int step(long pixels) {
		int step = 1;
		while (pixels / ((long) step * step) > MAX_DECODED_PIXELS) {
			step++;
		}
		return step;
	}

	private BufferedImage scale(BufferedImage image) {
		int maxSide = this.properties.maxSide();
		double factor = Math.min(1, (double) maxSide / Math.max(image.getWidth(), image.getHeight()));
		int width = Math.max(1, (int) Math.round(image.getWidth() * factor));
		int height = Math.max(1, (int) Math.round(image.getHeight() * factor));
		BufferedImage result = image;
		// By at most a half at a time: bilinear interpolation looks at four pixels only
		while (result.getWidth() > 2 * width && result.getHeight() > 2 * height) {
			result = draw(result, result.getWidth() / 2, result.getHeight() / 2);
		}
		return draw(result, width, height);
	}

	private static BufferedImage draw(BufferedImage image, int width, int height) {
		int type = image.getColorModel().hasAlpha() ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB;
		BufferedImage result = new BufferedImage(width, height, type);
		Graphics2D graphics = result.createGraphics();
		try {
			graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
			graphics.drawImage(image, 0, 0, width, height, null);
		}
		finally {
			graphics.dispose();
		}
		return result;
	}

}
