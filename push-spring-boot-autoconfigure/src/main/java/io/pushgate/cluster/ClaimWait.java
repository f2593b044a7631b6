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

package io.pushgate.cluster;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Claims a name, and asks again and again while somebody else does the same: until that
 * is done, or is for whoever waits to do, as the other one has failed or died. Blocks
 * nobody.
 *
 * @since 0.1.0
 */
public final class ClaimWait {

	private static final long SHORTEST = 10;

	private static final long LONGEST = 500;

	private final ClaimStore store;

	private final String name;

	private final byte[] fingerprint;

	private final Duration lease;

	private final long deadline;

	private final CompletableFuture<Claim> result = new CompletableFuture<>();

	private ClaimWait(ClaimStore store, String name, byte[] fingerprint, Duration lease, Duration patience) {
		this.store = store;
		this.name = name;
		this.fingerprint = fingerprint;
		this.lease = lease;
		this.deadline = System.nanoTime() + patience.toNanos();
	}

	/**
	 * Claim a name, and wait while somebody else does the same.
	 * @param store whom to ask
	 * @param name the name
	 * @param fingerprint what tells the content of that which is to be done from any
	 * other
	 * @param lease after which a claim ends by itself
	 * @param patience how long to wait
	 * @return a claim that is held by somebody else only if that is something else; fails
	 * with {@link ClaimUnavailableException} where nobody can tell, or it takes too long.
	 * Whoever waits may complete it himself to wait no longer
	 */
	public static CompletableFuture<Claim> claim(ClaimStore store, String name, byte[] fingerprint, Duration lease,
			Duration patience) {
		ClaimWait wait = new ClaimWait(store, name, fingerprint, lease, patience);
		wait.ask(SHORTEST);
		return wait.result;
	}

	private void ask(long delay) {
		if (!this.result.isDone()) {
			this.store.claim(this.name, this.fingerprint, this.lease)
				.whenComplete((claim, failure) -> answered(claim, failure, delay));
		}
	}

	private void answered(Claim claim, Throwable failure, long delay) {
		if (failure != null) {
			this.result.completeExceptionally(failure);
		}
		else if (claim instanceof Claim.Held held && held.isSame(this.fingerprint)) {
			if (System.nanoTime() - this.deadline > 0) {
				this.result.completeExceptionally(
						new ClaimUnavailableException("The same is still being done elsewhere. Try again later", null));
			}
			else {
				CompletableFuture.delayedExecutor(delay, TimeUnit.MILLISECONDS, Runnable::run)
					.execute(() -> ask(Math.min(LONGEST, 2 * delay)));
			}
		}
		else if (!this.result.complete(claim) && claim instanceof Claim.Mine mine) {
			// Nobody waits any more.
			mine.release();
		}
	}

}
