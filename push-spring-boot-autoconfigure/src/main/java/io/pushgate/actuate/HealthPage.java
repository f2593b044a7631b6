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

package io.pushgate.actuate;

import java.util.Map;
import java.util.Set;

import io.pushgate.transport.HttpAnswer;
import io.pushgate.transport.HttpCall;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.actuate.endpoint.ApiVersion;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.WebServerNamespace;
import org.springframework.boot.health.actuate.endpoint.HealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointWebExtension;

/**
 * Shows the health of the application and of its groups, such as {@code liveness} and
 * {@code readiness}, with the status that probes go by. Details are shown to nobody,
 * unless {@code management.endpoint.health.show-details} is {@code always}.
 *
 * @since 0.1.0
 */
public final class HealthPage implements ActuatorPage {

	static final Set<String> PROBES = Set.of("liveness", "readiness");

	private static final String[] NOTHING = {};

	private final HealthEndpointWebExtension health;

	private final JsonMapper mapper;

	/**
	 * Create a page.
	 * @param health what to show
	 * @param mapper writes it
	 */
	public HealthPage(HealthEndpointWebExtension health, JsonMapper mapper) {
		this.health = health;
		this.mapper = mapper;
	}

	@Override
	public String id() {
		return "health";
	}

	/**
	 * A probe has to be answered while the health of something else is waited for.
	 */
	@Override
	public String bulkhead(String path) {
		return PROBES.contains(path) ? path : id();
	}

	@Override
	public boolean isShared(String path) {
		return true;
	}

	@Override
	public @Nullable HttpAnswer show(HttpCall call, String path) {
		WebEndpointResponse<? extends HealthDescriptor> response = this.health.health(ApiVersion.LATEST,
				WebServerNamespace.SERVER, SecurityContext.NONE, path.isEmpty() ? NOTHING : path.split("/"));
		HealthDescriptor body = response.getBody();
		return (body != null) ? new HttpAnswer(response.getStatus(),
				Map.of("Content-Type", ApiVersion.LATEST.getProducedMimeType().toString(), "Cache-Control", "no-store"),
				this.mapper.writeValueAsBytes(body)) : null;
	}

}
