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
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

import io.pushgate.sample.support.TestImages;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CoverFilter}.
 */
class CoverFilterTests {

	private final BufferedImage photo = TestImages.photo(90, 60);

	@ParameterizedTest
	@EnumSource
	void keepsTheSizeAndTheGivenImage(CoverFilter filter) {
		int[] before = argb(this.photo);
		BufferedImage result = filter.apply(this.photo);
		assertThat(result.getWidth()).isEqualTo(90);
		assertThat(result.getHeight()).isEqualTo(60);
		assertThat(argb(this.photo)).isEqualTo(before);
		assertThat(Arrays.equals(argb(result), before)).isEqualTo(filter == CoverFilter.ORIGINAL);
	}

	@ParameterizedTest
	@EnumSource
	void givesTheSameForTheSame(CoverFilter filter) {
		assertThat(argb(filter.apply(this.photo))).isEqualTo(argb(filter.apply(this.photo)));
	}

	@ParameterizedTest
	@EnumSource
	void filtersASinglePixel(CoverFilter filter) {
		BufferedImage result = filter.apply(TestImages.plain(1, 1, Color.ORANGE));
		assertThat(result.getWidth()).isEqualTo(1);
		assertThat(result.getHeight()).isEqualTo(1);
		assertThat(Pixels.alpha(result.getRGB(0, 0))).isEqualTo(255);
	}

	@ParameterizedTest
	@EnumSource
	void filtersAnImageThatIsOnePixelHigh(CoverFilter filter) {
		assertThat(filter.apply(TestImages.photo(50, 1)).getHeight()).isEqualTo(1);
		assertThat(filter.apply(TestImages.photo(1, 50)).getWidth()).isEqualTo(1);
	}

	@ParameterizedTest
	@EnumSource
	void keepsWhatIsTransparentTransparent(CoverFilter filter) {
		BufferedImage image = TestImages.plain(8, 8, new Color(200, 100, 50, 0));
		BufferedImage result = filter.apply(image);
		assertThat(result.getColorModel().hasAlpha()).isTrue();
		assertThat(Arrays.stream(argb(result))).allMatch((pixel) -> Pixels.alpha(pixel) == 0);
	}

	@ParameterizedTest
	@EnumSource
	void takesImagesOfAnyType(CoverFilter filter) {
		for (int type : new int[] { BufferedImage.TYPE_3BYTE_BGR, BufferedImage.TYPE_BYTE_GRAY,
				BufferedImage.TYPE_BYTE_INDEXED, BufferedImage.TYPE_USHORT_565_RGB }) {
			BufferedImage image = new BufferedImage(5, 4, type);
			image.createGraphics().drawImage(this.photo, 0, 0, 5, 4, null);
			assertThat(filter.apply(image).getWidth()).as("type %d", type).isEqualTo(5);
		}
	}

	@Test
	void grayscaleHasNoColour() {
		assertThat(Arrays.stream(argb(CoverFilter.GRAYSCALE.apply(this.photo))))
			.allMatch((pixel) -> Pixels.red(pixel) == Pixels.green(pixel) && Pixels.green(pixel) == Pixels.blue(pixel));
	}

	@Test
	void grayscaleKeepsBlackAndWhite() {
		assertThat(CoverFilter.GRAYSCALE.apply(TestImages.plain(1, 1, Color.WHITE)).getRGB(0, 0)).isEqualTo(0xFFFFFFFF);
		assertThat(CoverFilter.GRAYSCALE.apply(TestImages.plain(1, 1, Color.BLACK)).getRGB(0, 0)).isEqualTo(0xFF000000);
	}

	@Test
	void sepiaIsWarm() {
		assertThat(Arrays.stream(argb(CoverFilter.SEPIA.apply(this.photo))))
			.allMatch((pixel) -> Pixels.red(pixel) >= Pixels.green(pixel) && Pixels.green(pixel) >= Pixels.blue(pixel));
	}

	@Test
	void blurLowersTheVarianceAndKeepsTheMean() {
		BufferedImage blurred = CoverFilter.BLUR.apply(this.photo);
		assertThat(variance(blurred)).isLessThan(0.9 * variance(this.photo));
		assertThat(mean(blurred)).isCloseTo(mean(this.photo), Offset.offset(2.0));
	}

	@Test
	void blurLeavesAFlatImageAlone() {
		BufferedImage flat = TestImages.plain(20, 10, new Color(10, 120, 230));
		assertThat(argb(CoverFilter.BLUR.apply(flat))).isEqualTo(argb(flat));
	}

	@Test
	void blurDoesNotLetTheColourOfTransparentPixelsBleed() {
		BufferedImage image = TestImages.plain(9, 9, new Color(255, 0, 0, 0));
		for (int y = 0; y < 9; y++) {
			for (int x = 5; x < 9; x++) {
				image.setRGB(x, y, 0xFF0000FF);
			}
		}
		assertThat(Pixels.red(CoverFilter.BLUR.apply(image).getRGB(5, 4))).isZero();
	}

	@Test
	void sharpenRaisesTheVarianceAndLeavesAFlatImageAlone() {
		assertThat(variance(CoverFilter.SHARPEN.apply(this.photo))).isGreaterThan(variance(this.photo));
		BufferedImage flat = TestImages.plain(20, 10, Color.PINK);
		assertThat(argb(CoverFilter.SHARPEN.apply(flat))).isEqualTo(argb(flat));
	}

	@Test
	void edgesOfAFlatImageAreBlack() {
		assertThat(argb(CoverFilter.EDGES.apply(TestImages.plain(20, 10, Color.PINK)))).containsOnly(0xFF000000);
	}

	@Test
	void edgesAreWhiteWhereBlackMeetsWhite() {
		BufferedImage image = TestImages.plain(10, 4, Color.BLACK);
		image.createGraphics().fillRect(5, 0, 5, 4);
		BufferedImage edges = CoverFilter.EDGES.apply(image);
		assertThat(edges.getRGB(4, 2)).isEqualTo(0xFFFFFFFF);
		assertThat(edges.getRGB(5, 2)).isEqualTo(0xFFFFFFFF);
		assertThat(edges.getRGB(1, 2)).isEqualTo(0xFF000000);
		assertThat(edges.getRGB(8, 2)).isEqualTo(0xFF000000);
	}

	@Test
	void posterizeLeavesFourLevelsOfEachColour() {
		Set<Integer> levels = new HashSet<>();
		for (int pixel : argb(CoverFilter.POSTERIZE.apply(TestImages.photo(300, 200)))) {
			levels.add(Pixels.red(pixel));
		}
		assertThat(levels).isSubsetOf(0, 85, 170, 255).hasSizeGreaterThan(2);
	}

	@Test
	void invertTwiceIsTheImageAgain() {
		BufferedImage inverted = CoverFilter.INVERT.apply(this.photo);
		assertThat(argb(CoverFilter.INVERT.apply(inverted))).isEqualTo(argb(this.photo));
		assertThat(CoverFilter.INVERT.apply(TestImages.plain(1, 1, Color.RED)).getRGB(0, 0)).isEqualTo(0xFF00FFFF);
	}

	private static int[] argb(BufferedImage image) {
		return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
	}

	private static double mean(BufferedImage image) {
		return Arrays.stream(argb(image)).map(Pixels::luma).average().orElseThrow();
	}

	private static double variance(BufferedImage image) {
		double mean = mean(image);
		return Arrays.stream(argb(image))
			.map(Pixels::luma)
			.mapToDouble((luma) -> (luma - mean) * (luma - mean))
			.average()
			.orElseThrow();
	}

}
