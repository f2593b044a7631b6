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

import java.beans.PropertyDescriptor;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeanUtils;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;

/**
 * The names of all properties below {@code push}, as the classes that they are bound to
 * have them. Immutable.
 */
final class PropertyNames {

	private static final List<Class<?>> BOUND = List.of(PushProperties.class, PushEndpointProperties.class,
			PushSessionProperties.class, PushHeartbeatProperties.class, PushOutboundProperties.class,
			PushAuthProperties.class, PushDrainProperties.class, PushClusterProperties.class, PushInboxProperties.class,
			PushNettyProperties.class, PushApiProperties.class, PushClientProperties.class, PushUplinkProperties.class);

	private final Set<String> names = new TreeSet<>();

	// Of maps: the names that their values have, none where these are simple.
	private final Map<String, Set<String>> maps = new TreeMap<>();

	PropertyNames() {
		// Read by a condition, and bound to nothing.
		this.names.add("push.enabled");
		for (Class<?> type : BOUND) {
			String prefix = AnnotatedElementUtils.getMergedAnnotationAttributes(type, ConfigurationProperties.class)
				.getString("prefix");
			add(prefix, type, this.names);
		}
	}

	private void add(String prefix, Class<?> type, Set<String> names) {
		for (PropertyDescriptor property : BeanUtils.getPropertyDescriptors(type)) {
			if (property.getReadMethod() == null || property.getName().equals("class")) {
				continue;
			}
			String name = prefix + "." + dashed(property.getName());
			ResolvableType of = ResolvableType.forMethodReturnType(property.getReadMethod());
			Class<?> resolved = of.toClass();
			if (Map.class.isAssignableFrom(resolved)) {
				Set<String> values = new TreeSet<>();
				Class<?> value = of.asMap().getGeneric(1).toClass();
				if (isNested(value)) {
					add("", value, values);
				}
				this.maps.put(name, values);
			}
			else if (isNested(resolved)) {
				add(name, resolved, names);
			}
			else {
				names.add(name);
			}
		}
	}

	private static boolean isNested(Class<?> type) {
		return !type.isEnum() && type.getDeclaringClass() != null && BOUND.contains(type.getDeclaringClass());
	}

	private static String dashed(String name) {
		return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
	}

	/**
	 * Return the names of those that are no maps.
	 */
	Set<String> names() {
		return this.names;
	}

	/**
	 * Return the names of the maps, with those that a value of each has:
	 * {@code .timeout}.
	 */
	Map<String, Set<String>> maps() {
		return this.maps;
	}

	/**
	 * Find the known name that an unknown one was meant to be.
	 * @param elements the elements of the name, in lower case and without dashes
	 * @return the known name, or {@code null} if the name is known or resembles none
	 */
	@Nullable String meant(List<String> elements) {
		String form = String.join(".", elements);
		Nearest nearest = new Nearest();
		for (String name : this.names) {
			nearest.look(form, uniform(name), name);
		}
		for (Map.Entry<String, Set<String>> map : this.maps.entrySet()) {
			String name = map.getKey();
			int size = name.split("\\.").length;
			if (elements.size() <= size) {
				continue;
			}
			String start = String.join(".", elements.subList(0, size));
			if (!start.equals(uniform(name))) {
				nearest.look(start, uniform(name), name);
				continue;
			}
			String last = elements.get(elements.size() - 1);
			if (map.getValue().isEmpty() || elements.size() == size + 1) {
				return null;
			}
			for (String value : map.getValue()) {
				nearest.look(last, uniform(value).substring(1), name + ".*" + value);
			}
		}
		return nearest.found();
	}

	/**
	 * Find the known name that an unknown variable of the environment was meant to be.
	 * @param name the variable, such as {@code PUSH_HEARBEAT_INTERVAL}
	 * @return the known variable, or {@code null} if the name is known or resembles none
	 */
	@Nullable String meant(String name) {
		String form = plain(name);
		if (this.maps.keySet().stream().anyMatch((map) -> form.startsWith(plain(map)))) {
			// Where the key ends, only the binding knows.
			return null;
		}
		Nearest nearest = new Nearest();
		for (String known : this.names) {
			nearest.look(form, plain(known), variable(known));
		}
		for (String map : this.maps.keySet()) {
			int length = plain(map).length();
			for (int end = length - Nearest.MAX; end <= Math.min(length + Nearest.MAX, form.length() - 1); end++) {
				if (form.length() > end) {
					nearest.look(form.substring(0, end), plain(map), variable(map));
				}
			}
		}
		return nearest.found();
	}

	private static String uniform(String name) {
		return name.replace("-", "");
	}

	private static String plain(String name) {
		return name.replaceAll("[^A-Za-z0-9]", "").toLowerCase(Locale.ROOT);
	}

	private static String variable(String name) {
		return uniform(name).replace('.', '_').toUpperCase(Locale.ROOT);
	}

	/**
	 * The nearest name, by the number of characters to insert, to leave out or to
	 * replace.
	 */
	private static final class Nearest {

		static final int MAX = 2;

		private @Nullable String name;

		private int distance = MAX + 1;

		void look(String form, String known, String name) {
			int distance = (Math.abs(form.length() - known.length()) <= MAX) ? distance(form, known) : MAX + 1;
			if (distance < this.distance) {
				this.distance = distance;
				this.name = name;
			}
		}

		@Nullable String found() {
			return (this.distance > 0) ? this.name : null;
		}

		private static int distance(String one, String other) {
			int[] previous = new int[other.length() + 1];
			for (int j = 0; j <= other.length(); j++) {
				previous[j] = j;
			}
			for (int i = 1; i <= one.length(); i++) {
				int[] current = new int[other.length() + 1];
				current[0] = i;
				for (int j = 1; j <= other.length(); j++) {
					int replaced = previous[j - 1] + ((one.charAt(i - 1) != other.charAt(j - 1)) ? 1 : 0);
					current[j] = Math.min(replaced, Math.min(previous[j], current[j - 1]) + 1);
				}
				previous = current;
			}
			return previous[other.length()];
		}

	}

}
