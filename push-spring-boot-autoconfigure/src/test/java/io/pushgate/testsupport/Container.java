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

package io.pushgate.testsupport;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.servlet.ServletWebServerFactory;

/**
 * What the contract tests run on: the servlet transport on two containers, and the Netty
 * transport in an application without a web server.
 */
public enum Container {

	TOMCAT {

		@Override
		public ServletWebServerFactory factory() {
			return new TomcatServletWebServerFactory();
		}

	},

	JETTY {

		@Override
		public ServletWebServerFactory factory() {
			return new JettyServletWebServerFactory();
		}

	},

	NETTY {

		@Override
		public @Nullable ServletWebServerFactory factory() {
			return null;
		}

	};

	/**
	 * Return the factory of the servlet container, or {@code null} if there is none.
	 */
	public abstract @Nullable ServletWebServerFactory factory();

	/**
	 * Return whether connections come through a servlet container, and so through the
	 * application's own security.
	 */
	public boolean isServlet() {
		return this != NETTY;
	}

}
