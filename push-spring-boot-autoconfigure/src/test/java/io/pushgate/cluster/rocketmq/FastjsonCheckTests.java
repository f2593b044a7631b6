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

package io.pushgate.cluster.rocketmq;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link FastjsonCheck}.
 */
@ExtendWith(OutputCaptureExtension.class)
class FastjsonCheckTests {

	private static final int[] SAFE = { 2, 0, 64 };

	@Test
	void theBuildHasNoVersionWithKnownHoles(CapturedOutput output) {
		FastjsonCheck.warn(getClass().getClassLoader());
		assertThat(output).doesNotContain("fastjson");
		assertThat(ClassUtils.isPresent("com.alibaba.fastjson.JSON", null)).isFalse();
		assertThat(ClassUtils.isPresent("com.alibaba.fastjson2.JSON", null)).isTrue();
	}

	@Test
	void namesTheVersionAndTheRemedy(CapturedOutput output) {
		FastjsonCheck.warn("com.alibaba.fastjson2:fastjson2", "2.0.43", SAFE);
		assertThat(output).contains("com.alibaba.fastjson2:fastjson2:2.0.43", "CVE-2026-16723",
				"org.apache.rocketmq:rocketmq-client as 5.5.0");
	}

	@Test
	void saysNothingOfWhatIsNotThere(CapturedOutput output) {
		FastjsonCheck.warn("com.alibaba:fastjson", null, SAFE);
		assertThat(output).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "2.0.63, true", "2.0.43, true", "1.2.83, true", "2.0.64, false", "2.0.64.android8, false",
			"2.0.100, false", "2.1, false", "3.0.0, false", "2.0, true" })
	void comparesVersions(String version, boolean older) {
		assertThat(FastjsonCheck.isOlder(version, SAFE)).isEqualTo(older);
	}

}
