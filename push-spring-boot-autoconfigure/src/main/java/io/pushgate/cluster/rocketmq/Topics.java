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

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.pushgate.cluster.BusConfigurationException;
import io.pushgate.cluster.BusUnavailableException;
import org.apache.rocketmq.client.exception.MQBrokerException;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.message.MessageQueue;
import org.apache.rocketmq.common.topic.TopicValidator;
import org.apache.rocketmq.remoting.protocol.ResponseCode;
import org.jspecify.annotations.Nullable;

/**
 * Finds the queues of a topic, and creates it where the brokers let everyone do that.
 */
final class Topics {

	private static final long PATIENCE = TimeUnit.SECONDS.toNanos(10);

	private static final long PAUSE = 100;

	private static final long TIMEOUT = 3000;

	private final DefaultMQProducer producer;

	private final String topic;

	private final int queues;

	Topics(DefaultMQProducer producer, String topic, int queues) {
		this.producer = producer;
		this.topic = topic;
		this.queues = queues;
	}

	/**
	 * Find the queues of the topic, which is created if it is not there.
	 * @return the queues, in the same order for every node
	 * @throws BusConfigurationException if it must be created by hand
	 * @throws BusUnavailableException if nobody can tell now
	 */
	List<MessageQueue> find() {
		try {
			return look();
		}
		catch (MQClientException ex) {
			if (!hasCode(ex, ResponseCode.TOPIC_NOT_EXIST)) {
				throw unavailable(ex);
			}
		}
		create();
		return awaitCreated();
	}

	List<MessageQueue> look() throws MQClientException {
		return this.producer.fetchPublishMessageQueues(this.topic)
			.stream()
			.sorted(Comparator.comparing(MessageQueue::getBrokerName).thenComparing(MessageQueue::getQueueId))
			.toList();
	}

	// Deprecated as something that operators do with tools of their own; it is meant for
	// those who have none.
	@SuppressWarnings("deprecation")
	private void create() {
		try {
			this.producer.createTopic(TopicValidator.AUTO_CREATE_TOPIC_KEY_TOPIC, this.topic, this.queues, Map.of());
		}
		catch (MQClientException ex) {
			if (hasCode(ex, ResponseCode.NO_PERMISSION)) {
				throw new BusConfigurationException(
						"RocketMQ does not let this application look for or create the topic '" + this.topic + "': "
								+ reason(ex),
						"Set 'rocketmq.producer.access-key' and 'rocketmq.producer.secret-key' to those of a user who "
								+ "may publish to the topic, and create it if that user may not, such as by "
								+ command() + ".",
						ex);
			}
			if (hasCode(ex, ResponseCode.TOPIC_NOT_EXIST) && hasBrokers()) {
				throw new BusConfigurationException(
						"RocketMQ has no topic '" + this.topic + "', and does not let the application create it",
						"Create it, such as by " + command() + ", or set 'push.cluster.topic' to one that is there.",
						ex);
			}
			throw unavailable(ex);
		}
	}

	private String command() {
		return "'mqadmin updateTopic -n <name server> -c <cluster> -t " + this.topic + " -r " + this.queues + " -w "
				+ this.queues + "'";
	}

	private static String reason(Throwable failure) {
		Throwable root = failure;
		while (root.getCause() != null) {
			root = root.getCause();
		}
		return String
			.valueOf((root instanceof MQBrokerException broker) ? broker.getErrorMessage() : root.getMessage());
	}

	/**
	 * Tell a broker that creates no topics from one that is not there yet: the name
	 * server answers the same of both.
	 */
	private boolean hasBrokers() {
		return Boolean.TRUE.equals(brokers());
	}

	/**
	 * Return whether the name server knows a broker, or {@code null} if it does not
	 * answer.
	 */
	@SuppressWarnings("deprecation")
	private @Nullable Boolean brokers() {
		try {
			return !this.producer.getDefaultMQProducerImpl()
				.getMqClientFactory()
				.getMQClientAPIImpl()
				.getBrokerClusterInfo(TIMEOUT)
				.getBrokerAddrTable()
				.isEmpty();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return null;
		}
		catch (Exception ex) {
			return null;
		}
	}

	private List<MessageQueue> awaitCreated() {
		long deadline = System.nanoTime() + PATIENCE;
		while (true) {
			try {
				return look();
			}
			catch (MQClientException ex) {
				if (System.nanoTime() - deadline > 0) {
					throw unavailable(ex);
				}
			}
			try {
				TimeUnit.MILLISECONDS.sleep(PAUSE);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new BusUnavailableException("Interrupted while RocketMQ creates a topic", ex);
			}
		}
	}

	private BusUnavailableException unavailable(MQClientException ex) {
		String servers = "RocketMQ's name server at " + this.producer.getNamesrvAddr() + " ('rocketmq.name-server') ";
		Boolean brokers = brokers();
		if (brokers == null) {
			return new BusUnavailableException(servers + "cannot be reached", ex);
		}
		if (!brokers) {
			return new BusUnavailableException(servers + "knows no broker yet", ex);
		}
		if (ex.getCause() == null && String.valueOf(ex.getMessage()).contains("Can not find Message Queue")) {
			// There is a route, without a queue that may be written to.
			return new BusUnavailableException("RocketMQ's topic '" + this.topic + "' has no queue that may be "
					+ "written to. Give it the permission 6, such as by 'mqadmin updateTopicPerm -n <name server> "
					+ "-c <cluster> -t " + this.topic + " -p 6'", ex);
		}
		return new BusUnavailableException("RocketMQ cannot be reached: " + ex.getMessage(), ex);
	}

	private static boolean hasCode(@Nullable Throwable failure, int code) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if ((cause instanceof MQClientException client && client.getResponseCode() == code)
					|| (cause instanceof MQBrokerException broker && broker.getResponseCode() == code)) {
				return true;
			}
		}
		return false;
	}

}
