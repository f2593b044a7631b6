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

import java.time.Duration;
import java.util.List;

import io.pushgate.session.InboundRate;

/**
 * What the gateway lets in.
 *
 * @param allowedOrigins origins that a page may come from besides the endpoint's own
 * @param allowedHosts the names of the endpoint, or none for any
 * @param maxFrame the largest frame of a client, in bytes
 * @param maxPerNode how many connections this node takes
 * @param connectRate how many new connections a second this node takes
 * @param lateAuthentication whether a client may authenticate in its first frame
 * @param authenticationTimeout how long such a client may take
 * @param inboundRate how many frames a client may send
 * @since 0.1.0
 */
public record GatewaySettings(List<String> allowedOrigins, List<String> allowedHosts, int maxFrame, int maxPerNode,
		int connectRate, boolean lateAuthentication, Duration authenticationTimeout, InboundRate inboundRate) {

}
