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
import java.util.Optional;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.validation.BeanPropertyBindingResult;
import org.springframework.validation.Errors;
import org.springframework.validation.FieldError;
import org.springframework.validation.ObjectError;
import org.springframework.validation.SmartValidator;
import org.springframework.validation.Validator;

/**
 * The parameter that takes the payload: converted, not {@code null} where it must not be,
 * and valid.
 *
 * @param type what to convert to
 * @param required whether {@code null} is refused
 * @param converter converts
 * @param validation how to validate, or {@code null} for not at all
 * @param log logs what cannot be converted
 */
record PayloadArgument(Type type, boolean required, PayloadConverter converter,
		@Nullable Validation validation, ConversionLog log) implements ListenerArgument {

	private static final int MAX_ERRORS = 3;

	@Override
	public @Nullable Object resolve(PushRequest request) {
		Object value = convert(request);
		Object data = (value instanceof Optional<?> optional) ? optional.orElse(null) : value;
		if (this.validation != null && data != null) {
			this.validation.check(data);
		}
		return value;
	}

	private @Nullable Object convert(PushRequest request) {
		try {
			Object value = this.converter.read(request.payload(), this.type);
			if (value == null && this.required) {
				throw new PushRequestException(UplinkError.MALFORMED, "The data is missing");
			}
			return value;
		}
		catch (PushRequestException ex) {
			this.log.failed(request, this.type, ex);
			throw ex;
		}
	}

	/**
	 * How to validate.
	 *
	 * @param validator validates
	 * @param hints such as the groups of {@code @Validated}
	 */
	record Validation(Validator validator, Object[] hints) {

		void check(Object data) {
			Errors errors = new BeanPropertyBindingResult(data, "data");
			if (this.validator instanceof SmartValidator smart && this.hints.length > 0) {
				smart.validate(data, errors, this.hints);
			}
			else {
				this.validator.validate(data, errors);
			}
			if (errors.hasErrors()) {
				throw new PushRequestException(UplinkError.MALFORMED,
						"The data is not valid: " + errors.getAllErrors()
							.stream()
							.map(Validation::describe)
							.sorted()
							.limit(MAX_ERRORS)
							.collect(Collectors.joining(", ")));
			}
		}

		private static String describe(ObjectError error) {
			String what = (error instanceof FieldError field) ? field.getField() : "it";
			return what + ' ' + error.getDefaultMessage();
		}

	}

}
