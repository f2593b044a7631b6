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

package io.pushgate.message;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link PushTarget}.
 */
class PushTargetTests {

	@Test
	void namesWhomItIsFor() {
		assertThat(PushTarget.user("u")).isEqualTo(new PushTarget.Users(List.of("u")));
		assertThat(PushTarget.device("u", "d")).isEqualTo(new PushTarget.Device("u", "d"));
		assertThat(PushTarget.session("1")).isEqualTo(new PushTarget.Session("1"));
		assertThat(PushTarget.devices(List.of(new PushTarget.Device("u", "d"))))
			.isEqualTo(new PushTarget.Devices(List.of(new PushTarget.Device("u", "d"))));
		assertThat(PushTarget.sessions(List.of("1", "2"))).isEqualTo(new PushTarget.Sessions(List.of("1", "2")));
		assertThat(PushTarget.group("g")).isEqualTo(new PushTarget.Groups(List.of("g")));
		assertThat(PushTarget.groups(List.of("g", "h"))).isEqualTo(new PushTarget.Groups(List.of("g", "h")));
		assertThat(PushTarget.all()).isEqualTo(new PushTarget.All());
	}

	@Test
	void repeatedUsersCountOnceInTheirOrder() {
		assertThat(PushTarget.users(List.of("b", "a", "b", "c", "a")))
			.isEqualTo(new PushTarget.Users(List.of("b", "a", "c")));
		assertThat(new PushTarget.Users(List.of("a", "a")).users()).containsExactly("a");
	}

	@Test
	void repeatedDevicesAndSessionsCountOnce() {
		PushTarget.Device a = new PushTarget.Device("u", "a");
		PushTarget.Device b = new PushTarget.Device("u", "b");
		assertThat(new PushTarget.Devices(List.of(a, b, new PushTarget.Device("u", "a"))).devices()).containsExactly(a,
				b);
		assertThat(new PushTarget.Sessions(List.of("2", "1", "2")).sessions()).containsExactly("2", "1");
		assertThat(new PushTarget.Groups(List.of("h", "g", "h")).groups()).containsExactly("h", "g");
	}

	@Test
	void doesNotChangeWithTheCollectionItWasMadeOf() {
		List<String> users = new ArrayList<>(List.of("a", "b"));
		PushTarget.Users target = new PushTarget.Users(users);
		List<String> one = new ArrayList<>(List.of("a"));
		PushTarget.Users single = new PushTarget.Users(one);
		users.clear();
		one.set(0, "z");
		assertThat(target.users()).containsExactly("a", "b");
		assertThat(single.users()).containsExactly("a");
	}

	@Test
	void refusesNobody() {
		assertThatIllegalArgumentException().isThrownBy(() -> PushTarget.users(List.of()))
			.withMessage("'users' must not be empty");
		assertThatIllegalArgumentException().isThrownBy(() -> PushTarget.devices(List.of()))
			.withMessage("'devices' must not be empty");
		assertThatIllegalArgumentException().isThrownBy(() -> PushTarget.sessions(List.of()))
			.withMessage("'sessions' must not be empty");
		assertThatIllegalArgumentException().isThrownBy(() -> PushTarget.groups(List.of()))
			.withMessage("'groups' must not be empty");
	}

	@Test
	void refusesNamesOutsideTheirLimits() {
		assertThatIllegalArgumentException().isThrownBy(() -> PushTarget.user(""))
			.withMessageStartingWith("'user' must have 1 to 128");
		assertThatIllegalArgumentException().isThrownBy(() -> PushTarget.users(List.of("a", "b\n")))
			.withMessageStartingWith("'user' must have 1 to 128");
		assertThatIllegalArgumentException().isThrownBy(() -> PushTarget.device("", "d"))
			.withMessageStartingWith("'user' must have 1 to 128");
		assertThatIllegalArgumentException().isThrownBy(() -> PushTarget.device("u", "d".repeat(129)))
			.withMessageStartingWith("'device' must have 1 to 128");
		assertThatIllegalArgumentException().isThrownBy(() -> PushTarget.session(""))
			.withMessageStartingWith("'session' must have 1 to 128");
		assertThatIllegalArgumentException().isThrownBy(() -> PushTarget.sessions(List.of("1", "")))
			.withMessageStartingWith("'session' must have 1 to 128");
	}

	@Test
	void refusesWhatCannotBeAGroup() {
		assertThat(PushTarget.group("g".repeat(256))).isNotNull();
		for (String group : List.of("", "g".repeat(257), "a\nb")) {
			assertThatIllegalArgumentException().isThrownBy(() -> PushTarget.group(group))
				.withMessage("'group' must have 1 to 256 characters and no control character");
		}
	}

}
