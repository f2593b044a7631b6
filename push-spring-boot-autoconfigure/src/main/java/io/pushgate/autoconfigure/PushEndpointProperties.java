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
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;

/**
 * The WebSocket endpoint.
 *
 * @since 0.1.0
 */
@ConfigurationProperties("push.endpoint")
public class PushEndpointProperties implements InitializingBean {

	/**
	 * Path of the WebSocket endpoint.
	 */
	private String path = "/push";

	/**
	 * Path at which the JavaScript client is served. Below the path of the endpoint
	 * unless set; empty to serve none.
	 */
	private @Nullable String scriptPath;

	/**
	 * Transport that connections come by. Automatic: the servlet container of a servlet
	 * application, or else Netty.
	 */
	private Transport transport = Transport.AUTO;

	/**
	 * Port of the Netty transport. Zero for any free one.
	 */
	private int port = 9090;

	/**
	 * Comma-separated list of origins that a page may come from besides the endpoint's
	 * own. "*" stands for any part of an origin; alone, it allows every page.
	 */
	private List<String> allowedOrigins = new ArrayList<>();

	/**
	 * Comma-separated list of hosts that the endpoint is known by, such as
	 * "push.example.com" or "*.example.com": pages of these alone count as its own. Any
	 * unless set.
	 */
	private List<String> allowedHosts = new ArrayList<>();

	/**
	 * Whether pages may connect that tell no origin: those of files, and those in
	 * sandboxes of any other page.
	 */
	private boolean allowNullOrigin;

	/**
	 * Largest frame that a client may send.
	 */
	private DataSize maxFrame = DataSize.ofKilobytes(64);

	/**
	 * Size of each buffer that the servlet container keeps for a connection. Larger ones
	 * make large HTTP bodies cheaper and idle connections dearer.
	 */
	private DataSize bufferSize = DataSize.ofKilobytes(1);

	public String getPath() {
		return this.path;
	}

	public void setPath(String path) {
		this.path = path;
	}

	public @Nullable String getScriptPath() {
		return this.scriptPath;
	}

	public void setScriptPath(@Nullable String scriptPath) {
		this.scriptPath = scriptPath;
	}

	public int getPort() {
		return this.port;
	}

	public void setPort(int port) {
		this.port = port;
	}

	public Transport getTransport() {
		return this.transport;
	}

	public void setTransport(Transport transport) {
		this.transport = transport;
	}

	public List<String> getAllowedOrigins() {
		return this.allowedOrigins;
	}

	public void setAllowedOrigins(List<String> allowedOrigins) {
		this.allowedOrigins = allowedOrigins;
	}

	public List<String> getAllowedHosts() {
		return this.allowedHosts;
	}

	public void setAllowedHosts(List<String> allowedHosts) {
		this.allowedHosts = allowedHosts;
	}

	public boolean isAllowNullOrigin() {
		return this.allowNullOrigin;
	}

	public void setAllowNullOrigin(boolean allowNullOrigin) {
		this.allowNullOrigin = allowNullOrigin;
	}

	public DataSize getMaxFrame() {
		return this.maxFrame;
	}

	public void setMaxFrame(DataSize maxFrame) {
		this.maxFrame = maxFrame;
	}

	public DataSize getBufferSize() {
		return this.bufferSize;
	}

	public void setBufferSize(DataSize bufferSize) {
		this.bufferSize = bufferSize;
	}

	@Override
	public void afterPropertiesSet() {
		PropertyChecks.check(this);
	}

	/**
	 * Transports.
	 */
	public enum Transport {

		/**
		 * {@link #SERVLET} in a servlet application, {@link #NETTY} in a reactive one and
		 * in one without a web server.
		 */
		AUTO,

		/**
		 * The application's own servlet container, through spring-websocket.
		 */
		SERVLET,

		/**
		 * Netty, on a port of its own.
		 */
		NETTY

	}

}
