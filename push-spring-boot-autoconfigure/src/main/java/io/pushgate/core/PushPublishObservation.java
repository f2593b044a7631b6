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

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

/**
 * The observation of a message that is published: once for each message, whatever the
 * number of its receivers.
 *
 * @since 0.1.0
 */
public enum PushPublishObservation implements ObservationDocumentation {

	/**
	 * From the hand-over of a message until it is accepted or refused.
	 */
	PUBLISH {

		@Override
		public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
			return DefaultPushPublishObservationConvention.class;
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
		 * Kind of target: {@code users}, {@code device}, {@code session}, {@code groups},
		 * {@code all}.
		 */
		TARGET {

			@Override
			public String asString() {
				return "target";
			}

		},

		/**
		 * Promise that was asked for.
		 */
		QOS {

			@Override
			public String asString() {
				return "qos";
			}

		},

		/**
		 * Namespace, or {@code other} over the first twenty.
		 */
		NAMESPACE {

			@Override
			public String asString() {
				return "namespace";
			}

		},

		/**
		 * {@code accepted} or {@code refused}; {@code unknown} until then.
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

		},

		/**
		 * Id of the message.
		 */
		MESSAGE_ID {

			@Override
			public String asString() {
				return "message.id";
			}

		}

	}

}
