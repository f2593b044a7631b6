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

import java.util.Map;

/**
 * The response to an {@link HttpCall}. The server adds {@code Content-Length} and what
 * concerns the connection.
 *
 * @param status the status
 * @param headers the headers, {@code Content-Type} among them
 * @param body the body; neither copied nor changed. Left out by the server where the call
 * was a {@code HEAD}
 * @since 0.1.0
 */
public record HttpAnswer(int status, Map<String, String> headers, byte[] body) {

}
