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

package io.pushgate.autoconfigure;

import java.lang.reflect.Method;

import io.pushgate.listener.PushListener;
import io.pushgate.session.PushSession;
import io.pushgate.transport.websocket.jetty.JettyConnection;
import io.pushgate.transport.websocket.tomcat.PushNioProtocol;
import org.eclipse.jetty.websocket.api.Session;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.annotation.ReflectiveRuntimeHintsRegistrar;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.context.annotation.ImportRuntimeHints;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a native image keeps.
 */
class PushRuntimeHintsTests {

	@ParameterizedTest
	@ValueSource(strings = { "io/pushgate/client/client.js", "io/pushgate/client/client.d.ts",
			"io/pushgate/api/openapi.json" })
	void keepsWhatIsServed(String resource) {
		RuntimeHints hints = new RuntimeHints();
		new PushRuntimeHints().registerHints(hints, null);
		assertThat(RuntimeHintsPredicates.resource().forResource(resource)).accepts(hints);
		assertThat(getClass().getClassLoader().getResource(resource)).isNotNull();
	}

	@Test
	void keepsTheProtocolThatTomcatCreatesByItsName() throws Exception {
		RuntimeHints hints = new RuntimeHints();
		new PushRuntimeHints().registerHints(hints, getClass().getClassLoader());
		assertThat(RuntimeHintsPredicates.reflection().onConstructorInvocation(PushNioProtocol.class.getConstructor()))
			.accepts(hints);
	}

	@Test
	void keepsTheMethodsThatJettyCallsByReflection() throws Exception {
		RuntimeHints hints = new RuntimeHints();
		new PushRuntimeHints().registerHints(hints, getClass().getClassLoader());
		assertThat(RuntimeHintsPredicates.reflection()
			.onMethodInvocation(JettyConnection.class.getMethod("onWebSocketOpen", Session.class))).accepts(hints);
	}

	@Test
	void keepsNothingOfContainersThatAreNotThere() {
		RuntimeHints hints = new RuntimeHints();
		new PushRuntimeHints().registerHints(hints,
				new FilteredClassLoader(PushNioProtocol.class, JettyConnection.class));
		assertThat(hints.reflection().typeHints()).isEmpty();
	}

	@Test
	void keepsListenersAndTheirPayloads() throws NoSuchMethodException {
		RuntimeHints hints = new RuntimeHints();
		new ReflectiveRuntimeHintsRegistrar().registerRuntimeHints(hints, Listener.class);
		Method method = Listener.class.getDeclaredMethod("say", Line.class, PushSession.class);
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(method)).accepts(hints);
		assertThat(RuntimeHintsPredicates.reflection()
			.onConstructorInvocation(Line.class.getDeclaredConstructor(String.class))).accepts(hints);
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(Receipt.class.getDeclaredMethod("number")))
			.accepts(hints);
		assertThat(RuntimeHintsPredicates.reflection().onType(PushSession.class)).rejects(hints);
	}

	@Test
	void isImportedByTheAutoConfiguration() {
		assertThat(PushAutoConfiguration.class.getAnnotation(ImportRuntimeHints.class).value())
			.containsExactly(PushRuntimeHints.class);
	}

	record Line(String text) {

	}

	record Receipt(int number) {

	}

	static class Listener {

		@PushListener("say")
		Receipt say(Line line, PushSession session) {
			return new Receipt(1);
		}

	}

}
