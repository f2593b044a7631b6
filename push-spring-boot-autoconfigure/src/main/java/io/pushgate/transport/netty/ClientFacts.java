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

package io.pushgate.transport.netty;

import org.jspecify.annotations.Nullable;

/**
 * What is known of the client behind a connection: by the connection itself, or by the
 * proxies that it comes through.
 *
 * @param address the client's address, or {@code null} if it has none
 * @param host the host and port that it asked for, or {@code null} if that is not known
 * @param secure whether it speaks TLS
 */
record ClientFacts(@Nullable String address, @Nullable String host, boolean secure) {

}
