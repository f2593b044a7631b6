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

package io.pushgate.transport;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a handshake would be answered, for whoever cannot read the answer to one: a script
 * in a browser.
 *
 * @param status the HTTP status, or 200 where the handshake would be accepted
 * @param reason the reason in one word, for programs
 * @param detail the reason in a sentence, for developers
 * @param retryAfter when to try again, or {@code null}
 * @since 0.1.0
 */
public record HandshakeDiagnosis(int status, String reason, String detail, @Nullable Duration retryAfter) {

	byte[] json() {
		Map<String, Object> json = new LinkedHashMap<>();
		json.put("reason", this.reason);
		json.put("detail", this.detail);
		if (this.retryAfter != null) {
			json.put("retryAfter", this.retryAfter.toMillis());
		}
		return JsonMapper.shared().writeValueAsBytes(json);
	}

}
