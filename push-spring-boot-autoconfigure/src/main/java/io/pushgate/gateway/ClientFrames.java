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

package io.pushgate.gateway;

import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import io.pushgate.auth.PushCredentials;
import io.pushgate.auth.PushIdentity;
import io.pushgate.delivery.ReadPositions;
import io.pushgate.listener.PushRequest;
import io.pushgate.listener.Uplink;
import io.pushgate.listener.UplinkAnswer;
import io.pushgate.message.Payload;
import io.pushgate.protocol.ClientFrame;
import io.pushgate.protocol.ErrorCode;
import io.pushgate.protocol.ServerFrame;
import io.pushgate.session.ChannelSession;
import org.jspecify.annotations.Nullable;

/**
 * Answers the frames of clients whose session is open. Never blocks.
 */
final class ClientFrames {

	private static final int MAX_ECHO = 64;

	private final ReadPositions positions;

	private final Authentication authentication;

	private final Executor authenticationExecutor;

	private final GroupRequests groups;

	private final Uplink uplink;

	// One at a time, so that two renewals cannot finish swapped, and one client cannot
	// keep
	// all threads busy.
	private final Set<ChannelSession> renewing = ConcurrentHashMap.newKeySet();

	ClientFrames(ReadPositions positions, Authentication authentication, Executor authenticationExecutor,
			GroupRequests groups, Uplink uplink) {
		this.positions = positions;
		this.authentication = authentication;
		this.authenticationExecutor = authenticationExecutor;
		this.groups = groups;
		this.uplink = uplink;
	}

	void handle(ChannelSession session, ClientFrame frame) {
		if (frame instanceof ClientFrame.Ping) {
			long interval = session.ping();
			session.send(new ServerFrame.Pong(System.currentTimeMillis(), interval));
			return;
		}
		session.seen();
		if (frame instanceof ClientFrame.Token token) {
			renew(session, token.id(), token.token());
		}
		else if (frame instanceof ClientFrame.Hello hello) {
			hello(session, hello);
		}
		else if (frame instanceof ClientFrame.Send send) {
			send(session, send);
		}
		else if (frame instanceof ClientFrame.Join join) {
			this.groups.handle(session, join);
		}
		else if (frame instanceof ClientFrame.Leave leave) {
			this.groups.handle(session, leave);
		}
		else if (frame instanceof ClientFrame.Read read) {
			this.positions.tellOthers(session.userKey(), session.device(),
					new ServerFrame.Read(read.namespace(), read.conversation(), read.time()));
		}
		else if (frame instanceof ClientFrame.Unknown unknown) {
			error(session, unknown.id(), ErrorCode.UNSUPPORTED,
					"There is no frame of type '" + shorten(unknown.type()) + "'");
		}
		// An ack has nothing to acknowledge while no message is numbered.
	}

	private void send(ChannelSession session, ClientFrame.Send send) {
		String id = send.id();
		PushRequest request = new PushRequest(session, id, send.namespace(), send.event(), send.data(), Instant.now());
		if (id != null) {
			session.requestBegan();
		}
		this.uplink.handle(request, (answer) -> {
			if (answer instanceof UplinkAnswer.Failure failure) {
				session.send(new ServerFrame.Error(id, failure.code(), failure.message(), failure.data()));
			}
			else if (id != null) {
				session.send(new ServerFrame.Reply(id, ((UplinkAnswer.Reply) answer).data()));
			}
			if (id != null) {
				session.requestEnded();
			}
		});
	}

	private void hello(ChannelSession session, ClientFrame.Hello hello) {
		boolean otherDevice = hello.device() != null && !hello.device().equals(session.device());
		if (otherDevice || hello.resume() != null) {
			error(session, null, ErrorCode.UNSUPPORTED,
					"The session is open: name device and position in the query of the handshake");
		}
		else if (hello.token() != null) {
			renew(session, null, hello.token());
		}
	}

	private void renew(ChannelSession session, @Nullable String id, String token) {
		if (!this.renewing.add(session)) {
			error(session, id, ErrorCode.RATE_LIMITED, "Another token of this session is being checked");
			return;
		}
		try {
			this.authenticationExecutor.execute(() -> {
				ServerFrame answer = answer(session, id, token);
				this.renewing.remove(session);
				session.send(answer);
			});
		}
		catch (RejectedExecutionException ex) {
			this.renewing.remove(session);
			session.send(unchecked(id));
		}
	}

	private ServerFrame answer(ChannelSession session, @Nullable String id, String token) {
		try {
			PushIdentity identity = this.authentication.authenticate(PushCredentials.ofToken(token));
			if (identity != null && Authentication.userKey(identity).equals(session.userKey())) {
				session.expiresAt(identity.expiresAt());
				session.claims(identity.claims());
				return new ServerFrame.Reply(id, Payload.none());
			}
		}
		catch (HandshakeException ex) {
			this.authentication.note(ex);
			if (ex.outcome() != HandshakeOutcome.UNAUTHORIZED) {
				return unchecked(id);
			}
		}
		return new ServerFrame.Error(id, ErrorCode.UNAUTHORIZED, "The token is not a valid one of this user");
	}

	private static ServerFrame unchecked(@Nullable String id) {
		return new ServerFrame.Error(id, ErrorCode.UNAVAILABLE, "Tokens cannot be checked at the moment");
	}

	static void error(ChannelSession session, @Nullable String id, ErrorCode code, String message) {
		session.send(new ServerFrame.Error(id, code, message));
	}

	private static String shorten(String text) {
		return (text.length() <= MAX_ECHO) ? text : text.substring(0, MAX_ECHO) + "...";
	}

}
