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

import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

import io.pushgate.auth.PushIdentity;
import io.pushgate.cluster.NodeId;
import io.pushgate.message.UserKey;
import io.pushgate.protocol.FrameCodec;
import io.pushgate.protocol.Position;
import io.pushgate.protocol.ServerFrame;
import io.pushgate.session.Goodbyes;
import io.pushgate.session.SessionDirectory;
import io.pushgate.session.SessionIdUnavailableException;
import io.pushgate.session.SessionManager;
import io.pushgate.transport.CloseReason;
import io.pushgate.transport.Connection;
import io.pushgate.transport.OutboundFrame;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Opens the session of a client that is known: when the directory knows of it, so that a
 * client which has got its welcome is found by everyone. Thread-safe.
 */
final class SessionOpener {

	private static final Log logger = LogFactory.getLog(SessionOpener.class);

	private static final CloseReason NOT_READY = CloseReason.OVER_CAPACITY.because("the node is not ready");

	private final SessionManager sessions;

	private final SessionDirectory directory;

	private final NodeId node;

	private final int maxFrame;

	private final Goodbyes goodbyes;

	private final BooleanSupplier draining;

	private final Positions positions = new Positions();

	private final AtomicInteger entering = new AtomicInteger();

	SessionOpener(SessionManager sessions, SessionDirectory directory, NodeId node, int maxFrame, Goodbyes goodbyes,
			BooleanSupplier draining) {
		this.sessions = sessions;
		this.directory = directory;
		this.node = node;
		this.maxFrame = maxFrame;
		this.goodbyes = goodbyes;
		this.draining = draining;
	}

	/**
	 * Open a session, now or soon.
	 * @param since when the client began to say who it is: if its user is disconnected
	 * after that, so is the client
	 */
	void open(long since, Connection connection, FrameCodec codec, PushIdentity identity, @Nullable String device,
			@Nullable Position resume) {
		String name = (device != null) ? device : anonymousDevice();
		UserKey user = Authentication.userKey(identity);
		long id;
		try {
			id = this.sessions.nextId();
		}
		catch (SessionIdUnavailableException ex) {
			// Let in just before the node could no longer be sure of its number.
			close(connection, codec, NOT_READY);
			return;
		}
		CompletableFuture<Void> entered = this.directory.enter(user, name, id, connection);
		if (entered.isDone()) {
			open(since, id, user, name, connection, codec, identity, resume);
			return;
		}
		EnteringConnection waiting = new EnteringConnection();
		this.entering.incrementAndGet();
		connection.attach(waiting);
		entered.whenComplete((done, failure) -> {
			try {
				waiting.enter(() -> openOrRefuse(since, id, user, name, connection, codec, identity, resume));
			}
			catch (RuntimeException ex) {
				logger.error("A session could not be opened", ex);
				refuse(id, user, connection, codec, CloseReason.SERVER_ERROR);
			}
			finally {
				this.entering.decrementAndGet();
			}
		});
	}

	private void openOrRefuse(long since, long id, UserKey user, String device, Connection connection, FrameCodec codec,
			PushIdentity identity, @Nullable Position resume) {
		if (this.draining.getAsBoolean()) {
			refuse(id, user, connection, codec, CloseReason.RESTART);
		}
		else {
			open(since, id, user, device, connection, codec, identity, resume);
		}
	}

	private void open(long since, long id, UserKey user, String device, Connection connection, FrameCodec codec,
			PushIdentity identity, @Nullable Position resume) {
		Object opened = this.sessions.open(id, user, device, since, connection, codec, (session) -> {
			session.expiresAt(identity.expiresAt());
			session.claims(identity.claims());
			return new ServerFrame.Welcome(session.id(), session.user(), session.device(), this.node.name(),
					System.currentTimeMillis(), session.heartbeatInterval(), session.heartbeatTimeout(), this.maxFrame,
					this.positions.current(), this.positions.resume(resume));
		});
		if (opened == null) {
			this.directory.abandon(user, id);
		}
	}

	private void refuse(long id, UserKey user, Connection connection, FrameCodec codec, CloseReason reason) {
		this.directory.abandon(user, id);
		close(connection, codec, reason);
	}

	private void close(Connection connection, FrameCodec codec, CloseReason reason) {
		connection.close(reason, OutboundFrame.required(codec.isText(), codec.encode(this.goodbyes.of(reason))));
	}

	private static String anonymousDevice() {
		return "device-" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
	}

	/**
	 * Return how many connections wait for the directory.
	 */
	int enteringCount() {
		return this.entering.get();
	}

}
