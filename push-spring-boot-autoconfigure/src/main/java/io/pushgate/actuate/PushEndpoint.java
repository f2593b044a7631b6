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

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

import io.pushgate.cluster.ClusterBus;
import io.pushgate.cluster.Directory;
import io.pushgate.cluster.NodeId;
import io.pushgate.cluster.NodeReadiness;
import io.pushgate.core.PushAudit;
import io.pushgate.core.PushOperations;
import io.pushgate.gateway.Drain;
import io.pushgate.gateway.DrainStatus;
import io.pushgate.message.Names;
import io.pushgate.message.SessionDetails;
import io.pushgate.session.ChannelSession;
import io.pushgate.session.SessionManager;
import io.pushgate.transport.OutboundLimits;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/**
 * {@link Endpoint} that shows a node, shows and disconnects the sessions of a user, and
 * drains the node. No token, payload or other secret is shown.
 *
 * <p>
 * Ids may have any character, and not every proxy lets every character through in a path;
 * so wherever the path may name a user, the parameter {@code user} may as well.
 *
 * @since 0.1.0
 */
@Endpoint(id = "push")
public final class PushEndpoint {

	private static final String CALLER = "the endpoint 'push'";

	private final NodeId node;

	private final SessionManager sessions;

	private final PushOperations push;

	private final OutboundLimits outbound;

	private final NodeReadiness readiness;

	private final @Nullable Directory directory;

	private final @Nullable Drain drain;

	private final PushAudit audit;

	/**
	 * Create an endpoint.
	 * @param node this node
	 * @param sessions the sessions of this node
	 * @param push finds and disconnects sessions
	 * @param outbound knows what waits to be written
	 * @param readiness whether it may let clients in, and how its bus is
	 * @param directory knows which node holds whom, or {@code null}
	 * @param drain drains this node, or {@code null} if it has no endpoint for clients
	 * @param audit told of what is done
	 */
	public PushEndpoint(NodeId node, SessionManager sessions, PushOperations push, OutboundLimits outbound,
			NodeReadiness readiness, @Nullable Directory directory, @Nullable Drain drain, PushAudit audit) {
		this.node = node;
		this.sessions = sessions;
		this.push = push;
		this.outbound = outbound;
		this.readiness = readiness;
		this.directory = directory;
		this.drain = drain;
		this.audit = audit;
	}

	/**
	 * Return this node at a glance or, where one is named, the sessions of a user, or
	 * what is largest on this node.
	 * @param user the user's id, optional
	 * @param tenant the user's tenant, optional
	 * @param top {@code pending}, {@code inbound} or {@code groups}, optional
	 * @param limit how many entries of these, 1 to 100; 10 unless given
	 * @return a {@link PushNodeDescriptor}, a {@link PushUserDescriptor} or a
	 * {@link PushTopDescriptor}
	 */
	@ReadOperation
	public OperationResponseBody node(@Nullable String user, @Nullable String tenant, @Nullable String top,
			@Nullable String limit) {
		if (top != null || limit != null) {
			if (user != null) {
				throw invalid("'top' and 'limit' are of this node: leave 'user' out");
			}
			return valid(() -> PushTopDescriptor.of(top, limit, tenant, this.sessions));
		}
		if (user != null) {
			return user(user, tenant);
		}
		Map<String, Integer> connections = new TreeMap<>();
		for (ChannelSession session : this.sessions.sessions()) {
			connections.merge(session.transport(), 1, Integer::sum);
		}
		ClusterBus bus = this.readiness.bus();
		return new PushNodeDescriptor(this.node.name(),
				Duration.ofMillis(ManagementFactory.getRuntimeMXBean().getUptime()),
				(this.drain != null) ? this.drain.status() : null, this.readiness.refusal(),
				(bus != null) ? PushClusterDescriptor.of(bus, this.directory) : null, connections,
				this.sessions.userCount(), this.sessions.groups().groupCount(), this.outbound.pendingBytes());
	}

	/**
	 * Return the sessions of a user.
	 * @param user the user's id
	 * @param tenant the user's tenant, optional
	 * @return the sessions
	 */
	@ReadOperation
	public PushUserDescriptor user(@Selector String user, @Nullable String tenant) {
		return valid(() -> {
			List<SessionDetails> sessions = tenant(tenant).sessions(user);
			return new PushUserDescriptor((tenant != null) ? tenant : Names.DEFAULT_TENANT, user, !sessions.isEmpty(),
					sessions);
		});
	}

	/**
	 * Disconnect sessions with 4002: their clients do not come back by themselves. Names
	 * either a session, or a user and perhaps one of its devices.
	 * @param user the user's id
	 * @param device the device's id
	 * @param session the session's id
	 * @param tenant the tenant, optional
	 * @return how many were disconnected
	 */
	@DeleteOperation
	public PushDisconnectDescriptor disconnect(@Nullable String user, @Nullable String device, @Nullable String session,
			@Nullable String tenant) {
		if ((user == null) == (session == null) || (device != null && user == null)) {
			throw invalid("Name what to disconnect: either 'session', or 'user' and optionally 'device'");
		}
		return valid(() -> {
			PushOperations push = tenant(tenant);
			if (session != null) {
				return disconnect(tenant, "session " + PushAudit.quoted(session),
						() -> push.disconnectSession(session) ? 1 : 0);
			}
			return (device != null)
					? disconnect(tenant, "device " + PushAudit.quoted(device) + " of user " + PushAudit.quoted(user),
							() -> push.disconnectDevice(user, device))
					: disconnect(tenant, "user " + PushAudit.quoted(user), () -> push.disconnectUser(user));
		});
	}

	private PushDisconnectDescriptor disconnect(@Nullable String tenant, String target, IntSupplier action) {
		return new PushDisconnectDescriptor(
				this.audit.disconnect(CALLER, (tenant != null) ? tenant : Names.DEFAULT_TENANT, target, action));
	}

	/**
	 * Disconnect all sessions of a user with 4002.
	 * @param user the user's id
	 * @param tenant the user's tenant, optional
	 * @return how many were disconnected
	 */
	@DeleteOperation
	public PushDisconnectDescriptor disconnectUser(@Selector String user, @Nullable String tenant) {
		return disconnect(user, null, null, tenant);
	}

	/**
	 * Drain this node: it refuses connections and sends its clients away, to other nodes
	 * or to come back later. Or let connections in again.
	 * @param draining {@code false} to let connections in again
	 * @return how far the drain is
	 */
	@WriteOperation
	public DrainStatus drain(@Nullable Boolean draining) {
		if (this.drain == null) {
			throw invalid("This node has no endpoint for clients, and so nothing to drain");
		}
		if (draining != null && !draining) {
			if (!this.drain.resume()) {
				throw invalid("The application stops, so no connection is let in again");
			}
			this.audit.drain(CALLER, false);
			return this.drain.status();
		}
		this.audit.drain(CALLER, true);
		return this.drain.start();
	}

	private PushOperations tenant(@Nullable String tenant) {
		return (tenant != null) ? this.push.forTenant(tenant) : this.push;
	}

	private static <T> T valid(Supplier<T> operation) {
		try {
			return operation.get();
		}
		catch (IllegalArgumentException ex) {
			throw invalid(String.valueOf(ex.getMessage()));
		}
	}

	private static InvalidEndpointRequestException invalid(String reason) {
		return new InvalidEndpointRequestException(reason, reason);
	}

}
