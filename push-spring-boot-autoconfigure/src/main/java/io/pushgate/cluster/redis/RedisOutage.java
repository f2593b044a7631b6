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

package io.pushgate.cluster.redis;

import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * Knows whether Redis answers, so that not everybody waits until it is clear that it does
 * not. Logs once when it is away, and once when it is back. Thread-safe.
 */
final class RedisOutage {

	private static final Log logger = LogFactory.getLog(RedisClaimStore.class);

	private static final long PAUSE = TimeUnit.SECONDS.toNanos(1);

	private final RedisConnectionFactory factory;

	// Guarded by this object's monitor.

	private boolean away;

	private long nextTry;

	/**
	 * Create an outage that is not there.
	 * @param factory what is connected like, whose address is logged
	 */
	RedisOutage(RedisConnectionFactory factory) {
		this.factory = factory;
	}

	/**
	 * Return whether to ask: always, or while it is away once in a while.
	 */
	synchronized boolean isWorthATry() {
		if (!this.away) {
			return true;
		}
		long now = System.nanoTime();
		if (now - this.nextTry < 0) {
			return false;
		}
		this.nextTry = now + PAUSE;
		return true;
	}

	/**
	 * Take note of an answer, or of there being none.
	 */
	void seen(@Nullable Throwable failure) {
		boolean changed;
		synchronized (this) {
			changed = this.away != (failure != null);
			this.away = failure != null;
			if (changed && this.away) {
				this.nextTry = System.nanoTime() + PAUSE;
			}
		}
		if (changed && failure != null) {
			RuntimeException wrong = RedisFailures.configuration(failure);
			logger.warn("Redis at " + RedisAddress.of(this.factory)
					+ " cannot be asked what has been done before: messages with an id are not pushed until it "
					+ "can, and requests that clients repeat at another node may be handled twice: "
					+ ((wrong != null) ? wrong.getMessage() : RedisFailures.reason(failure)));
		}
		else if (changed) {
			logger.info("Redis can be asked again what has been done before");
		}
	}

}
