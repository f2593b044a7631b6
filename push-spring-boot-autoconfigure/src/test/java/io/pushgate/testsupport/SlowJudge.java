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

package io.pushgate.testsupport;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

import io.pushgate.auth.PushAuthenticator;
import io.pushgate.auth.PushIdentity;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * An authenticator that takes its time to judge tokens of which it is told before: they
 * are the user's id. Others are not its business.
 */
@Configuration(proxyBeanMethods = false)
public class SlowJudge {

	private static final Map<String, Case> cases = new ConcurrentHashMap<>();

	/**
	 * Have a token judged, once {@link Case#end()} is called.
	 */
	public static Case of(String token) {
		Case judged = new Case(new CountDownLatch(1), new CountDownLatch(1));
		cases.put(token, judged);
		return judged;
	}

	@Bean
	PushAuthenticator judge() {
		return (credentials) -> {
			String token = credentials.token();
			Case judged = (token != null) ? cases.get(token) : null;
			if (judged == null) {
				return null;
			}
			judged.judge();
			return PushIdentity.ofUser(token);
		};
	}

	/**
	 * A token that is judged when the test says so.
	 */
	public record Case(CountDownLatch judging, CountDownLatch ended) {

		public void awaitJudging() {
			await(this.judging);
		}

		public void end() {
			this.ended.countDown();
		}

		private void judge() {
			this.judging.countDown();
			await(this.ended);
		}

		private static void await(CountDownLatch latch) {
			try {
				latch.await();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

}
