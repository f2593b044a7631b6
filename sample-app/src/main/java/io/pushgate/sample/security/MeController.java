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

package io.pushgate.sample.security;

import java.security.Principal;
import java.util.List;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Tells the page who is signed in.
 */
@RestController
final class MeController {

	private final DemoUsers users;

	MeController(DemoUsers users) {
		this.users = users;
	}

	@GetMapping("/me")
	Me me(Principal user) {
		List<String> others = this.users.names().stream().filter((name) -> !name.equals(user.getName())).toList();
		return new Me(user.getName(), others);
	}

	/**
	 * Who is signed in.
	 *
	 * @param user the name
	 * @param others the other users, to write to
	 */
	record Me(String user, List<String> others) {

	}

}
