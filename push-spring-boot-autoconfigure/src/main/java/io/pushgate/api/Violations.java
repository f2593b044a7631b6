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

import java.util.ArrayList;
import java.util.List;

/**
 * Collects what is wrong with a body, so that a caller need not find out one by one.
 */
final class Violations {

	private static final int MAX = 20;

	private final List<Violation> violations = new ArrayList<>();

	private boolean foreignTenant;

	void add(String pointer, String detail) {
		if (this.violations.size() < MAX) {
			this.violations.add(Violation.ofPointer(pointer, detail));
		}
	}

	/**
	 * Note that the body is meant for another tenant, which outweighs all the rest.
	 */
	void addForeignTenant(String pointer) {
		this.foreignTenant = true;
		this.violations.add(0, Violation.ofPointer(pointer, "is not the tenant of the caller"));
	}

	boolean isEmpty() {
		return this.violations.isEmpty();
	}

	Problem problem() {
		return Problem.at(this.foreignTenant ? ProblemType.FORBIDDEN : ProblemType.INVALID, this.violations);
	}

}
