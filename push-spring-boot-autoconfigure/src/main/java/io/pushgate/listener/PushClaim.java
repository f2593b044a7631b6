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

/**
 * Marks a parameter of a {@link PushListener} method that takes a claim of the user's
 * identity: one of the token that {@code push.auth.claims} keeps, or one that the
 * application's authenticator has given.
 *
 * <p>
 * The value is converted as a payload is, by the {@link PayloadConverter}. A client whose
 * identity has no such claim, or one that cannot be converted, is answered with
 * {@code forbidden}, which is logged once a minute; where the parameter is
 * {@code @Nullable} or an {@code Optional}, a missing claim is none. A claim that no
 * session of this application can have stops the start.
 *
 * @since 0.1.0
 */
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface PushClaim {

	/**
	 * The name of the claim.
	 * @return the name
	 */
	String value();

}
