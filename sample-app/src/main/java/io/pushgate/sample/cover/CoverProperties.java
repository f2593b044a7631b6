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

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;
import org.springframework.util.unit.DataSize;

/**
 * Limits of the cover filter.
 *
 * @param threads threads that filter
 * @param maxInProgress covers that are being read, waiting or being filtered; over it,
 * uploads are answered 503
 * @param maxMegapixels size of an uploaded image, in millions of pixels
 * @param maxSide longer side, in pixels, to which covers are scaled down first
 * @param maxPerUser covers kept for each user
 * @param maxBytes memory for the covers of all users
 */
@ConfigurationProperties("sample.covers")
public record CoverProperties(@DefaultValue("2") int threads, @DefaultValue("24") int maxInProgress,
		@DefaultValue("40") int maxMegapixels, @DefaultValue("1600") int maxSide, @DefaultValue("20") int maxPerUser,
		@DefaultValue("128MB") DataSize maxBytes) {

	public CoverProperties {
		requirePositive("threads", threads);
		requirePositive("max-in-progress", maxInProgress);
		requirePositive("max-megapixels", maxMegapixels);
		requirePositive("max-side", maxSide);
		requirePositive("max-per-user", maxPerUser);
		requirePositive("max-bytes", maxBytes.toBytes());
	}

	private static void requirePositive(String name, long value) {
		Assert.isTrue(value > 0, () -> "sample.covers." + name + " must be greater than 0, but is " + value);
	}

}
