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

package io.pushgate.core;

import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.util.ClassUtils;

/**
 * Runs something after the surrounding transaction's commit, where there is one. Works
 * without spring-tx, which then means that there never is one.
 */
final class AfterCommit {

	private static final boolean AVAILABLE = ClassUtils.isPresent(
			"org.springframework.transaction.support.TransactionSynchronizationManager",
			AfterCommit.class.getClassLoader());

	private AfterCommit() {
	}

	/**
	 * Run one of two actions once it is known how the transaction ends.
	 * @return {@code false} if there is no transaction: then nothing will be run
	 */
	static boolean register(Runnable committed, Runnable rolledBack) {
		return AVAILABLE && Transactions.register(committed, rolledBack);
	}

	private static final class Transactions {

		static boolean register(Runnable committed, Runnable rolledBack) {
			if (!TransactionSynchronizationManager.isSynchronizationActive()
					|| !TransactionSynchronizationManager.isActualTransactionActive()) {
				return false;
			}
			TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

				@Override
				public void afterCompletion(int status) {
					if (status == STATUS_COMMITTED) {
						committed.run();
					}
					else {
						rolledBack.run();
					}
				}

			});
			return true;
		}

	}

}
