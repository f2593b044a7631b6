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

package io.pushgate.transport.websocket;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.pushgate.transport.ConnectionHandler;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionIdListener;
import jakarta.servlet.http.HttpSessionListener;
import org.jspecify.annotations.Nullable;

/**
 * Ends connections with the HTTP session by which their user was signed in, whichever
 * container has it. Thread-safe.
 *
 * <p>
 * Invariant: a connection whose handshake was made by an HTTP session that has ended is
 * told to end, however the end, the handshake and the opening overlap: whoever comes
 * second sees the first.
 *
 * @since 0.1.0
 */
public final class SignIns implements HttpSessionListener, HttpSessionIdListener {

	private final ConnectionHandler handler;

	private final Map<String, Set<SignIn>> byHttpSession = new ConcurrentHashMap<>();

	// From the handshake until the connection is opened.
	private final Map<Object, SignIn> byAttachment = new ConcurrentHashMap<>();

	/**
	 * Create an instance.
	 * @param handler told of connections that are to end
	 */
	public SignIns(ConnectionHandler handler) {
		this.handler = handler;
	}

	/**
	 * A handshake was accepted.
	 */
	void accepted(HttpServletRequest request, Object attachment) {
		HttpSession session = (request.getUserPrincipal() != null) ? request.getSession(false) : null;
		if (session == null) {
			return;
		}
		SignIn signIn = new SignIn(session.getId(), session);
		this.byAttachment.put(attachment, signIn);
		add(signIn);
	}

	/**
	 * A handshake that was accepted comes to nothing.
	 */
	void abandoned(Object attachment) {
		SignIn signIn = this.byAttachment.remove(attachment);
		if (signIn != null) {
			remove(signIn);
		}
	}

	/**
	 * A connection is there.
	 * @return what it depends on, to be given back by {@link #closed}; or {@code null}
	 */
	@Nullable SignIn opened(Object attachment, ServletConnection connection) {
		SignIn signIn = this.byAttachment.remove(attachment);
		// It may have ended before it was noted here: containers tell of that first, and
		// let go of it afterwards.
		if (signIn != null && (signIn.attach(connection) | signIn.isInvalid())) {
			remove(signIn);
			this.handler.revoked(connection);
		}
		return signIn;
	}

	void closed(SignIn signIn) {
		remove(signIn);
	}

	private void add(SignIn signIn) {
		this.byHttpSession.compute(signIn.httpSession, (id, current) -> {
			Set<SignIn> signIns = (current != null) ? current : ConcurrentHashMap.newKeySet();
			signIns.add(signIn);
			return signIns;
		});
	}

	private void remove(SignIn signIn) {
		this.byHttpSession.computeIfPresent(signIn.httpSession, (id, signIns) -> {
			signIns.remove(signIn);
			return (!signIns.isEmpty()) ? signIns : null;
		});
	}

	private void end(SignIn signIn) {
		ServletConnection connection = signIn.end();
		if (connection != null) {
			this.handler.revoked(connection);
		}
	}

	@Override
	public void sessionDestroyed(HttpSessionEvent event) {
		Set<SignIn> signIns = this.byHttpSession.remove(event.getSession().getId());
		if (signIns != null) {
			signIns.forEach(this::end);
		}
	}

	@Override
	public void sessionIdChanged(HttpSessionEvent event, String oldId) {
		Set<SignIn> signIns = this.byHttpSession.remove(oldId);
		if (signIns != null) {
			signIns.forEach((signIn) -> {
				signIn.httpSession = event.getSession().getId();
				add(signIn);
			});
		}
	}

	/**
	 * Return how many HTTP sessions have connections.
	 */
	int size() {
		return this.byHttpSession.size();
	}

	/**
	 * What one connection depends on.
	 */
	static final class SignIn {

		private volatile String httpSession;

		// Guarded by this object's monitor.

		private @Nullable ServletConnection connection;

		private boolean ended;

		// Until the connection is opened.
		private @Nullable HttpSession session;

		SignIn(String httpSession, HttpSession session) {
			this.httpSession = httpSession;
			this.session = session;
		}

		private synchronized boolean isInvalid() {
			HttpSession session = this.session;
			this.session = null;
			try {
				return session != null && session.getLastAccessedTime() < 0;
			}
			catch (IllegalStateException ex) {
				return true;
			}
		}

		/**
		 * Attach the connection.
		 * @return whether the sign-in has ended already
		 */
		private synchronized boolean attach(ServletConnection connection) {
			this.connection = connection;
			return this.ended;
		}

		private synchronized @Nullable ServletConnection end() {
			this.ended = true;
			return this.connection;
		}

	}

}
