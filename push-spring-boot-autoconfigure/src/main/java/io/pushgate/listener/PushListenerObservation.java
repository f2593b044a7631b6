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

package io.pushgate.listener;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

/**
 * The observation of a {@link PushListener} method that handles what a client has sent.
 *
 * @since 0.1.0
 */
public enum PushListenerObservation implements ObservationDocumentation {

	/**
	 * From the call of the method until there is an answer. The time in the queue before
	 * it is not in here, but in the meter {@code push.uplink}.
	 */
	HANDLE {

		@Override
		public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
			return DefaultPushListenerObservationConvention.class;
		}

		@Override
		public KeyName[] getLowCardinalityKeyNames() {
			return LowCardinalityKeys.values();
		}

		@Override
		public KeyName[] getHighCardinalityKeyNames() {
			return HighCardinalityKeys.values();
		}

	};

	/**
	 * Keys with few values.
	 */
	public enum LowCardinalityKeys implements KeyName {

		/**
		 * Namespace: one of those in which the application has listeners.
		 */
		NAMESPACE {

			@Override
			public String asString() {
				return "namespace";
			}

		},

		/**
		 * {@code success}, or the code of the error that is answered; {@code unknown}
		 * until then.
		 */
		OUTCOME {

			@Override
			public String asString() {
				return "outcome";
			}

		}

	}

	/**
	 * Keys with many values, for traces only.
	 */
	public enum HighCardinalityKeys implements KeyName {

		/**
		 * Event of the message.
		 */
		EVENT {

			@Override
			public String asString() {
				return "event";
			}

		}

	}

}
