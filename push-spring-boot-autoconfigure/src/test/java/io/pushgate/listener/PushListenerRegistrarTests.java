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

package io.pushgate.listener;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.pushgate.autoconfigure.PushAutoConfiguration;
import io.pushgate.session.ChannelSession;
import io.pushgate.session.PushSession;
import jakarta.validation.Valid;
import org.aopalliance.intercept.MethodInterceptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.aop.framework.autoproxy.BeanNameAutoProxyCreator;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.core.annotation.AliasFor;
import org.springframework.validation.Errors;
import org.springframework.validation.Validator;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of which methods become listeners, and which stop the start.
 */
class PushListenerRegistrarTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(PushAutoConfiguration.class));

	@Test
	void callsMethodsThroughTheProxyOfTheClass() {
		proxying(true).withBean("proxied", Plain.class)
			.run((context) -> assertThat(send(context, "echo", "\"a\"")).isEqualTo("\"proxied a\""));
	}

	@Test
	void callsMethodsThroughTheProxyOfAnInterface() {
		proxying(false).withBean("proxied", Implementation.class).run((context) -> {
			assertThat(context.getBean("proxied")).isNotInstanceOf(Implementation.class).isInstanceOf(Contract.class);
			assertThat(send(context, "contract", "\"a\"")).isEqualTo("\"proxied a\"");
		});
	}

	@Test
	void stopsWhereTheProxyDoesNotHaveTheMethod() {
		proxying(false).withBean("proxied", HiddenByProxy.class)
			.run((context) -> assertFailure(context, "method 'hidden()' of bean 'proxied' cannot be called",
					"proxy-target-class"));
	}

	@Test
	void leavesLazyBeansLazyUntilTheFirstMessage() {
		LazyBean.created.set(0);
		this.runner.withUserConfiguration(Scopes.class).run((context) -> {
			assertThat(LazyBean.created).hasValue(0);
			assertThat(send(context, "lazy", "1")).isEqualTo("1");
			assertThat(send(context, "lazy", "1")).isEqualTo("2");
			assertThat(LazyBean.created).hasValue(1);
		});
	}

	@Test
	void takesANewBeanForEachMessageWhereItIsAPrototype() {
		this.runner.withUserConfiguration(Scopes.class).run((context) -> {
			assertThat(send(context, "prototype", "1")).isEqualTo("1");
			assertThat(send(context, "prototype", "1")).isEqualTo("1");
			assertThat(send(context, "scoped", "1")).isEqualTo("1");
		});
	}

	@Test
	void tellsOverloadedMethodsApart() {
		this.runner.withBean(Overloaded.class).run((context) -> {
			assertThat(send(context, "one", "7")).isEqualTo("\"number 7\"");
			assertThat(send(context, "two", "\"7\"")).isEqualTo("\"text 7\"");
		});
	}

	@Test
	void resolvesTypesOfASuperclass() {
		this.runner.withBean(Concrete.class)
			.run((context) -> assertThat(send(context, "generic", "{\"name\":\"x\"}")).isEqualTo("\"x\""));
	}

	@Test
	void readsAnnotationsMadeOfItAndResolvesPlaceholders() {
		this.runner.withPropertyValues("chat.namespace=chat", "chat.event=say")
			.withBean(Composed.class)
			.run((context) -> {
				assertThat(send(context, "composed", "1")).isEqualTo("1");
				assertThat(context.getBean(PushListenerRegistry.class).namespaces())
					.containsExactlyInAnyOrder("default", "chat");
				assertThat(context.getBean(PushListenerRegistry.class).events("chat")).containsExactly("say");
				assertThat(context.getBean(UplinkDispatcher.class).namespaces()).containsExactlyInAnyOrder("default",
						"chat");
				assertThat(context.getBean(UplinkDispatcher.class).namespaces())
					.allMatch(context.getBean(UplinkDispatcher.class)::handles);
				assertThat(context.getBean(UplinkDispatcher.class).handles("nobody")).isFalse();
			});
	}

	@Test
	void callsMethodsThatAreNotPublic() {
		this.runner.withBean(Private.class)
			.run((context) -> assertThat(send(context, "private", "1")).isEqualTo("\"seen\""));
	}

	@Test
	void doesWithoutListeners() {
		this.runner.run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(send(context, "any", "1")).startsWith("NO_HANDLER: Nothing handles 'any'");
			assertThat(context.getBean(PushListenerRegistry.class).namespaces()).isEmpty();
		});
	}

	static Stream<Arguments> unusable() {
		return Stream.of(
				Arguments.of(TwoPayloads.class, "method 'two(String, Integer)' of bean 'bad' has two parameters",
						"Take the payload as one parameter"),
				Arguments.of(StaticMethod.class, "method 'still()' of bean 'bad' is static", "Make it a method"),
				Arguments.of(NoEvent.class, "method 'none()' of bean 'bad' names no event", "event = "),
				Arguments.of(BadNamespace.class, "has the namespace 'a b'", "1 to 64 letters"),
				Arguments.of(FutureReturned.class, "returns a Future", "CompletionStage"),
				Arguments.of(StreamReturned.class, "returns a Stream", "CompletionStage"),
				Arguments.of(InternalSession.class,
						"method 'bad(ChannelSession)' of bean 'bad' has a parameter that can be no payload, "
								+ "'ChannelSession session' (number 1)",
						"Take a PushSession"),
				Arguments.of(Twice.class, "Two methods handle the event 'same' of namespace 'default': method '",
						"Leave @PushListener on one of them"),
				Arguments.of(Validated.class, "has a payload to validate", "spring-boot-starter-validation"));
	}

	@ParameterizedTest
	@MethodSource("unusable")
	<T> void stopsTheStartWithBeanMethodAndRemedy(Class<T> type, String problem, String remedy) {
		this.runner.withBean("bad", type).run((context) -> assertFailure(context, problem, remedy));
	}

	@Test
	void stopsWhereWhatValidatesValidatesNothing() {
		// Such as Spring MVC's own where there is no jakarta.validation.
		this.runner.withBean(Validator.class, NoValidator::new)
			.withBean("bad", Validated.class)
			.run((context) -> assertFailure(context, "nothing to validate it with", "spring-boot-starter-validation"));
	}

	@Test
	void stopsWhereTwoBeansHaveTheSameListener() {
		this.runner.withBean("a", Plain.class)
			.withBean("b", Plain.class)
			.run((context) -> assertFailure(context,
					"method 'echo(String)' of bean 'a' and method 'echo(String)' of bean 'b'", "different events"));
	}

	private ApplicationContextRunner proxying(boolean ofClass) {
		return this.runner.withBean(Proxies.class, () -> new Proxies(ofClass))
			.withBean("advice", MethodInterceptor.class,
					() -> (invocation) -> (invocation.getMethod().getReturnType() == String.class)
							? "proxied " + invocation.proceed() : invocation.proceed());
	}

	private static void assertFailure(AssertableApplicationContext context, String problem, String remedy) {
		assertThat(context).hasFailed();
		Throwable failure = context.getStartupFailure();
		assertThat(failure).isInstanceOfSatisfying(InvalidPushListenerException.class, (invalid) -> {
			assertThat(invalid.problem()).contains(problem).endsWith(".");
			assertThat(invalid.remedy()).contains(remedy).endsWith(".");
		});
	}

	private static String send(ApplicationContext context, String event, String json) {
		PushRequest request = Requests.of(Requests.session("ann"), "1", event, json);
		return Requests
			.text(context.getBean(UplinkDispatcher.class).dispatch(request).orTimeout(20, TimeUnit.SECONDS).join());
	}

	/**
	 * Proxies each listener, as transactions and other advice of an application do.
	 */
	static class Proxies extends BeanNameAutoProxyCreator {

		private static final long serialVersionUID = 1L;

		Proxies(boolean ofClass) {
			setBeanNames("proxied");
			setProxyTargetClass(ofClass);
			setInterceptorNames("advice");
		}

	}

	static class Plain {

		@PushListener("echo")
		String echo(String text) {
			return text;
		}

	}

	interface Contract {

		@PushListener("contract")
		String echo(String text);

	}

	static class Implementation implements Contract {

		@Override
		public String echo(String text) {
			return text;
		}

	}

	static class HiddenByProxy implements Runnable {

		@Override
		public void run() {
		}

		@PushListener("hidden")
		void hidden() {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Scopes {

		@Bean
		@Lazy
		LazyBean lazyBean() {
			return new LazyBean();
		}

		@Bean
		@Scope(BeanDefinition.SCOPE_PROTOTYPE)
		PrototypeBean prototypeBean() {
			return new PrototypeBean();
		}

		@Bean
		@Scope(scopeName = BeanDefinition.SCOPE_PROTOTYPE, proxyMode = ScopedProxyMode.TARGET_CLASS)
		ScopedBean scopedBean() {
			return new ScopedBean();
		}

	}

	static class LazyBean {

		private static final AtomicInteger created = new AtomicInteger();

		private final AtomicInteger calls = new AtomicInteger();

		LazyBean() {
			created.incrementAndGet();
		}

		@PushListener("lazy")
		int call() {
			return this.calls.incrementAndGet();
		}

	}

	static class PrototypeBean {

		private int calls;

		@PushListener("prototype")
		int call() {
			return ++this.calls;
		}

	}

	static class ScopedBean {

		private int calls;

		@PushListener("scoped")
		int call() {
			return ++this.calls;
		}

	}

	static class Overloaded {

		@PushListener("one")
		String call(int number) {
			return "number " + number;
		}

		@PushListener("two")
		String call(String text) {
			return "text " + text;
		}

		String call(PushSession session) {
			return session.id();
		}

	}

	abstract static class Generic<T> {

		@PushListener("generic")
		String call(T data) {
			return describe(data);
		}

		abstract String describe(T data);

	}

	static class Concrete extends Generic<Named> {

		@Override
		String describe(Named data) {
			return data.name();
		}

	}

	record Named(String name) {

	}

	@Retention(RetentionPolicy.RUNTIME)
	@PushListener
	@interface Handles {

		@AliasFor(annotation = PushListener.class, attribute = "event")
		String value();

	}

	static class Composed {

		@Handles("composed")
		int composed(int number) {
			return number;
		}

		@PushListener(namespace = "${chat.namespace}", event = "${chat.event}")
		void placeholders() {
		}

	}

	static class Private {

		@PushListener("private")
		private String seen() {
			return "seen";
		}

	}

	static class TwoPayloads {

		@PushListener("two")
		void two(String text, Integer number) {
		}

	}

	static class StaticMethod {

		@PushListener("static")
		static void still() {
		}

	}

	static class NoEvent {

		@PushListener
		void none() {
		}

	}

	static class BadNamespace {

		@PushListener(namespace = "a b", event = "x")
		void bad() {
		}

	}

	static class FutureReturned {

		@PushListener("x")
		Future<String> bad() {
			throw new UnsupportedOperationException();
		}

	}

	static class StreamReturned {

		@PushListener("x")
		Stream<String> bad() {
			return Stream.of();
		}

	}

	static class InternalSession {

		@PushListener("x")
		void bad(ChannelSession session) {
		}

	}

	static class Twice {

		@PushListener("same")
		void one() {
		}

		@PushListener("same")
		void two() {
		}

	}

	static class Validated {

		@PushListener("x")
		void bad(@Valid List<String> names) {
		}

	}

	static class NoValidator implements Validator {

		@Override
		public boolean supports(Class<?> type) {
			return false;
		}

		@Override
		public void validate(Object target, Errors errors) {
		}

	}

}
