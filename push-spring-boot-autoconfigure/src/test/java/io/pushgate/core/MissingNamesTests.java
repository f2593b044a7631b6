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

package io.pushgate.core;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.pushgate.cluster.InMemoryIdempotencyStore;
import io.pushgate.delivery.Delivery;
import io.pushgate.delivery.GroupControl;
import io.pushgate.delivery.SessionControl;
import io.pushgate.message.PushTarget;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.mockito.Mockito.mock;

/**
 * What {@link PushTemplate} says of a name that is {@code null}.
 */
@NullUnmarked
class MissingNamesTests {

	private static final List<String> WITH_NULL = Arrays.asList("a", null);

	private final PushTemplate push = new PushTemplate(mock(Delivery.class), mock(SessionControl.class),
			mock(GroupControl.class), new JacksonPayloadSerializer(new JsonMapper()), () -> "id",
			new InMemoryIdempotencyStore(Duration.ofMinutes(10), 1000));

	static Stream<Arguments> calls() {
		return Stream.of(call("to", "'target' must not be null", (push) -> push.to(null)),
				call("toUser", "'user' must not be null", (push) -> push.toUser(null)),
				call("toUsers", "'users' must not be null", (push) -> push.toUsers(null)),
				call("toUsers with null", "'users' must not contain null", (push) -> push.toUsers(WITH_NULL)),
				call("toUsers of none", "'users' must not be empty", (push) -> push.toUsers(List.of())),
				call("toDevice without user", "'user' must not be null", (push) -> push.toDevice(null, "phone")),
				call("toDevice without device", "'device' must not be null", (push) -> push.toDevice("ann", null)),
				call("toSession", "'session' must not be null", (push) -> push.toSession((String) null)),
				call("toGroup", "'group' must not be null", (push) -> push.toGroup(null)),
				call("toGroups", "'groups' must not be null", (push) -> push.toGroups(null)),
				call("toGroups with null", "'groups' must not contain null", (push) -> push.toGroups(WITH_NULL)),
				call("devices", "'devices' must not be null", (push) -> push.to(PushTarget.devices(null))),
				call("devices with null", "'devices' must not contain null",
						(push) -> push.to(PushTarget.devices(Collections.singletonList(null)))),
				call("sessions", "'sessions' must not be null",
						(push) -> push.to(PushTarget.sessions((Collection<String>) null))),
				call("sessions with null", "'sessions' must not contain null",
						(push) -> push.to(PushTarget.sessions(WITH_NULL))),
				call("forTenant", "'tenant' must not be null", (push) -> push.forTenant(null)),
				call("isOnline", "'user' must not be null", (push) -> push.isOnline(null)),
				call("sessions of", "'user' must not be null", (push) -> push.sessions(null)),
				call("disconnectUser", "'user' must not be null", (push) -> push.disconnectUser(null)),
				call("disconnectDevice", "'device' must not be null", (push) -> push.disconnectDevice("ann", null)),
				call("disconnectSession", "'session' must not be null",
						(push) -> push.disconnectSession((String) null)),
				call("joinGroup", "'group' must not be null", (push) -> push.joinGroup(null, "ann")),
				call("joinGroup without user", "'user' must not be null",
						(push) -> push.joinGroup("room", (String) null)),
				call("joinGroup without target", "'sessions' must not be null",
						(push) -> push.joinGroup("room", (PushTarget) null)),
				call("leaveGroup", "'group' must not be null", (push) -> push.leaveGroup(null, "ann")),
				call("leaveGroup without target", "'sessions' must not be null",
						(push) -> push.leaveGroup("room", (PushTarget) null)),
				call("group", "'group' must not be null", (push) -> push.group(null)),
				call("namespace", "'namespace' must not be null", (push) -> push.toUser("ann").namespace(null)),
				call("qos", "'qos' must not be null", (push) -> push.toUser("ann").qos(null)),
				call("except", "'except' must not contain null", (push) -> push.toUser("ann").except("1", null)),
				call("header", "'name' of a header must not be null",
						(push) -> push.toUser("ann").header(null, "value")),
				call("header without value", "'value' of the header 'trace' must not be null",
						(push) -> push.toUser("ann").header("trace", null)),
				call("event", "'event' must not be null", (push) -> push.toUser("ann").send(null, 1)));
	}

	private static Arguments call(String name, String sentence, Consumer<PushTemplate> call) {
		return Arguments.of(name, sentence, call);
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("calls")
	void areRefusedWithASentence(String name, String sentence, Consumer<PushTemplate> call) {
		assertThatIllegalArgumentException().isThrownBy(() -> call.accept(this.push)).withMessage(sentence);
	}

}
