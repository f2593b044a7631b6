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
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * How a camera was held. Phones store photographs as the sensor sees them and note in
 * Exif tag 0x0112 (Exif 2.32, 4.6.4) how to turn them; ImageIO does not look at it.
 *
 * @param value 1 to 8 as in the tag; 1 is upright
 */
record ImageOrientation(int value) {

	private static final ImageOrientation UPRIGHT = new ImageOrientation(1);

	private static final int EXIF = 0x45786966;

	private static final int ORIENTATION_TAG = 0x0112;

	/**
	 * Read the orientation of a JPEG file.
	 * @param file the file
	 * @return the orientation; upright for other formats, without the tag, or where it
	 * cannot be read
	 */
	static ImageOrientation of(byte[] file) {
		try {
			return inSegments(ByteBuffer.wrap(file));
		}
		catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException ex) {
			return UPRIGHT;
		}
	}

	private static ImageOrientation inSegments(ByteBuffer file) {
		if (file.remaining() < 4 || file.getShort() != (short) 0xFFD8) {
			return UPRIGHT;
		}
		while (file.remaining() > 4 && (file.get() & 0xFF) == 0xFF) {
			int marker = file.get() & 0xFF;
			int length = (file.getShort() & 0xFFFF) - 2;
			if (marker == 0xE1 && length > 6 && file.getInt(file.position()) == EXIF) {
				ByteBuffer tiff = file.slice(file.position() + 6, length - 6);
				return inTiff(tiff);
			}
			if (marker == 0xDA) {
				return UPRIGHT;
			}
			file.position(file.position() + length);
		}
		return UPRIGHT;
	}

	private static ImageOrientation inTiff(ByteBuffer tiff) {
		tiff.order((tiff.getShort(0) == 0x4949) ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
		int directory = tiff.getInt(4);
		int entries = tiff.getShort(directory) & 0xFFFF;
		for (int i = 0; i < entries; i++) {
			int entry = directory + 2 + 12 * i;
			if ((tiff.getShort(entry) & 0xFFFF) == ORIENTATION_TAG) {
				int value = tiff.getShort(entry + 8);
				return (value >= 1 && value <= 8) ? new ImageOrientation(value) : UPRIGHT;
			}
		}
		return UPRIGHT;
	}

	/**
	 * Turn an image so that it is upright.
	 * @param image the image as stored
	 * @return the image itself if it is upright already
	 */
	BufferedImage apply(BufferedImage image) {
		if (this.value == 1) {
			return image;
		}
		boolean exchanged = this.value >= 5;
		int width = exchanged ? image.getHeight() : image.getWidth();
		int height = exchanged ? image.getWidth() : image.getHeight();
		Pixels source = Pixels.of(image);
		int[] result = new int[width * height];
		for (int y = 0; y < height; y++) {
			for (int x = 0; x < width; x++) {
				int left = width - 1 - x;
				int up = height - 1 - y;
				result[y * width + x] = switch (this.value) {
					case 2 -> source.at(left, y);
					case 3 -> source.at(left, up);
					case 4 -> source.at(x, up);
					case 5 -> source.at(y, x);
					case 6 -> source.at(y, left);
					case 7 -> source.at(up, left);
					default -> source.at(up, x);
				};
			}
		}
		return new Pixels(result, width, height, source.alpha()).toImage();
	}

}
