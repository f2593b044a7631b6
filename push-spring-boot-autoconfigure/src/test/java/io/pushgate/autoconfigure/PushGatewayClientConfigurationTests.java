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

package io.pushgate.autoconfigure;

import java.util.Map;

import io.pushgate.cluster.ClusterBus;
import io.pushgate.core.PushTemplate;
import io.pushgate.delivery.Delivery;
import io.pushgate.delivery.GroupControl;
import io.pushgate.delivery.SessionControl;
import io.pushgate.delivery.cluster.ClusterDelivery;
import io.pushgate.delivery.cluster.ClusterGroupControl;
import io.pushgate.delivery.cluster.ClusterReceiver;
import io.pushgate.delivery.cluster.ClusterSessionControl;
import io.pushgate.delivery.http.GatewayClient;
import io.pushgate.delivery.http.GatewayDelivery;
import io.pushgate.delivery.http.GatewayGroupControl;
import io.pushgate.delivery.http.GatewaySessionControl;
import io.pushgate.gateway.PushGateway;
import io.pushgate.listener.PushListener;
import io.pushgate.listener.cluster.UplinkReceiver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.core.env.MapPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.RETURNS_DEEP_STUBS;
import static org.mockito.Mockito.mock;

/**
 * Tests of the wiring of an application that pushes through a gateway's HTTP push API.
 */
@ExtendWith(OutputCaptureExtension.class)
class PushGatewayClientConfigurationTests {

	private static final String URL = "push.client.gateway-url=http://localhost:1";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(PushAutoConfiguration.class, SslAutoConfiguration.class))
		.withPropertyValues("push.mode=client");

	@Test
	void pushesOverHttpWithoutABus() {
		this.runner.withPropertyValues(URL).run((context) -> {
			assertThat(context).hasSingleBean(PushTemplate.class)
				.doesNotHaveBean(PushGateway.class)
				.doesNotHaveBean(ClusterBus.class)
				.doesNotHaveBean(UplinkReceiver.class);
			assertThat(context.getBean(GatewayClient.class).isRunning()).isTrue();
			assertThat(context.getBean(GatewayClient.class).getPhase()).isEqualTo(ClusterBus.PHASE);
			pushesOverHttp(context);
		});
	}

	@Test
	void pushesOverHttpAndReceivesByTheBusWhereThereAreBoth() {
		this.runner.withPropertyValues(URL)
			.withBean(ClusterBus.class, () -> mock(ClusterBus.class, RETURNS_DEEP_STUBS))
			.run((context) -> {
				pushesOverHttp(context);
				assertThat(context).hasSingleBean(UplinkReceiver.class)
					.hasSingleBean(ClusterReceiver.class)
					.doesNotHaveBean(ClusterDelivery.class)
					.doesNotHaveBean(ClusterSessionControl.class)
					.doesNotHaveBean(ClusterGroupControl.class);
			});
	}

	private static void pushesOverHttp(AssertableApplicationContext context) {
		assertThat(context.getBean(Delivery.class)).isInstanceOf(GatewayDelivery.class);
		assertThat(context.getBean(SessionControl.class)).isInstanceOf(GatewaySessionControl.class);
		assertThat(context.getBean(GroupControl.class)).isInstanceOf(GatewayGroupControl.class);
		assertThat(context.getBean(PushTemplate.class)).extracting("publisher.delivery.delivery", "sessions", "groups")
			.containsExactly(context.getBean(GatewayDelivery.class), context.getBean(GatewaySessionControl.class),
					context.getBean(GatewayGroupControl.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { "embedded", "gateway" })
	void takesNoNoticeOfTheAddressInOtherModes(String mode) {
		this.runner.withPropertyValues(URL, "push.mode=" + mode)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(GatewayClient.class));
	}

	@Test
	void backsOffForTheApplicationsTemplate() {
		PushTemplate own = mock(PushTemplate.class);
		this.runner.withPropertyValues(URL)
			.withBean(PushTemplate.class, () -> own)
			.run((context) -> assertThat(context.getBean(PushTemplate.class)).isSameAs(own));
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://localhost:1/a", "http://localhost:1/a/" })
	void takesAnAddressWithAPathForThatOfTheApi(String url) {
		this.runner.withPropertyValues("push.client.gateway-url=" + url)
			.run((context) -> assertThat(context.getBean(GatewayClient.class).settings().url())
				.hasToString("http://localhost:1/a"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "localhost:1", "ftp://localhost", "http://s3cret@localhost", "http://localhost/?a=b",
			"http://localhost/#a", "http:///x" })
	void refusesWhatIsNoAddress(String url) {
		failure("push.client.gateway-url=" + url,
				"The property 'push.client.gateway-url' is not an address of http or https with a host.");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "s3cret\u00fc", "s3cret\nX-Evil: 1" })
	void refusesWhatIsNoKey(String key) {
		this.runner.withPropertyValues(URL)
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.addFirst(new MapPropertySource("key", Map.of("push.client.api-key", key))))
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("The property 'push.client.api-key' is not of printable ASCII characters")
				.hasMessageNotContaining("s3cret"));
	}

	@Test
	void refusesABundleThatIsMissing() {
		failure("push.client.ssl.bundle=x", "there is no SSL bundle of that name",
				"push.client.gateway-url=https://localhost:1");
	}

	@Test
	void refusesABundleWhereThereIsNoTls() {
		failure("push.client.ssl.bundle=x", "the gateway is called without TLS");
	}

	private void failure(String property, String description, String... with) {
		this.runner.withPropertyValues(URL)
			.withPropertyValues(with)
			.withPropertyValues(property)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidPushPropertyException.class)
				.hasMessageContaining(description)
				.hasMessageNotContaining("s3cret"));
	}

	@Test
	void warnsOnceOfListenersThatNothingReaches(CapturedOutput output) {
		this.runner.withPropertyValues(URL).withBean(Listener.class).run((context) -> {
			context.publishEvent(new ContextRefreshedEvent(context));
			assertThat(output.toString()).containsOnlyOnce("never called")
				.contains("namespaces [shop] are never called", "'push.cluster.bus'",
						"'push.uplink.webhooks.<namespace>.url'");
		});
	}

	@Test
	void warnsOfNothingWhereABusReachesThem(CapturedOutput output) {
		this.runner.withPropertyValues(URL)
			.withBean(Listener.class)
			.withBean(ClusterBus.class, () -> mock(ClusterBus.class, RETURNS_DEEP_STUBS))
			.run((context) -> assertThat(output).doesNotContain("never called"));
	}

	@Test
	void warnsOfNothingWhereNobodyListens(CapturedOutput output) {
		this.runner.withPropertyValues(URL).run((context) -> assertThat(output).doesNotContain("never called"));
	}

	static class Listener {

		@PushListener(namespace = "shop", event = "order")
		void order(String article) {
		}

	}

}
