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
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
record PayloadArgument(Type type, boolean required, PayloadConverter converter, @Nullable Validation validation,
		ConversionLog log) implements ListenerArgument {

	private static final int MAX_ERRORS = 3;

	private static final int MAX_DESCRIPTION = 200;

	// A key in brackets, or the name of a property.
	private static final Pattern STEP = Pattern.compile("\\[([^]]*)]|[^.\\[]+");

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
				throw invalid(errors.getAllErrors());
			}
		}

		private static PushRequestException invalid(List<ObjectError> errors) {
			String message = errors.stream()
				.map(Validation::describe)
				.sorted()
				.limit(MAX_ERRORS)
				.collect(Collectors.joining(", "));
			List<DataError> data = errors.stream()
				.map((error) -> new DataError(pointer(error), detail(error)))
				.sorted(Comparator.comparing(DataError::pointer).thenComparing(DataError::detail))
				.toList();
			return new PushRequestException(UplinkError.MALFORMED, "The data is not valid: " + message,
					DataError.data(data), null);
		}

		/**
		 * Make a JSON pointer of the path of a field, {@code lines[0].text} say.
		 */
		private static String pointer(ObjectError error) {
			if (!(error instanceof FieldError field)) {
				return "";
			}
			StringBuilder pointer = new StringBuilder();
			Matcher steps = STEP.matcher(field.getField());
			while (steps.find()) {
				pointer.append('/').append(DataError.escape((steps.group(1) != null) ? steps.group(1) : steps.group()));
			}
			return pointer.toString();
		}

		private static String detail(ObjectError error) {
			return Objects.requireNonNullElse(error.getDefaultMessage(), "is not valid");
		}

		private static String describe(ObjectError error) {
			String field = (error instanceof FieldError known) ? known.getField() : "it";
			return DataError.shorten(field, MAX_DESCRIPTION) + ' ' + DataError.shorten(detail(error), MAX_DESCRIPTION);
		}

	}

}
