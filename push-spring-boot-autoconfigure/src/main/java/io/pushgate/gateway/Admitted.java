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

package io.pushgate.gateway;

import io.pushgate.auth.PushIdentity;
import io.pushgate.protocol.FrameCodec;
import io.pushgate.protocol.Position;
import org.jspecify.annotations.Nullable;

/**
 * What a handshake told, carried over to the connection.
 *
 * @param since when the client began to say who it is, by {@link System#nanoTime()}
 * @param permit the right to open the connection
 * @param codec the encoding to speak
 * @param identity who it is, or {@code null} if the first frame is to tell
 * @param device the device, or {@code null} where the client named none
 * @param resume the position to resume from, or {@code null}
 */
record Admitted(long since, Admission.Permit permit, FrameCodec codec, @Nullable PushIdentity identity,
		@Nullable String device, @Nullable Position resume) {

}
