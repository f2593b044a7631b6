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

import io.pushgate.transport.websocket.ServletTransport;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.web.context.WebApplicationContext;

/**
 * Says once, when the web server listens, where the endpoint is and who may come in, and
 * warns where every page may.
 */
final class ServletEndpointReport implements ApplicationListener<ContextRefreshedEvent> {

	private static final Log logger = LogFactory.getLog(ServletTransport.class);

	private final ApplicationContext context;

	private final EndpointDescription description;

	private final PushEndpointProperties properties;

	private boolean told;

	ServletEndpointReport(ApplicationContext context, EndpointDescription description,
			PushEndpointProperties properties) {
		this.context = context;
		this.description = description;
		this.properties = properties;
	}

	@Override
	public void onApplicationEvent(ContextRefreshedEvent event) {
		if (this.told || event.getApplicationContext() != this.context) {
			return;
		}
		this.told = true;
		logger.info("The push endpoint listens on " + port() + " (servlet): "
				+ this.description.text(prefix(), "the sign-in of the application"));
		String origin = EndpointDescription.everyOrigin(this.properties);
		if (origin != null) {
			logger.warn(EndpointDescription.openedBy(origin));
		}
	}

	private String port() {
		// There is none of its own in a container that deploys the application.
		return (this.context instanceof WebServerApplicationContext web && web.getWebServer() != null)
				? "port " + web.getWebServer().getPort() : "the container's port";
	}

	private String prefix() {
		String prefix = "";
		if (this.context instanceof WebApplicationContext web && web.getServletContext() != null) {
			prefix = web.getServletContext().getContextPath();
		}
		String path = this.context.getEnvironment().getProperty("spring.mvc.servlet.path", "");
		return prefix + (path.endsWith("/") ? path.substring(0, path.length() - 1) : path);
	}

}
