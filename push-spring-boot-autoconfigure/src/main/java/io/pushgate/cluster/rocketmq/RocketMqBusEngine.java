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
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

import io.pushgate.cluster.BusConfigurationException;
import io.pushgate.cluster.BusEngine;
import io.pushgate.cluster.BusMessageTooLargeException;
import io.pushgate.cluster.BusReceiver;
import io.pushgate.cluster.BusUnavailableException;
import io.pushgate.cluster.ClusterEnvelope;
import io.pushgate.cluster.EnvelopeException;
import io.pushgate.cluster.NodeId;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeOrderlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerOrderly;
import org.apache.rocketmq.client.exception.MQBrokerException;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendCallback;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageQueue;
import org.apache.rocketmq.remoting.protocol.ResponseCode;
import org.apache.rocketmq.spring.autoconfigure.RocketMQProperties;
import org.apache.rocketmq.spring.core.RocketMQTemplate;
import org.jspecify.annotations.Nullable;

/**
 * A bus over RocketMQ 4.9 or newer, with the settings of rocketmq-spring-boot-starter:
 * sends by the application's {@link RocketMQTemplate}, and receives by a consumer of its
 * own that connects to the same name server with the same keys.
 *
 * <p>
 * One topic ({@code push}), which is created with 8 queues where the broker creates
 * topics by itself. What is for all nodes has the tag {@code all}, what is for one node
 * {@code n7}; the broker filters, so that a node gets nothing of what is for others. Each
 * node has a consumer group of its own ({@code push-node-7}), as subscriptions within a
 * group must be the same, and reads all queues (broadcasting). The facts of an envelope
 * are user properties whose names start with {@code push_}.
 *
 * <p>
 * Made safe: a consumer starts with what is published from now on, on each queue for
 * itself, so the node is ready only once a probe has come back on every queue. How far it
 * has read is kept in memory alone: a node that comes back replays nothing, and one whose
 * broker comes back reads on from where it was. Queues are read in order, and messages of
 * one key go to one queue, one send after the other.
 *
 * <p>
 * Known races: where the number of queues changes while nodes run, messages of a key may
 * overtake each other once; a queue that is new is read from the moment on at which the
 * client finds it (within 10 s), and what came before is told as a gap. A send that runs
 * into its time limit may have been accepted; it is not sent again by the bus, but may be
 * by RocketMQ's client, and what comes twice is left out.
 *
 * @since 0.1.0
 */
public final class RocketMqBusEngine implements BusEngine {

	private static final int QUEUES = 8;

	private static final int SEND_TIMEOUT = 3000;

	private static final int THREADS = 4;

	private static final int BATCH = 64;

	private final RocketMQTemplate template;

	private final RocketMQProperties properties;

	private final String topic;

	private final AtomicBoolean refreshing = new AtomicBoolean();

	private volatile List<MessageQueue> queues = List.of();

	private volatile List<SendLane> lanes = List.of();

	private @Nullable MemoryOffsetStore offsets;

	private @Nullable DefaultMQPushConsumer consumer;

	private @Nullable NodeId node;

	private @Nullable BusReceiver receiver;

	/**
	 * Create an engine.
	 * @param template the application's, by which messages are sent
	 * @param properties the application's, by which the consumer connects
	 * @param topic the topic, which also is the start of the names of consumer groups
	 */
	public RocketMqBusEngine(RocketMQTemplate template, RocketMQProperties properties, String topic) {
		this.template = template;
		this.properties = properties;
		this.topic = topic;
	}

	@Override
	public String name() {
		return "rocketmq";
	}

	@Override
	public int lanes() {
		return Math.max(1, this.lanes.size());
	}

	@Override
	public void open(NodeId node, BusReceiver receiver) {
		this.node = node;
		this.receiver = receiver;
		this.offsets = new MemoryOffsetStore();
		connect(node, receiver, this.offsets);
	}

	private void connect(NodeId node, BusReceiver receiver, MemoryOffsetStore offsets) {
		this.queues = queues();
		DefaultMQPushConsumer consumer = Consumers.create(this.properties, group(node));
		try {
			start(consumer, node, receiver, offsets);
		}
		catch (MQClientException | RuntimeException ex) {
			consumer.shutdown();
			throw new BusUnavailableException("RocketMQ does not let a consumer start by the name server at "
					+ producer().getNamesrvAddr() + " ('rocketmq.name-server'): " + ex.getMessage(), ex);
		}
		this.consumer = consumer;
		List<SendLane> lanes = new ArrayList<>();
		for (int i = 0; i < this.queues.size(); i++) {
			int lane = i;
			lanes.add(new SendLane((messages) -> send(messages, lane)));
		}
		this.lanes = List.copyOf(lanes);
		receiver.connected();
	}

	private List<MessageQueue> queues() {
		Topics topics = new Topics(producer(), this.topic, QUEUES);
		try {
			return topics.find();
		}
		catch (BusConfigurationException | BusUnavailableException ex) {
			throw ex;
		}
		catch (RuntimeException ex) {
			// The client throws so where one of several name servers is away.
			throw new BusUnavailableException("RocketMQ cannot be reached by its name server at "
					+ producer().getNamesrvAddr() + " ('rocketmq.name-server'): " + ex.getMessage(), ex);
		}
	}

	private void start(DefaultMQPushConsumer consumer, NodeId node, BusReceiver receiver, MemoryOffsetStore offsets)
			throws MQClientException {
		consumer.setInstanceName("push-" + node.number() + "-" + UUID.randomUUID());
		setOffsetStore(consumer, offsets);
		consumer.setConsumeThreadMin(THREADS);
		consumer.setConsumeThreadMax(THREADS);
		consumer.setPullBatchSize(BATCH);
		consumer.setConsumeMessageBatchMaxSize(BATCH);
		consumer.subscribe(this.topic, MessageMapper.TAG_ALL + " || " + MessageMapper.tag(node));
		consumer.registerMessageListener((MessageListenerOrderly) (messages, context) -> {
			messages.forEach((message) -> received(message, receiver));
			return ConsumeOrderlyStatus.SUCCESS;
		});
		consumer.start();
	}

	private String group(NodeId node) {
		return this.topic + "-node-" + node.number();
	}

	@Override
	public String silenceRemedy() {
		NodeId node = this.node;
		return "Look whether the broker lets this application subscribe to the topic '" + this.topic
				+ "' with the consumer group '" + ((node != null) ? group(node) : this.topic + "-node-0")
				+ "' and those of the other nodes: create the groups where it has 'autoCreateSubscriptionGroup=false', "
				+ "and let the user of 'rocketmq.consumer.access-key' read where it has access control";
	}

	// Deprecated as something not for everyone; there is no other way to keep offsets in
	// memory.
	@SuppressWarnings("deprecation")
	private static void setOffsetStore(DefaultMQPushConsumer consumer, MemoryOffsetStore offsets) {
		consumer.setOffsetStore(offsets);
	}

	private DefaultMQProducer producer() {
		DefaultMQProducer producer = this.template.getProducer();
		if (producer == null) {
			throw new BusConfigurationException("RocketMQ's template has no producer",
					"Set 'rocketmq.producer.group' to a name such as that of the application.", null);
		}
		return producer;
	}

	private static void received(MessageExt message, BusReceiver receiver) {
		ClusterEnvelope envelope;
		try {
			envelope = MessageMapper.toEnvelope(message.getProperties(), message.getBody());
		}
		catch (EnvelopeException ex) {
			receiver.skipped(ex.reason());
			return;
		}
		catch (RuntimeException ex) {
			// It would be handed over for ever, and what follows it never.
			receiver.skipped(EnvelopeException.Reason.MALFORMED);
			return;
		}
		receiver.received(envelope);
	}

	@Override
	public CompletableFuture<Void> send(ClusterEnvelope envelope) {
		List<SendLane> lanes = this.lanes;
		if (lanes.isEmpty()) {
			return CompletableFuture.failedFuture(new BusUnavailableException("RocketMQ is not connected"));
		}
		Message message = MessageMapper.toMessage(this.topic, envelope);
		int max = producer().getMaxMessageSize();
		if (message.getBody().length > max) {
			return CompletableFuture.failedFuture(tooLarge(max));
		}
		return lanes.get(envelope.lane() % lanes.size()).send(message);
	}

	private static BusMessageTooLargeException tooLarge(int max) {
		return new BusMessageTooLargeException("RocketMQ takes no message of more than " + max
				+ " bytes. Send less, or set 'rocketmq.producer.max-message-size' and the broker's 'maxMessageSize'");
	}

	private CompletableFuture<Void> send(List<Message> messages, int lane) {
		List<MessageQueue> queues = this.queues;
		MessageQueue queue = queues.get(lane % queues.size());
		CompletableFuture<Void> accepted = new CompletableFuture<>();
		SendCallback callback = new SendCallback() {

			@Override
			public void onSuccess(SendResult result) {
				accepted.complete(null);
			}

			@Override
			public void onException(Throwable failure) {
				accepted.completeExceptionally(failed(failure));
			}

		};
		try {
			DefaultMQProducer producer = producer();
			int timeout = Math.min(SEND_TIMEOUT, producer.getSendMsgTimeout());
			if (messages.size() == 1) {
				producer.send(messages.get(0), queue, callback, timeout);
			}
			else {
				producer.send(messages, queue, callback, timeout);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			accepted.completeExceptionally(failed(ex));
		}
		catch (Exception ex) {
			accepted.completeExceptionally(failed(ex));
		}
		return accepted;
	}

	private RuntimeException failed(Throwable cause) {
		if (cause instanceof MQBrokerException refused && isTooLarge(refused)) {
			return new BusMessageTooLargeException("RocketMQ's broker does not take a message of that size: "
					+ refused.getErrorMessage() + ". Send less, or set the broker's 'maxMessageSize'");
		}
		refreshSoon();
		return new BusUnavailableException(
				"RocketMQ has not accepted a message: " + reason(cause) + ". Try again later", cause);
	}

	private static String reason(Throwable failure) {
		Throwable root = failure;
		while (root.getCause() != null) {
			root = root.getCause();
		}
		return (root != failure) ? failure.getMessage() + ": " + root.getMessage()
				: String.valueOf(failure.getMessage());
	}

	/**
	 * Tell by the text as well, as a broker of version 5 fails over what is only a little
	 * too large.
	 */
	private static boolean isTooLarge(MQBrokerException refused) {
		return refused.getResponseCode() == ResponseCode.MESSAGE_ILLEGAL
				|| String.valueOf(refused.getErrorMessage()).contains("size exceeded");
	}

	/**
	 * Look where the queues are now, as a broker may be gone whose queues others have
	 * taken over.
	 */
	private void refreshSoon() {
		if (this.refreshing.compareAndSet(false, true)) {
			CompletableFuture.runAsync(() -> {
				try {
					List<MessageQueue> found = new Topics(producer(), this.topic, QUEUES).look();
					if (!found.isEmpty()) {
						this.queues = found;
					}
				}
				catch (MQClientException ex) {
					// The name server is away as well: what is known has to do.
				}
				finally {
					this.refreshing.set(false);
				}
			});
		}
	}

	@Override
	public void reconnect() {
		NodeId node = this.node;
		BusReceiver receiver = this.receiver;
		MemoryOffsetStore offsets = this.offsets;
		close();
		if (node != null && receiver != null && offsets != null) {
			connect(node, receiver, offsets);
		}
	}

	@Override
	public void close() {
		List<SendLane> lanes = this.lanes;
		this.lanes = List.of();
		lanes.forEach((lane) -> lane.fail(new BusUnavailableException("The bus is closed")));
		DefaultMQPushConsumer consumer = this.consumer;
		this.consumer = null;
		if (consumer != null) {
			consumer.shutdown();
		}
	}

}
