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

import io.pushgate.PushException;

/**
 * What is asked for cannot be said over the HTTP push API. Nothing was sent.
 *
 * @since 0.1.0
 */
public class UnsupportedByGatewayException extends PushException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create a new exception.
	 * @param what what was asked for
	 * @param instead what does instead
	 */
	public UnsupportedByGatewayException(String what, String instead) {
		super(what + " cannot be said over the HTTP push API of a gateway. " + instead
				+ ", or push over the bus: set 'push.cluster.bus' and remove 'push.client.gateway-url'");
	}

}
