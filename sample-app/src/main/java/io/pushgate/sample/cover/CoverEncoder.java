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
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

import org.springframework.http.MediaType;

/**
 * Encodes images for the web: JPEG, or PNG where something shows through.
 */
final class CoverEncoder {

	private static final float JPEG_QUALITY = 0.86f;

	private CoverEncoder() {
	}

	/**
	 * Return the type that an image is best encoded as.
	 * @param image the image
	 * @return the type: PNG if a pixel is not opaque, JPEG otherwise
	 */
	static MediaType typeFor(BufferedImage image) {
		boolean opaque = !image.getColorModel().hasAlpha() || Pixels.of(image).isOpaque();
		return opaque ? MediaType.IMAGE_JPEG : MediaType.IMAGE_PNG;
	}

	static byte[] encode(BufferedImage image, MediaType type) {
		ByteArrayOutputStream result = new ByteArrayOutputStream();
		ImageWriter writer = ImageIO.getImageWritersByMIMEType(type.toString()).next();
		try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(result)) {
			ImageWriteParam parameters = writer.getDefaultWriteParam();
			BufferedImage source = image;
			if (MediaType.IMAGE_JPEG.equals(type)) {
				parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
				parameters.setCompressionQuality(JPEG_QUALITY);
				source = opaque(image);
			}
			writer.setOutput(stream);
			writer.write(null, new IIOImage(source, null, null), parameters);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot encode an image as " + type, ex);
		}
		finally {
			writer.dispose();
		}
		return result.toByteArray();
	}

	private static BufferedImage opaque(BufferedImage image) {
		if (!image.getColorModel().hasAlpha()) {
			return image;
		}
		Pixels pixels = Pixels.of(image);
		return new Pixels(pixels.argb(), pixels.width(), pixels.height(), false).toImage();
	}

}
