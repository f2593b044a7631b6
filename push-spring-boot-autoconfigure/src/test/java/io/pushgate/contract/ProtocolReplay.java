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

package io.pushgate.contract;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import io.pushgate.contract.ProtocolDocument.Example;
import io.pushgate.testsupport.PushServer;
import io.pushgate.testsupport.RawWebSocket;
import io.pushgate.testsupport.RawWebSocket.Frame;
import io.pushgate.testsupport.RawWebSocket.Response;
import io.pushgate.testsupport.Tokens;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessageUnpacker;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A conversation with a real server in which the client says what the examples of the
 * document say, and the server's answers are compared to others. Keeps book of the
 * examples that were used.
 */
final class ProtocolReplay {

	private final ProtocolDocument document;

	private final PushServer server;

	private final Set<String> used = new HashSet<>();

	private final Map<String, String> values = new HashMap<>();

	ProtocolReplay(ProtocolDocument document, PushServer server) {
		this.document = document;
		this.server = server;
		this.values.put("<token>", Tokens.of("ann"));
	}

	PushServer server() {
		return this.server;
	}

	boolean hasUsed(Example example) {
		return this.used.contains(example.name());
	}

	/**
	 * Say what is to stand in the place of a placeholder.
	 */
	void let(String placeholder, String value) {
		this.values.put(placeholder, value);
	}

	/**
	 * Connect by the handshake of the document, and expect the answer and the welcome of
	 * the document.
	 */
	RawWebSocket open() {
		RawWebSocket client = handshake("").open();
		assertMatches("response handshake", client.response());
		JsonNode welcome = expect(client, "server welcome");
		this.values.put("<epoch>", welcome.at("/position/epoch").stringValue());
		return client;
	}

	/**
	 * Prepare the handshake of the document.
	 * @param query what to add to its query
	 */
	RawWebSocket.Builder handshake(String query) {
		Example request = use("request handshake");
		String[] line = request.startLine().split(" ");
		assertThat(line).startsWith("GET").endsWith("HTTP/1.1").hasSize(3);
		Map<String, String> headers = request.headers(this.values);
		assertThat(headers).containsKeys("Host", "Connection", "Upgrade", "Sec-WebSocket-Version", "Sec-WebSocket-Key");
		RawWebSocket.Builder builder = this.server.client().path(line[1] + query);
		headers.forEach(builder::header);
		return builder;
	}

	/**
	 * Be refused, and ask why.
	 */
	void refusals() {
		let("<token>", "nonsense");
		assertMatches("response unauthorized", handshake("").refused());
		Example question = use("request question");
		String[] line = question.startLine().split(" ");
		Map<String, String> headers = question.headers(this.values);
		Response answer = Http.get(this.server.port(), line[1], "Accept", headers.get("Accept"), "Authorization",
				headers.get("Authorization"));
		assertMatches("response question", answer);
		JsonNode body = JsonMapper.shared().readTree(answer.body());
		assertThat(body.path("reason").asString()).isEqualTo("unauthorized");
		assertThat(body.path("detail").asString()).isEqualTo(handshake("").refused().body());
		let("<token>", "unavailable");
		assertMatches("response unavailable", handshake("").refused());
	}

	void assertMatches(String name, Response response) {
		Example example = use(name);
		String status = example.startLine().split(" ")[1];
		assertThat(Integer.toString(response.status())).as(name).isEqualTo(status);
		example.headers(this.values)
			.forEach((header, value) -> assertThat(response.header(header)).as("%s of '%s'", header, name)
				.isEqualToIgnoringCase(value));
	}

	/**
	 * Send a client's frame as it is printed.
	 */
	void send(RawWebSocket client, String name) {
		client.sendText(use(name).with(this.values));
	}

	/**
	 * Expect the next frame to be one of the document.
	 */
	JsonNode expect(RawWebSocket client, String name) {
		JsonNode frame = client.readJson();
		use(name).assertMatches(frame);
		return frame;
	}

	/**
	 * Send a client's frame in MessagePack, byte for byte, which must be the same as the
	 * one in JSON.
	 */
	void sendMessagePack(RawWebSocket client, String name) {
		byte[] bytes = use(name + " in msgpack").bytes();
		assertThat(toJson(bytes)).as(name).isEqualTo(use(name).json());
		client.sendBinary(bytes);
	}

	/**
	 * Expect the next frame to be one of the document in MessagePack, byte for byte, and
	 * what is printed to be the same as the one in JSON.
	 */
	void expectMessagePack(RawWebSocket client, String name) {
		Frame frame = client.read();
		assertThat(frame.opcode()).isEqualTo(RawWebSocket.BINARY);
		Example packed = use(name + " in msgpack");
		packed.assertMatches(frame.payload());
		use(name).assertMatches(toJson(packed.bytes()));
	}

	private static JsonNode toJson(byte[] bytes) {
		try (MessageUnpacker unpacker = MessagePack.newDefaultUnpacker(bytes)) {
			StringBuilder json = new StringBuilder("{");
			int size = unpacker.unpackMapHeader();
			for (int i = 0; i < size; i++) {
				String name = unpacker.unpackString();
				String value = switch (unpacker.getNextFormat().getValueType()) {
					case BINARY -> {
						byte[] payload = unpacker.readPayload(unpacker.unpackBinaryHeader());
						name += "Base64";
						yield JsonMapper.shared().writeValueAsString(payload);
					}
					default -> unpacker.unpackValue().toJson();
				};
				json.append((i > 0) ? "," : "").append('"').append(name).append("\":").append(value);
			}
			assertThat(unpacker.hasNext()).isFalse();
			return JsonMapper.shared().readTree(json.append('}').toString());
		}
		catch (IOException ex) {
			throw new IllegalStateException("Could not unpack", ex);
		}
	}

	private Example use(String name) {
		this.used.add(name);
		return this.document.example(name);
	}

}
