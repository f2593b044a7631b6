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

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;

import io.pushgate.sample.support.TestImages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link CoverReader}.
 */
class CoverReaderTests {

	private final CoverReader reader = new CoverReader(
			new CoverProperties(1, 1, 40, 1600, 20, DataSize.ofMegabytes(1)));

	@ParameterizedTest
	@ValueSource(strings = { "png", "jpeg", "gif", "bmp" })
	void readsTheFormatsOfTheWeb(String format) {
		BufferedImage image = this.reader.read(TestImages.encode(TestImages.photo(40, 30), format));
		assertThat(image.getWidth()).isEqualTo(40);
		assertThat(image.getHeight()).isEqualTo(30);
	}

	@Test
	void keepsAlpha() {
		byte[] file = TestImages.encode(TestImages.plain(4, 4, new Color(255, 0, 0, 128)), "png");
		assertThat(this.reader.read(file).getRGB(1, 1)).isEqualTo(0x80FF0000);
	}

	@Test
	void scalesDownToTheLongerSide() {
		BufferedImage image = this.reader.read(TestImages.encode(TestImages.photo(1000, 3200), "jpeg"));
		assertThat(image.getHeight()).isEqualTo(1600);
		assertThat(image.getWidth()).isEqualTo(500);
	}

	@Test
	void scalesAnExtremeShapeToOnePixelAtLeast() {
		BufferedImage image = this.reader.read(TestImages.encode(TestImages.plain(8000, 1, Color.RED), "png"));
		assertThat(image.getWidth()).isEqualTo(1600);
		assertThat(image.getHeight()).isEqualTo(1);
		assertThat(image.getRGB(800, 0)).isEqualTo(0xFFFF0000);
	}

	@Test
	void readsALargeImageWithGaps() {
		BufferedImage image = this.reader.read(TestImages.encode(TestImages.plain(6000, 5000, Color.BLUE), "png"));
		assertThat(image.getWidth()).isEqualTo(1600);
		assertThat(image.getHeight()).isEqualTo(1333);
		assertThat(image.getRGB(1599, 1332)).isEqualTo(0xFF0000FF);
	}

	@Test
	void refusesTooManyPixelsBeforeDecodingThem() {
		assertThatExceptionOfType(BadImageException.class).isThrownBy(() -> this.reader.read(bomb(100_000, 100_000)))
			.withMessage("The image has 100000 × 100000 pixels; the limit is 40 megapixels");
		assertThatExceptionOfType(BadImageException.class).isThrownBy(() -> this.reader.read(bomb(8000, 5001)))
			.withMessageContaining("40 megapixels");
	}

	@Test
	void refusesAnEmptyFile() {
		assertThatExceptionOfType(BadImageException.class).isThrownBy(() -> this.reader.read(new byte[0]))
			.withMessage("The file is empty");
	}

	@Test
	void refusesWhatIsNoImage() {
		byte[] text = "I am no image".getBytes(StandardCharsets.UTF_8);
		assertThatExceptionOfType(BadImageException.class).isThrownBy(() -> this.reader.read(text))
			.withMessage("The file is not a PNG, JPEG, GIF or BMP image");
	}

	@ParameterizedTest
	@ValueSource(strings = { "tiff", "wbmp" })
	void refusesOtherFormatsThatTheJdkCouldRead(String format) {
		BufferedImage image = new BufferedImage(20, 20, BufferedImage.TYPE_BYTE_BINARY);
		byte[] file = TestImages.encode(image, format);
		assertThatExceptionOfType(BadImageException.class).isThrownBy(() -> this.reader.read(file))
			.withMessage("The file is not a PNG, JPEG, GIF or BMP image");
	}

	@ParameterizedTest
	@ValueSource(strings = { "png", "jpeg", "gif", "bmp" })
	void refusesAFileOfWhichThereIsOnlyTheFirstHalf(String format) {
		byte[] file = TestImages.encode(TestImages.photo(400, 300), format);
		byte[] half = Arrays.copyOf(file, file.length / 2);
		assertThatExceptionOfType(BadImageException.class).isThrownBy(() -> this.reader.read(half));
	}

	@ParameterizedTest
	@ValueSource(strings = { "png", "jpeg", "gif", "bmp" })
	void refusesAFileOfWhichThereIsHardlyAnything(String format) {
		byte[] file = TestImages.encode(TestImages.photo(400, 300), format);
		for (int length = 1; length < 60; length++) {
			byte[] start = Arrays.copyOf(file, length);
			assertThatExceptionOfType(BadImageException.class).as("%d bytes", length)
				.isThrownBy(() -> this.reader.read(start));
		}
	}

	@ParameterizedTest
	@CsvSource({ "1,40,20,0", "2,40,20,1", "3,40,20,2", "4,40,20,3", "5,20,40,0", "6,20,40,1", "7,20,40,2",
			"8,20,40,3" })
	void turnsPhotographsUpright(int orientation, int width, int height, int corner) {
		BufferedImage stored = TestImages.plain(40, 20, Color.BLACK);
		stored.createGraphics().fillRect(0, 0, 10, 10);
		BufferedImage image = this.reader.read(withOrientation(TestImages.encode(stored, "jpeg"), orientation));
		assertThat(image.getWidth()).isEqualTo(width);
		assertThat(image.getHeight()).isEqualTo(height);
		// Where the white corner is: top left, top right, bottom right, bottom left
		int x = (corner == 1 || corner == 2) ? width - 3 : 2;
		int y = (corner >= 2) ? height - 3 : 2;
		assertThat(Pixels.luma(image.getRGB(x, y))).isGreaterThan(200);
	}

	@Test
	void takesABrokenExifSegmentForUpright() {
		byte[] file = withOrientation(TestImages.encode(TestImages.photo(40, 20), "jpeg"), 6);
		file[2 + 4 + 6 + 4] = 0x7F;
		assertThat(this.reader.read(file).getWidth()).isEqualTo(40);
	}

	/** Put an Exif segment with nothing but the orientation behind the start marker. */
	private static byte[] withOrientation(byte[] jpeg, int orientation) {
		ByteBuffer exif = ByteBuffer.allocate(36);
		exif.putShort((short) 0xFFE1).putShort((short) 34).put("Exif\0\0".getBytes(StandardCharsets.US_ASCII));
		exif.putShort((short) 0x4D4D).putShort((short) 42).putInt(8);
		exif.putShort((short) 1).putShort((short) 0x0112).putShort((short) 3).putInt(1);
		exif.putShort((short) orientation).putShort((short) 0).putInt(0);
		ByteArrayOutputStream result = new ByteArrayOutputStream();
		result.write(jpeg, 0, 2);
		result.writeBytes(exif.array());
		result.write(jpeg, 2, jpeg.length - 2);
		return result.toByteArray();
	}

	/** A PNG file that says how large it is, and holds next to nothing. */
	private static byte[] bomb(int width, int height) {
		ByteBuffer header = ByteBuffer.allocate(17);
		header.put("IHDR".getBytes(StandardCharsets.US_ASCII)).putInt(width).putInt(height);
		header.put(new byte[] { 8, 2, 0, 0, 0 });
		CRC32 checksum = new CRC32();
		checksum.update(header.array());
		ByteBuffer file = ByteBuffer.allocate(8 + 4 + 17 + 4);
		file.put(new byte[] { (byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n' });
		file.putInt(13).put(header.array()).putInt((int) checksum.getValue());
		return file.array();
	}

}
