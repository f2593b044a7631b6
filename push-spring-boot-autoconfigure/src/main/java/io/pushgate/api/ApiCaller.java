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

package io.pushgate.api;

import io.pushgate.message.Names;

import org.springframework.util.Assert;

/**
 * Who is calling the HTTP push API.
 *
 * @param tenant the tenant that the caller may push to, ask about and disconnect
 * @since 0.1.0
 */
public record ApiCaller(String tenant) {

	/**
	 * Create a caller.
	 */
	public ApiCaller {
		Assert.isTrue(Names.isToken(tenant), () -> "'tenant' must match [A-Za-z0-9._-]{1,64}: \"" + tenant + "\"");
	}

}
