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

package io.pushgate.sample.security;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;

/**
 * The users of the sample, from the configuration.
 *
 * @param users passwords by user name, encoded as Spring Security's delegating encoder
 * has it: {@code {noop}demo}
 * @param rememberMeKey goes into the signature of the cookie that keeps users signed in
 */
@ConfigurationProperties("sample.security")
public record DemoUsers(Map<String, String> users, @DefaultValue("pushgate-sample") String rememberMeKey) {

	public DemoUsers {
		Assert.notEmpty(users, "sample.security.users must name at least one user with a password");
		users = Map.copyOf(users);
	}

	/**
	 * Return the names of all users.
	 * @return the names, in order
	 */
	public Set<String> names() {
		return new TreeSet<>(this.users.keySet());
	}

	/**
	 * Return whether there is such a user.
	 * @param name the name
	 * @return whether there is
	 */
	public boolean exists(String name) {
		return this.users.containsKey(name);
	}

}
