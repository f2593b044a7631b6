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

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.aot.hint.annotation.Reflective;
import org.springframework.core.annotation.AliasFor;

/**
 * Marks a method of a bean as the one that handles what clients send of one event.
 *
 * <pre class="code">
 * &#064;PushListener(namespace = "chat", event = "say")
 * Receipt say(&#064;Valid Line line, PushSession session) {
 *     return this.chat.add(session.user(), line);
 * }
 * </pre>
 *
 * <p>
 * Parameters, in any order:
 * <ul>
 * <li>the payload, of any type that the application's {@code JsonMapper} can read. It
 * must not be {@code null}, unless the parameter is {@code @Nullable} or an
 * {@link java.util.Optional}; it is validated if the parameter is annotated by
 * {@code @Valid} or {@code @Validated}. A {@code byte[]} takes bytes, and from JSON a
 * text in Base64; a {@link io.pushgate.message.Payload} takes anything as it came</li>
 * <li>a {@link io.pushgate.session.PushSession}: who sends</li>
 * <li>a {@link java.security.Principal}: the user who sends, by name</li>
 * <li>parameters that are annotated by {@link PushClaim}: claims of that user</li>
 * <li>a {@link PushRequest}: everything else that is known, such as id and time</li>
 * </ul>
 * Anything that can be no payload, such as an {@code HttpServletRequest}, stops the
 * start. Data that cannot be converted is answered with {@code malformed}, and logged at
 * WARN, once a minute for each method and with a count.
 *
 * <p>
 * What the method returns is the reply, where the client has asked for one: an object
 * that is written as JSON, a {@code byte[]} that is sent as it is, nothing for a reply
 * without data, or a {@link java.util.concurrent.CompletionStage} of any of these. What
 * it throws is an error for the client: the one that a {@link PushRequestException}
 * names, otherwise {@code handler-failed}. A {@link PushListenerErrorHandler} can make
 * something else of it.
 *
 * <p>
 * Messages of one session in one namespace are handled one after the other, in the order
 * in which they were sent; the next one begins when the method returns, also where it
 * returns a {@code CompletionStage}. Everything else happens at the same time, on threads
 * that belong to the namespace.
 *
 * @since 0.1.0
 * @see PushListenerErrorHandler
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Reflective(PushListenerReflectiveProcessor.class)
public @interface PushListener {

	/**
	 * The event, the same as {@link #event()}.
	 * @return the event
	 */
	@AliasFor("event")
	String value() default "";

	/**
	 * The event: 1 to 128 characters. May contain placeholders such as
	 * <code>${chat.event}</code>.
	 * @return the event
	 */
	@AliasFor("value")
	String event() default "";

	/**
	 * The namespace: {@code [A-Za-z0-9._-]{1,64}}. May contain placeholders.
	 * @return the namespace
	 */
	String namespace() default "default";

}
