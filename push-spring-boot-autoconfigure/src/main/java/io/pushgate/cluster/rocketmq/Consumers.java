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

import org.apache.rocketmq.acl.common.AclClientRPCHook;
import org.apache.rocketmq.acl.common.SessionCredentials;
import org.apache.rocketmq.client.AccessChannel;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.remoting.RPCHook;
import org.apache.rocketmq.remoting.protocol.heartbeat.MessageModel;
import org.apache.rocketmq.spring.autoconfigure.RocketMQProperties;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * Makes consumers that connect as the starter's do: by the settings of
 * {@code rocketmq.consumer}, and where those say nothing, of {@code rocketmq.producer}.
 */
final class Consumers {

	private static final int POLL_NAME_SERVER = 10_000;

	private Consumers() {
	}

	static DefaultMQPushConsumer create(RocketMQProperties properties, String group) {
		RocketMQProperties.PushConsumer own = properties.getConsumer();
		RocketMQProperties.Producer producer = properties.getProducer();
		DefaultMQPushConsumer consumer = new DefaultMQPushConsumer(group,
				hook(first(own.getAccessKey(), (producer != null) ? producer.getAccessKey() : null),
						first(own.getSecretKey(), (producer != null) ? producer.getSecretKey() : null)));
		consumer.setNamesrvAddr(properties.getNameServer());
		consumer.setVipChannelEnabled(false);
		consumer.setUseTLS(own.isTlsEnable() || (producer != null && producer.isTlsEnable()));
		if (StringUtils.hasLength(properties.getAccessChannel())) {
			consumer.setAccessChannel(AccessChannel.valueOf(properties.getAccessChannel()));
		}
		String namespace = first(own.getNamespace(), (producer != null) ? producer.getNamespace() : null);
		if (namespace != null) {
			setNamespace(consumer, namespace);
		}
		String namespaceV2 = first(own.getNamespaceV2(), (producer != null) ? producer.getNamespaceV2() : null);
		if (namespaceV2 != null) {
			consumer.setNamespaceV2(namespaceV2);
		}
		consumer.setMessageModel(MessageModel.BROADCASTING);
		consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_LAST_OFFSET);
		consumer.setPollNameServerInterval(POLL_NAME_SERVER);
		return consumer;
	}

	// Deprecated in favour of namespaces of version 2; the starter offers both.
	@SuppressWarnings("deprecation")
	private static void setNamespace(DefaultMQPushConsumer consumer, String namespace) {
		consumer.setNamespace(namespace);
	}

	private static @Nullable RPCHook hook(@Nullable String accessKey, @Nullable String secretKey) {
		return (accessKey != null && secretKey != null)
				? new AclClientRPCHook(new SessionCredentials(accessKey, secretKey)) : null;
	}

	private static @Nullable String first(@Nullable String own, @Nullable String other) {
		return StringUtils.hasText(own) ? own : (StringUtils.hasText(other) ? other : null);
	}

}
