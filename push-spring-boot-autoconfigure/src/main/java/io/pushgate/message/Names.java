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

import org.springframework.util.Assert;

/**
 * The limits of the names that cross the wire, in one place: names of tenants and
 * namespaces, ids of users and devices, events and groups.
 *
 * @since 0.1.0
 */
public final class Names {

	/**
	 * The tenant of whoever names none.
	 */
	public static final String DEFAULT_TENANT = "default";

	/**
	 * The namespace of whoever names none.
	 */
	public static final String DEFAULT_NAMESPACE = "default";

	/**
	 * What is said of a text that is not {@linkplain #isUnicode Unicode}: a predicate.
	 */
	public static final String HALF_A_PAIR = "has half a surrogate pair, which is no character";

	private static final int MAX_TOKEN = 64;

	private static final int MAX_ID = 128;

	private static final int MAX_GROUP = 256;

	private Names() {
	}

	/**
	 * Return whether the text is a valid name of a tenant or a namespace: 1 to 64 of
	 * letters, digits, dot, underscore and hyphen.
	 * @param text the text to check
	 * @return whether it is valid
	 */
	public static boolean isToken(CharSequence text) {
		// Asked twice for each push, for which a regular expression is dear.
		int length = text.length();
		if (length == 0 || length > MAX_TOKEN) {
			return false;
		}
		for (int i = 0; i < length; i++) {
			if (!isTokenCharacter(text.charAt(i))) {
				return false;
			}
		}
		return true;
	}

	private static boolean isTokenCharacter(char c) {
		return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_'
				|| c == '-';
	}

	/**
	 * Return whether the text is a valid id of a user or a device, or a valid event: 1 to
	 * 128 characters, none of them a control character.
	 * @param text the text to check
	 * @return whether it is valid
	 */
	public static boolean isId(CharSequence text) {
		return isText(text, MAX_ID);
	}

	/**
	 * Return whether the text is a valid name of a group: 1 to 256 characters, none of
	 * them a control character.
	 * @param text the text to check
	 * @return whether it is valid
	 */
	public static boolean isGroup(CharSequence text) {
		return isText(text, MAX_GROUP);
	}

	/**
	 * Require a valid name of a tenant.
	 * @param tenant the name to check
	 * @return the name
	 */
	public static String requireTenant(String tenant) {
		Assert.notNull(tenant, "'tenant' must not be null");
		Assert.isTrue(isToken(tenant), () -> "'tenant' must match [A-Za-z0-9._-]{1,64}: \"" + tenant + "\"");
		return tenant;
	}

	static String requireNamespace(String namespace) {
		Assert.notNull(namespace, "'namespace' must not be null");
		Assert.isTrue(isToken(namespace), () -> "'namespace' must match [A-Za-z0-9._-]{1,64}: \"" + namespace + "\"");
		return namespace;
	}

	static String requireId(String name, String id) {
		Assert.notNull(id, () -> "'" + name + "' must not be null");
		requireUnicode(name, id);
		Assert.isTrue(isId(id), () -> "'" + name + "' must have 1 to 128 characters and no control character");
		return id;
	}

	/**
	 * Require a valid name of a group.
	 * @param group the name to check
	 * @return the name
	 */
	public static String requireGroup(String group) {
		Assert.notNull(group, "'group' must not be null");
		requireUnicode("group", group);
		Assert.isTrue(isGroup(group), "'group' must have 1 to 256 characters and no control character");
		return group;
	}

	static String requireUnicode(String name, String text) {
		Assert.notNull(text, () -> "'" + name + "' must not be null");
		Assert.isTrue(isUnicode(text), () -> "'" + name + "' " + HALF_A_PAIR);
		return text;
	}

	private static boolean isText(CharSequence text, int max) {
		int length = text.length();
		if (length == 0 || length > max) {
			return false;
		}
		for (int i = 0; i < length; i++) {
			if (Character.isISOControl(text.charAt(i))) {
				return false;
			}
		}
		return isUnicode(text);
	}

	/**
	 * Return whether the text has no half of a surrogate pair, which is no character:
	 * UTF-8, and so no frame, can carry it.
	 * @param text the text to check
	 * @return whether all of it are characters
	 */
	public static boolean isUnicode(CharSequence text) {
		int length = text.length();
		for (int i = 0; i < length; i++) {
			char c = text.charAt(i);
			if (Character.isSurrogate(c)) {
				if (!Character.isHighSurrogate(c) || i + 1 == length || !Character.isLowSurrogate(text.charAt(i + 1))) {
					return false;
				}
				i++;
			}
		}
		return true;
	}

}
