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

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.pushgate.actuate.ActuatorPage;
import io.pushgate.actuate.EndpointPage;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.IncludeExcludeEndpointFilter;
import org.springframework.boot.actuate.endpoint.EndpointAccessResolver;
import org.springframework.boot.actuate.endpoint.OperationFilter;
import org.springframework.boot.actuate.endpoint.invoke.OperationInvokerAdvisor;
import org.springframework.boot.actuate.endpoint.invoke.ParameterValueMapper;
import org.springframework.boot.actuate.endpoint.web.EndpointMediaTypes;
import org.springframework.boot.actuate.endpoint.web.ExposableWebEndpoint;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpointDiscoverer;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationContext;

/**
 * The endpoints that an application without a web server exposes over HTTP: which of them
 * are served, and which are not, which is a warning.
 */
final class EndpointPages {

	private static final Log logger = LogFactory.getLog(PushActuatorHttpAutoConfiguration.class);

	private static final String EXPOSURE = "management.endpoints.web.exposure";

	/**
	 * What is served in addition to the endpoints with a page of their own.
	 */
	private static final Set<String> SERVED = Set.of("push", "loggers");

	private EndpointPages() {
	}

	/**
	 * Add what is exposed to the pages of a management port.
	 * @param context the application
	 * @param pages the pages that there are
	 * @param mapper reads and writes bodies
	 * @return all pages
	 */
	static List<ActuatorPage> withExposed(ApplicationContext context, List<ActuatorPage> pages, JsonMapper mapper) {
		Set<String> ids = ids(pages);
		List<ActuatorPage> all = new ArrayList<>(pages);
		for (ExposableWebEndpoint endpoint : exposed(context)) {
			String id = endpoint.getEndpointId().toString();
			if (SERVED.contains(id) && ids.add(id)) {
				all.add(new EndpointPage(endpoint, mapper));
			}
		}
		Set<String> missing = missing(context, ids);
		if (!missing.isEmpty()) {
			logger.warn("'" + EXPOSURE + ".include' names " + missing
					+ ", which are not served: without a web server there are health, prometheus, push and loggers alone, "
					+ "each where the application has that endpoint. Take them out, or add a web server");
		}
		return all;
	}

	/**
	 * Say what is exposed, but not served on the port that clients reach.
	 * @param context the application
	 * @param pages the pages that are served elsewhere
	 */
	static void warnOfClientsPort(ApplicationContext context, List<ActuatorPage> pages) {
		Set<String> missing = missing(context, ids(pages));
		if (!missing.isEmpty()) {
			logger.warn("'" + EXPOSURE + ".include' names " + missing
					+ ", which are not served on the port that clients reach. Set 'management.server.port' to another "
					+ "one: push and loggers are served there");
		}
	}

	private static Set<String> ids(List<ActuatorPage> pages) {
		return pages.stream().map(ActuatorPage::id).collect(Collectors.toCollection(TreeSet::new));
	}

	private static Set<String> missing(ApplicationContext context, Set<String> served) {
		Set<String> missing = new TreeSet<>();
		exposed(context).forEach((endpoint) -> missing.add(endpoint.getEndpointId().toString()));
		Binder.get(context.getEnvironment())
			.bind(EXPOSURE + ".include", Bindable.setOf(String.class))
			.ifBound(missing::addAll);
		missing.remove("*");
		missing.removeAll(served);
		// Always there, where Spring Boot's health is.
		missing.remove("health");
		return missing;
	}

	private static Collection<ExposableWebEndpoint> exposed(ApplicationContext context) {
		ParameterValueMapper parameters = context.getBeanProvider(ParameterValueMapper.class).getIfAvailable();
		if (parameters == null) {
			return List.of();
		}
		EndpointAccessResolver access = context.getBeanProvider(EndpointAccessResolver.class).getIfAvailable();
		return new WebEndpointDiscoverer(context, parameters, EndpointMediaTypes.DEFAULT, List.of(), List.of(),
				context.getBeanProvider(OperationInvokerAdvisor.class).orderedStream().toList(),
				List.of(new IncludeExcludeEndpointFilter<>(ExposableWebEndpoint.class, context.getEnvironment(),
						EXPOSURE, EndpointExposure.WEB.getDefaultIncludes())),
				(access != null) ? List.of(OperationFilter.byAccess(access)) : List.of())
			.getEndpoints();
	}

}
