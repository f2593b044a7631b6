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

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

import io.pushgate.LogThrottle;
import io.pushgate.auth.CredentialsExtractor;
import io.pushgate.auth.PushCredentials;
import io.pushgate.auth.PushIdentity;
import io.pushgate.cluster.NodeReadiness;
import io.pushgate.message.Names;
import io.pushgate.protocol.FrameCodec;
import io.pushgate.protocol.FrameCodecs;
import io.pushgate.protocol.Position;
import io.pushgate.transport.HandshakeDiagnosis;
import io.pushgate.transport.HandshakeRequest;
import io.pushgate.transport.HandshakeResult;
import io.pushgate.transport.HandshakeResult.Accepted;
import io.pushgate.transport.HandshakeResult.Refused;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Decides about handshakes. Cheap questions are asked first, who it is last: that one may
 * cost a signature or a call.
 */
final class Handshakes {

	private static final Log logger = LogFactory.getLog(Handshakes.class);

	private static final Duration UNTIL_READY = Duration.ofSeconds(2);

	/**
	 * What operators can change, besides what is wrong with credentials and origins.
	 */
	private static final Set<HandshakeOutcome> WARNED = EnumSet.of(HandshakeOutcome.BAD_REQUEST,
			HandshakeOutcome.OVER_CAPACITY, HandshakeOutcome.RATE_LIMITED);

	/**
	 * What belongs to the life of a node.
	 */
	private static final Set<HandshakeOutcome> TOLD = EnumSet.of(HandshakeOutcome.NOT_READY, HandshakeOutcome.DRAINING);

	private final NodeReadiness readiness;

	private final OriginPolicy origins;

	private final FrameCodecs codecs;

	private final Admission admission;

	private final Authentication authentication;

	private final boolean lateAuthentication;

	private final GatewayStatistics statistics;

	private final Map<HandshakeOutcome, LogThrottle> refusals = new ConcurrentHashMap<>();

	// By status, of which there are a few.
	private final Map<Integer, LogThrottle> rejections = new ConcurrentHashMap<>();

	private volatile @Nullable Duration draining;

	Handshakes(GatewaySettings settings, NodeReadiness readiness, FrameCodecs codecs, Admission admission,
			Authentication authentication, GatewayStatistics statistics) {
		this.readiness = readiness;
		this.origins = new OriginPolicy(settings.allowedOrigins(), settings.allowedHosts());
		this.codecs = codecs;
		this.admission = admission;
		this.authentication = authentication;
		this.lateAuthentication = settings.lateAuthentication();
		this.statistics = statistics;
	}

	/**
	 * Refuse everybody from now on.
	 * @param retryAfter when clients may come back
	 */
	void drain(Duration retryAfter) {
		this.draining = retryAfter;
	}

	/**
	 * Return whether everybody is refused.
	 */
	boolean isDraining() {
		return this.draining != null;
	}

	/**
	 * Let clients in again.
	 */
	void resume() {
		this.draining = null;
	}

	/**
	 * Count a request that was refused before it got here.
	 */
	void rejected(int status) {
		HandshakeOutcome outcome = (status == 503) ? HandshakeOutcome.OVER_CAPACITY : HandshakeOutcome.BAD_REQUEST;
		this.statistics.handshake(outcome);
		this.rejections.computeIfAbsent(status, (key) -> throttle())
			.log((suppressed) -> logger.info("A request was refused with " + status + " (" + outcome.tag()
					+ ") before it became a handshake" + others(suppressed)));
	}

	HandshakeResult decide(HandshakeRequest request) {
		try {
			HandshakeResult result = accept(request);
			this.statistics.handshake(HandshakeOutcome.ACCEPTED);
			return result;
		}
		catch (HandshakeException ex) {
			return refused(request, ex);
		}
		catch (IllegalArgumentException ex) {
			return refused(request, undecodable());
		}
	}

	private Refused refused(HandshakeRequest request, HandshakeException ex) {
		this.statistics.handshake(ex.outcome());
		this.authentication.note(ex);
		if (logger.isDebugEnabled()) {
			logger.debug(describe(ex) + ", from " + request.remoteAddress());
		}
		if (WARNED.contains(ex.outcome())) {
			throttle(ex.outcome()).log((suppressed) -> logger.warn(describe(ex) + others(suppressed)));
		}
		else if (TOLD.contains(ex.outcome())) {
			throttle(ex.outcome()).log((suppressed) -> logger.info(describe(ex) + others(suppressed)));
		}
		return ex.refused();
	}

	private static String describe(HandshakeException ex) {
		return "A client was refused with " + ex.refused().status() + " (" + ex.outcome().tag() + "): "
				+ ex.refused().reason();
	}

	/**
	 * Decide as {@link #decide} does, and forget it: nothing is opened, what was admitted
	 * is given back, and no handshake is counted but the question.
	 */
	HandshakeDiagnosis diagnose(HandshakeRequest request) {
		try {
			this.admission.refund(((Admitted) accept(request).attachment()).permit());
			this.statistics.question(HandshakeOutcome.ACCEPTED);
			return new HandshakeDiagnosis(200, HandshakeOutcome.ACCEPTED.tag(), "A handshake would be accepted", null);
		}
		catch (HandshakeException ex) {
			return diagnosis(ex);
		}
		catch (IllegalArgumentException ex) {
			return diagnosis(undecodable());
		}
	}

	private HandshakeDiagnosis diagnosis(HandshakeException ex) {
		this.statistics.question(ex.outcome());
		return new HandshakeDiagnosis(ex.refused().status(), ex.outcome().tag(), ex.refused().reason(),
				ex.refused().retryAfter());
	}

	boolean allowsOrigin(HandshakeRequest request) {
		return this.origins.allows(request);
	}

	/**
	 * The transport could not make sense of the query.
	 */
	private static HandshakeException undecodable() {
		return badRequest("The query of the request cannot be decoded");
	}

	/**
	 * Return the end of a line about one of many, which says how many there were.
	 */
	static String others(long suppressed) {
		return (suppressed > 0) ? ". So were " + suppressed + " others since this was last said" : "";
	}

	private Accepted accept(HandshakeRequest request) {
		Duration retryAfter = this.draining;
		if (retryAfter != null) {
			throw new HandshakeException(HandshakeOutcome.DRAINING, 503, "The node is about to stop",
					jitter(retryAfter));
		}
		String refusal = this.readiness.refusal();
		if (refusal != null) {
			throw new HandshakeException(HandshakeOutcome.NOT_READY, 503, refusal, jitter(UNTIL_READY));
		}
		if (request.isOverCapacity()) {
			throw new HandshakeException(HandshakeOutcome.OVER_CAPACITY, 503, "The server is full",
					jitter(Admission.Decision.FULL.retryAfter()));
		}
		if (!this.origins.allows(request)) {
			throw new HandshakeException(HandshakeOutcome.FORBIDDEN_ORIGIN, 403,
					"The origin is neither the endpoint's own nor one of push.endpoint.allowed-origins");
		}
		Subprotocol subprotocol = selectSubprotocol(request.subprotocols());
		String device = device(request);
		Position resume = resume(request);
		// Where that does not wait, so that strangers take no turn of others.
		long since = System.nanoTime();
		boolean quick = !this.authentication.mayBlock();
		PushIdentity known = quick ? authenticate(request) : null;
		Admission.Decision decision = this.admission.admit();
		Admission.Permit permit = decision.permit();
		if (permit == null) {
			throw decision.isFull()
					? new HandshakeException(HandshakeOutcome.OVER_CAPACITY, 503, "The node is full",
							jitter(decision.retryAfter()))
					: new HandshakeException(HandshakeOutcome.RATE_LIMITED, 503, "Too many connections a second",
							decision.retryAfter());
		}
		try {
			PushIdentity identity = quick ? known : authenticate(request);
			if (identity == null && !this.admission.admitStranger(permit)) {
				throw new HandshakeException(HandshakeOutcome.OVER_CAPACITY, 503,
						"Too many clients have yet to tell who they are", jitter(Admission.Decision.FULL.retryAfter()));
			}
			return new Accepted(subprotocol.name(),
					new Admitted(since, permit, subprotocol.codec(), identity, device, resume));
		}
		catch (RuntimeException ex) {
			this.admission.refund(permit);
			throw ex;
		}
	}

	private @Nullable PushIdentity authenticate(HandshakeRequest request) {
		PushCredentials credentials = CredentialsExtractor.extract(request);
		PushIdentity identity = this.authentication.authenticate(credentials);
		boolean shown = credentials.principal() != null || credentials.token() != null;
		if (identity == null && (shown || !this.lateAuthentication)) {
			throw this.authentication.anonymous();
		}
		return identity;
	}

	private Subprotocol selectSubprotocol(List<String> offered) {
		for (String name : offered) {
			FrameCodec codec = this.codecs.find(name);
			if (codec != null) {
				return new Subprotocol(name, codec);
			}
		}
		if (offered.isEmpty()) {
			return new Subprotocol(null, this.codecs.json());
		}
		String bearer = CredentialsExtractor.bearerSubprotocol(offered);
		if (bearer != null) {
			// A browser that offers subprotocols fails where none of them is selected.
			return new Subprotocol(bearer, this.codecs.json());
		}
		throw badRequest("None of the subprotocols is spoken here: offer push.v1.json or push.v1.msgpack, or none");
	}

	private static @Nullable String device(HandshakeRequest request) {
		String device = request.parameter("device");
		if (device == null || device.isEmpty()) {
			return null;
		}
		if (!Names.isId(device)) {
			throw badRequest("'device' must have 1 to 128 characters and no control character");
		}
		return device;
	}

	private static @Nullable Position resume(HandshakeRequest request) {
		String epoch = request.parameter("epoch");
		String seq = request.parameter("seq");
		if (epoch == null && seq == null) {
			return null;
		}
		try {
			if (epoch != null && seq != null && !epoch.isEmpty() && Long.parseLong(seq) >= 0) {
				return new Position(epoch, Long.parseLong(seq));
			}
		}
		catch (NumberFormatException ex) {
			// Answered below.
		}
		throw badRequest("'epoch' and 'seq' go together, and 'seq' is a whole number");
	}

	/**
	 * Return between half and one and a half of a time, so that those who are refused at
	 * once do not come back at once.
	 */
	private static Duration jitter(Duration retryAfter) {
		long millis = retryAfter.toMillis();
		return Duration.ofMillis(millis / 2 + ThreadLocalRandom.current().nextLong(millis + 1));
	}

	private LogThrottle throttle(HandshakeOutcome outcome) {
		return this.refusals.computeIfAbsent(outcome, (key) -> throttle());
	}

	private static LogThrottle throttle() {
		return new LogThrottle(Duration.ofMinutes(1));
	}

	private static HandshakeException badRequest(String reason) {
		return new HandshakeException(HandshakeOutcome.BAD_REQUEST, 400, reason);
	}

	private record Subprotocol(@Nullable String name, FrameCodec codec) {

	}

}
