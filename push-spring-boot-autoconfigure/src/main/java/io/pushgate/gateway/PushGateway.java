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

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.pushgate.auth.AuthenticatorChain;
import io.pushgate.auth.PushCredentials;
import io.pushgate.auth.PushIdentity;
import io.pushgate.cluster.NodeId;
import io.pushgate.cluster.NodeReadiness;
import io.pushgate.delivery.ReadPositions;
import io.pushgate.listener.Uplink;
import io.pushgate.protocol.ClientFrame;
import io.pushgate.protocol.ErrorCode;
import io.pushgate.protocol.FrameCodec;
import io.pushgate.protocol.FrameCodecs;
import io.pushgate.protocol.FrameException;
import io.pushgate.protocol.ServerFrame;
import io.pushgate.session.ChannelSession;
import io.pushgate.session.Goodbyes;
import io.pushgate.session.SessionDirectory;
import io.pushgate.session.SessionManager;
import io.pushgate.transport.CloseReason;
import io.pushgate.transport.Connection;
import io.pushgate.transport.ConnectionHandler;
import io.pushgate.transport.HandshakeDiagnosis;
import io.pushgate.transport.HandshakeRequest;
import io.pushgate.transport.HandshakeResult;
import io.pushgate.transport.OutboundFrame;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Leads every connection through its life, whatever transport it came by: handshake,
 * authentication, session, frames, close. Thread-safe.
 *
 * <p>
 * What a connection has attached says where it stands: a {@link PendingConnection} until
 * the client has told who it is, a {@link ChannelSession} from then on.
 *
 * @since 0.1.0
 */
public final class PushGateway implements ConnectionHandler, AutoCloseable {

	private static final Log logger = LogFactory.getLog(PushGateway.class);

	private static final int MAX_MALFORMED = 10;

	private static final int AUTHENTICATION_THREADS = 8;

	private static final CloseReason UNCHECKED = CloseReason.OVER_CAPACITY
		.because("credentials cannot be checked at the moment");

	private final GatewaySettings settings;

	private final SessionManager sessions;

	private final Goodbyes goodbyes;

	private final Admission admission;

	private final Handshakes handshakes;

	private final Authentication authentication;

	private final ThreadPoolExecutor authenticationExecutor;

	private final ClientFrames frames;

	private final SessionOpener opener;

	private final Set<PendingConnection> pending = ConcurrentHashMap.newKeySet();

	/**
	 * Create a gateway.
	 * @param settings what is let in
	 * @param node this node
	 * @param readiness whether this node may let clients in
	 * @param sessions the sessions of this node
	 * @param directory has to know of a session before it is opened
	 * @param goodbyes makes the last frame of a connection
	 * @param authenticator says who a client is
	 * @param howToLetUsersIn what to log when the first client is refused for want of an
	 * identity, or {@code null} if the application has said how its users are known
	 * @param groups answers clients that join and leave groups
	 * @param positions tells a user's devices how far another one has read
	 * @param uplink takes what clients send to the application
	 * @param codecs the encodings
	 * @param statistics counts handshakes
	 */
	public PushGateway(GatewaySettings settings, NodeId node, NodeReadiness readiness, SessionManager sessions,
			SessionDirectory directory, Goodbyes goodbyes, AuthenticatorChain authenticator,
			@Nullable String howToLetUsersIn, GroupRequests groups, ReadPositions positions, Uplink uplink,
			FrameCodecs codecs, GatewayStatistics statistics) {
		this.settings = settings;
		this.sessions = sessions;
		this.goodbyes = goodbyes;
		this.admission = new Admission(settings.maxPerNode(), settings.connectRate(), System::nanoTime);
		this.authentication = new Authentication(authenticator, howToLetUsersIn, statistics);
		this.handshakes = new Handshakes(settings, readiness, codecs, this.admission, this.authentication, statistics);
		this.opener = new SessionOpener(sessions, directory, node, settings.maxFrame(), goodbyes,
				this.handshakes::isDraining);
		this.authenticationExecutor = new ThreadPoolExecutor(AUTHENTICATION_THREADS, AUTHENTICATION_THREADS, 30,
				TimeUnit.SECONDS, new ArrayBlockingQueue<>(10_000), (task) -> {
					Thread thread = new Thread(task, "push-authentication");
					thread.setDaemon(true);
					return thread;
				});
		this.authenticationExecutor.allowCoreThreadTimeOut(true);
		this.frames = new ClientFrames(positions, this.authentication, this.authenticationExecutor, groups, uplink);
	}

	@Override
	public HandshakeResult handshake(HandshakeRequest request) {
		return this.handshakes.decide(request);
	}

	@Override
	public HandshakeDiagnosis diagnose(HandshakeRequest request) {
		return this.handshakes.diagnose(request);
	}

	@Override
	public boolean allowsOrigin(HandshakeRequest request) {
		return this.handshakes.allowsOrigin(request);
	}

	@Override
	public boolean handshakeMayBlock() {
		return this.authentication.mayBlock();
	}

	@Override
	public void abandoned(Object attachment) {
		this.admission.release(((Admitted) attachment).permit());
	}

	@Override
	public void rejected(int status) {
		this.handshakes.rejected(status);
	}

	@Override
	public void opened(Connection connection, Object attachment) {
		Admitted admitted = (Admitted) attachment;
		if (!this.admission.open(admitted.permit())) {
			this.admission.known(admitted.permit());
			connection.close(CloseReason.OVER_CAPACITY, encode(admitted.codec(), CloseReason.OVER_CAPACITY));
			return;
		}
		if (this.handshakes.isDraining()) {
			this.admission.known(admitted.permit());
			// Let in just before; where the drain is over, nobody else would close it.
			connection.close(CloseReason.RESTART, encode(admitted.codec(), CloseReason.RESTART));
			return;
		}
		PushIdentity identity = admitted.identity();
		if (identity != null) {
			this.opener.open(admitted.since(), connection, admitted.codec(), identity, admitted.device(),
					admitted.resume());
			return;
		}
		long timeout = this.settings.authenticationTimeout().toNanos();
		PendingConnection waiting = new PendingConnection(connection, admitted, System.nanoTime() + timeout);
		connection.attach(waiting);
		this.pending.add(waiting);
		if (!connection.isOpen()) {
			forget(waiting);
		}
	}

	/**
	 * A client has told who it is, or will not any more.
	 * @return whether it was being waited for
	 */
	private boolean forget(PendingConnection waiting) {
		this.admission.known(waiting.admitted().permit());
		return this.pending.remove(waiting);
	}

	@Override
	public void text(Connection connection, String text) {
		receive(connection, new Received((codec) -> codec.decode(text), text.length()));
	}

	@Override
	public void binary(Connection connection, ByteBuffer bytes) {
		Object attachment = connection.attachment();
		// Whoever calls may use the buffer again.
		ByteBuffer kept = (attachment instanceof EnteringConnection) ? copy(bytes) : bytes;
		receive(connection, new Received((codec) -> codec.decode(kept), bytes.remaining()));
	}

	private static ByteBuffer copy(ByteBuffer bytes) {
		ByteBuffer copy = ByteBuffer.allocate(bytes.remaining());
		return copy.put(bytes.duplicate()).flip();
	}

	private void receive(Connection connection, Received received) {
		if (connection.attachment() instanceof EnteringConnection entering) {
			EnteringConnection.Hold hold = entering.hold(() -> handle(connection, received), received.size());
			if (hold == EnteringConnection.Hold.FULL) {
				connection.closeNow(CloseReason.INBOUND_RATE, null);
			}
			if (hold != EnteringConnection.Hold.ENTERED) {
				return;
			}
		}
		handle(connection, received);
	}

	private void handle(Connection connection, Received received) {
		Decoder decoder = received.decoder();
		Object attachment = connection.attachment();
		if (attachment instanceof ChannelSession session) {
			if (!session.isOpen()) {
				// Whoever has been told goodbye has no say any more.
				return;
			}
			if (session.exceeds(this.settings.inboundRate())) {
				this.sessions.close(session, CloseReason.INBOUND_RATE);
				return;
			}
			try {
				this.frames.handle(session, decoder.decode(session.codec()));
			}
			catch (FrameException ex) {
				session.seen();
				if (session.malformed() >= MAX_MALFORMED) {
					this.sessions.close(session, CloseReason.BAD_DATA);
				}
				else {
					ClientFrames.error(session, ex.id(), ErrorCode.MALFORMED, ex.getMessage());
				}
			}
		}
		else if (attachment instanceof PendingConnection waiting) {
			receive(waiting, decoder);
		}
	}

	private void receive(PendingConnection waiting, Decoder decoder) {
		if (waiting.exceeds(this.settings.inboundRate())) {
			close(waiting, CloseReason.INBOUND_RATE);
			return;
		}
		try {
			ClientFrame frame = decoder.decode(waiting.admitted().codec());
			if (waiting.isAuthenticating()) {
				waiting.send(new ServerFrame.Error(null, ErrorCode.UNAUTHORIZED, "Wait for the welcome"));
			}
			else if (frame instanceof ClientFrame.Hello hello && hello.token() != null) {
				authenticate(waiting, hello, hello.token());
			}
			else {
				close(waiting, CloseReason.NOT_AUTHENTICATED.because("the first frame must be a hello with a token"));
			}
		}
		catch (FrameException ex) {
			if (waiting.malformed() >= MAX_MALFORMED) {
				close(waiting, CloseReason.BAD_DATA);
			}
			else {
				waiting.send(new ServerFrame.Error(ex.id(), ErrorCode.MALFORMED, ex.getMessage()));
			}
		}
	}

	private void authenticate(PendingConnection waiting, ClientFrame.Hello hello, String token) {
		long since = System.nanoTime();
		waiting.startAuthenticating();
		try {
			this.authenticationExecutor.execute(() -> {
				PushIdentity identity = identify(waiting, token);
				if (identity != null && forget(waiting)) {
					open(since, waiting, hello, identity);
				}
			});
		}
		catch (RejectedExecutionException ex) {
			close(waiting, CloseReason.OVER_CAPACITY);
		}
	}

	private void open(long since, PendingConnection waiting, ClientFrame.Hello hello, PushIdentity identity) {
		Admitted admitted = waiting.admitted();
		try {
			this.opener.open(since, waiting.connection(), admitted.codec(), identity,
					(hello.device() != null) ? hello.device() : admitted.device(),
					(hello.resume() != null) ? hello.resume() : admitted.resume());
		}
		catch (RuntimeException ex) {
			logger.error("A session could not be opened", ex);
			waiting.connection().close(CloseReason.SERVER_ERROR, encode(admitted.codec(), CloseReason.SERVER_ERROR));
		}
	}

	private @Nullable PushIdentity identify(PendingConnection waiting, String token) {
		try {
			PushIdentity identity = this.authentication.authenticate(PushCredentials.ofToken(token));
			if (identity != null) {
				return identity;
			}
			throw this.authentication.anonymous();
		}
		catch (HandshakeException ex) {
			this.authentication.note(ex);
			close(waiting, switch (ex.outcome()) {
				case UNAVAILABLE -> UNCHECKED;
				case ERROR -> CloseReason.SERVER_ERROR;
				default -> CloseReason.NOT_AUTHENTICATED;
			});
		}
		return null;
	}

	private void close(PendingConnection waiting, CloseReason reason) {
		if (forget(waiting)) {
			this.sessions.log().closedByNode(waiting.connection(), reason);
			waiting.connection().close(reason, encode(waiting.admitted().codec(), reason));
		}
	}

	private OutboundFrame encode(FrameCodec codec, CloseReason reason) {
		return OutboundFrame.required(codec.isText(), codec.encode(this.goodbyes.of(reason)));
	}

	@Override
	public void revoked(Connection connection) {
		if (connection.attachment() instanceof EnteringConnection entering
				&& entering.hold(() -> revoked(connection), 0) == EnteringConnection.Hold.KEPT) {
			return;
		}
		CloseReason reason = CloseReason.TOKEN_EXPIRED.because("signed out");
		if (connection.attachment() instanceof ChannelSession session) {
			this.sessions.close(session, reason);
		}
		else if (connection.attachment() instanceof PendingConnection waiting) {
			close(waiting, reason);
		}
	}

	@Override
	public void control(Connection connection) {
		Object attachment = connection.attachment();
		if (attachment instanceof ChannelSession session) {
			session.seen();
			if (session.isOpen() && session.exceeds(this.settings.inboundRate())) {
				this.sessions.close(session, CloseReason.INBOUND_RATE);
			}
		}
		else if (attachment instanceof PendingConnection waiting && waiting.exceeds(this.settings.inboundRate())) {
			close(waiting, CloseReason.INBOUND_RATE);
		}
	}

	@Override
	public void alive(Connection connection) {
		if (connection.attachment() instanceof ChannelSession session) {
			session.seen();
		}
	}

	@Override
	public void oversized(Connection connection) {
		if (connection.attachment() instanceof ChannelSession session) {
			this.sessions.close(session, CloseReason.TOO_LARGE);
		}
		else if (connection.attachment() instanceof PendingConnection waiting) {
			close(waiting, CloseReason.TOO_LARGE);
		}
	}

	@Override
	public void closed(Connection connection, CloseReason reason) {
		this.admission.closed();
		if (connection.attachment() instanceof ChannelSession session) {
			this.sessions.ended(session, reason);
		}
		else if (connection.attachment() instanceof PendingConnection waiting) {
			forget(waiting);
		}
	}

	/**
	 * Do what the time asks for. Called again and again by one thread.
	 */
	public void sweep() {
		this.sessions.sweep();
		this.admission.sweep();
		long now = System.nanoTime();
		for (PendingConnection waiting : this.pending) {
			if (waiting.isOverdue(now)) {
				close(waiting, waiting.isAuthenticating() ? UNCHECKED
						: CloseReason.NOT_AUTHENTICATED.because("no hello in time"));
			}
		}
	}

	/**
	 * Refuse new connections, with a time to come back.
	 * @param retryAfter the time
	 */
	public void refuseConnections(Duration retryAfter) {
		this.handshakes.drain(retryAfter);
	}

	/**
	 * Let new connections in, again.
	 */
	public void acceptConnections() {
		this.handshakes.resume();
	}

	/**
	 * Close connections, those first whose clients have yet to tell who they are.
	 * @param reason why
	 * @param atMost how many to close
	 * @param patient whether to leave alone those whose clients wait for an answer
	 */
	public void closeConnections(CloseReason reason, int atMost, boolean patient) {
		int left = atMost;
		for (PendingConnection waiting : this.pending) {
			if (left-- <= 0) {
				return;
			}
			close(waiting, reason);
		}
		for (ChannelSession session : this.sessions.sessions()) {
			if (patient && session.isAnswerDue()) {
				continue;
			}
			if (left-- <= 0) {
				return;
			}
			this.sessions.close(session, reason);
		}
	}

	/**
	 * Return how many connections there are, those included that are about to be opened
	 * or closed.
	 * @return the number
	 */
	public int connectionCount() {
		return this.admission.taken();
	}

	/**
	 * Return how many connections there are that are not being closed.
	 */
	int openCount() {
		return this.sessions.sessionCount() + this.pending.size() + this.opener.enteringCount();
	}

	@Override
	public void close() {
		this.authenticationExecutor.shutdown();
	}

	/**
	 * A frame of a client.
	 *
	 * @param decoder reads it
	 * @param size how long it is
	 */
	private record Received(Decoder decoder, int size) {

	}

	private interface Decoder {

		ClientFrame decode(FrameCodec codec);

	}

}
