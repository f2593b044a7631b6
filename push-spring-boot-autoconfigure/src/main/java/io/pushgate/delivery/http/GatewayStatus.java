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

package io.pushgate.delivery.http;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * How the gateway has answered of late; a snapshot.
 *
 * @param reached whether the last call was answered as it should, or {@code null} as long
 * as there was none
 * @param since since when that is so
 * @param problem what went wrong, or {@code null}
 * @since 0.1.0
 */
public record GatewayStatus(@Nullable Boolean reached, Instant since, @Nullable String problem) {

}
