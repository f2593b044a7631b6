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

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Optional;

import io.pushgate.LogThrottle;
import io.pushgate.message.Claims;
import io.pushgate.message.Payload;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.core.GenericTypeResolver;
import org.springframework.core.MethodParameter;
import org.springframework.util.ClassUtils;

/**
 * The parameter that takes a claim of the sender's identity.
 */
final class ClaimArgument implements ListenerArgument {

	private static final Log logger = LogFactory.getLog(PushListener.class);

	private final LogThrottle throttle = new LogThrottle(Duration.ofMinutes(1));

	private final String endpoint;

	private final String name;

	private final Type type;

	private final Class<?> rawType;

	private final boolean required;

	private final PayloadConverter converter;

	/**
	 * Create an argument.
	 * @param endpoint names bean and method
	 * @param name the name of the claim
	 * @param parameter what to convert to; a missing claim is refused unless it is
	 * optional
	 * @param bean the class of the bean
	 * @param converter converts
	 */
	ClaimArgument(String endpoint, String name, MethodParameter parameter, Class<?> bean, PayloadConverter converter) {
		this.endpoint = endpoint;
		this.name = name;
		this.type = GenericTypeResolver.resolveType(parameter.getGenericParameterType(), bean);
		this.rawType = parameter.getParameterType();
		this.required = !parameter.isOptional();
		this.converter = converter;
	}

	@Override
	public @Nullable Object resolve(PushRequest request) {
		Object claim = request.session().claims().get(this.name);
		if (claim != null) {
			return convert(claim);
		}
		if (this.required) {
			throw refused("is missing. Name it in push.auth.claims where connections are held, have the authenticator "
					+ "give it, or make the parameter an Optional", null);
		}
		return (this.rawType == Optional.class) ? Optional.empty() : null;
	}

	private Object convert(Object claim) {
		// A list has elements to convert.
		if (this.type instanceof Class<?> && ClassUtils.isAssignableValue(this.rawType, claim)) {
			return claim;
		}
		try {
			Object value = this.converter.read(Payload.json(Claims.writeValue(claim)), this.type);
			if (value != null) {
				return value;
			}
		}
		catch (PushRequestException ex) {
			throw refused("cannot be converted to " + this.type.getTypeName(), ex);
		}
		throw refused("cannot be converted to " + this.type.getTypeName(), null);
	}

	/**
	 * Log what is wrong, never with the claim's value: it may be the same for every
	 * client.
	 */
	private PushRequestException refused(String problem, @Nullable Throwable cause) {
		this.throttle.log((suppressed) -> logger.warn("The @PushListener " + this.endpoint
				+ " was not called: the claim '" + this.name + "' of a client's identity " + problem
				+ ((suppressed > 0) ? " (so " + suppressed + " more times)" : "")));
		return new PushRequestException(UplinkError.FORBIDDEN,
				"The identity has no claim '" + this.name + "' that this event takes", cause);
	}

}
