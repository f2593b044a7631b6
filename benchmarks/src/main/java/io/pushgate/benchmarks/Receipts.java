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

package io.pushgate.benchmarks;

import io.netty.buffer.ByteBuf;
import org.HdrHistogram.Histogram;

/**
 * Counts what arrives, and how long it took where a message carries the time of its
 * sending. Only touched by the generator's event loop, but for {@link #messages()}.
 */
final class Receipts {

	/**
	 * What the time of sending follows in a message: {@link System#nanoTime()} in
	 * {@value #DIGITS} digits, which is the same clock in all processes of a Linux
	 * machine.
	 */
	static final String MARK = "@T";

	static final int DIGITS = 20;

	private static final int SEARCHED = 256;

	private final Histogram latencies = new Histogram(3);

	private final Histogram answerTimes = new Histogram(3);

	private volatile long messages;

	private long target = Long.MAX_VALUE;

	private long lastAt;

	private long answers;

	private boolean timed;

	private Runnable complete = () -> {
	};

	/**
	 * Begin to count anew.
	 * @param target how many messages are expected
	 * @param timed whether to look for the time of sending
	 * @param complete run when as many have come
	 */
	void begin(long target, boolean timed, Runnable complete) {
		this.messages = 0;
		this.answers = 0;
		this.target = target;
		this.timed = timed;
		this.complete = complete;
	}

	void message(ByteBuf in, int offset, int length) {
		long messages = this.messages + 1;
		this.messages = messages;
		if (this.timed) {
			record(in, offset, offset + Math.min(length, SEARCHED) - MARK.length() - DIGITS);
		}
		if (messages == this.target) {
			this.lastAt = System.nanoTime();
			this.complete.run();
		}
	}

	private void record(ByteBuf in, int from, int to) {
		for (int i = from; i <= to; i++) {
			if (in.getByte(i) == MARK.charAt(0) && in.getByte(i + 1) == MARK.charAt(1)) {
				long sentAt = 0;
				for (int digit = 0; digit < DIGITS; digit++) {
					sentAt = sentAt * 10 + in.getByte(i + MARK.length() + digit) - '0';
				}
				this.latencies.recordValue(Math.max(0, System.nanoTime() - sentAt));
				return;
			}
		}
	}

	void answer(long nanos) {
		this.answers++;
		this.answerTimes.recordValue(nanos);
	}

	long messages() {
		return this.messages;
	}

	long answers() {
		return this.answers;
	}

	long lastAt() {
		return this.lastAt;
	}

	/**
	 * Return the times of messages so far, and forget them.
	 */
	Histogram takeLatencies() {
		return take(this.latencies);
	}

	/**
	 * Return the times of answers so far, and forget them.
	 */
	Histogram takeAnswerTimes() {
		return take(this.answerTimes);
	}

	private static Histogram take(Histogram histogram) {
		Histogram copy = histogram.copy();
		histogram.reset();
		return copy;
	}

}
