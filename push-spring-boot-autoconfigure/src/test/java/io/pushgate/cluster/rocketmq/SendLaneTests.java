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

package io.pushgate.cluster.rocketmq;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import io.pushgate.cluster.BusMessageTooLargeException;
import io.pushgate.cluster.BusUnavailableException;
import org.apache.rocketmq.common.message.Message;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SendLane}.
 */
class SendLaneTests {

	private final List<List<Message>> sent = new ArrayList<>();

	private final List<CompletableFuture<Void>> answers = new ArrayList<>();

	private final SendLane lane = new SendLane((messages) -> {
		this.sent.add(messages);
		CompletableFuture<Void> answer = new CompletableFuture<>();
		this.answers.add(answer);
		return answer;
	});

	private List<CompletableFuture<Void>> send(int count, int length) {
		return IntStream.range(0, count)
			.mapToObj((i) -> this.lane.send(new Message("topic", new byte[length])))
			.toList();
	}

	private List<Integer> sizes() {
		return this.sent.stream().map(List::size).toList();
	}

	@Test
	void sendsOneAfterTheOtherAndTogetherWhatHasComeMeanwhile() {
		List<CompletableFuture<Void>> accepted = send(300, 1);
		assertThat(sizes()).containsExactly(1);
		this.answers.get(0).complete(null);
		assertThat(accepted.get(0)).isCompleted();
		assertThat(accepted.get(1)).isNotDone();
		assertThat(sizes()).containsExactly(1, 256);
		this.answers.get(1).complete(null);
		assertThat(sizes()).containsExactly(1, 256, 43);
		this.answers.get(2).complete(null);
		assertThat(accepted).allSatisfy((one) -> assertThat(one).isCompleted());
		send(1, 1);
		assertThat(sizes()).containsExactly(1, 256, 43, 1);
	}

	@Test
	void failsAtOnceWhatWaitsBehindABrokerThatIsAway() {
		List<CompletableFuture<Void>> accepted = send(3, 1);
		this.answers.get(0).completeExceptionally(new BusUnavailableException("away"));
		assertThat(accepted).allSatisfy((one) -> assertThat(one).isCompletedExceptionally());
		assertThat(sizes()).containsExactly(1);
		send(1, 1);
		assertThat(sizes()).containsExactly(1, 1);
	}

	@Test
	void sendsOneByOneWhatIsTooLargeTogether() {
		List<CompletableFuture<Void>> accepted = send(4, 1);
		this.answers.get(0).complete(null);
		assertThat(sizes()).containsExactly(1, 3);
		this.answers.get(1).completeExceptionally(new BusMessageTooLargeException("too large"));
		assertThat(sizes()).containsExactly(1, 3, 1);
		send(2, 1);
		this.answers.get(2).complete(null);
		this.answers.get(3).completeExceptionally(new BusMessageTooLargeException("too large"));
		this.answers.get(4).complete(null);
		assertThat(sizes()).containsExactly(1, 3, 1, 1, 1, 2);
		assertThat(accepted.get(1)).isCompleted();
		assertThat(accepted.get(2)).isCompletedExceptionally();
		assertThat(accepted.get(3)).isCompleted();
	}

	@Test
	void refusesWhatIsMoreThanItTakes() {
		send(1, 1);
		List<CompletableFuture<Void>> accepted = send(20_000, 1);
		assertThat(accepted.stream().filter(CompletableFuture::isCompletedExceptionally)).hasSize(20_000 - 16_384);
		this.lane.fail(new BusUnavailableException("closed"));
		assertThat(send(1, 1).get(0)).isNotDone();
	}

	@Test
	void aSenderThatThrowsStopsNothing() {
		SendLane throwing = new SendLane((messages) -> {
			throw new IllegalStateException("expected by the test");
		});
		for (int i = 0; i < 3; i++) {
			assertThat(throwing.send(new Message("topic", new byte[1]))).isCompletedExceptionally();
		}
	}

}
