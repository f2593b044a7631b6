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

package io.pushgate.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * The well-known cases of the Autobahn suite for RFC 6455, by its numbers. After each of
 * them that does not end in a close, the client closes with 1000, which must come back.
 */
final class EchoCases {

	static final String PROTOCOL_ERROR = "close:1002";

	static final String NOT_UTF8 = "close:1007";

	static final String TOO_LARGE = "close:1009";

	private static final int[] SIZES = { 0, 1, 125, 126, 127, 128, 65535, 65536, 262_144, 1_048_576 };

	private final List<EchoCase> cases = new ArrayList<>();

	static List<EchoCase> all() {
		EchoCases cases = new EchoCases();
		cases.framing();
		cases.pings();
		cases.reservedBits();
		cases.opcodes();
		cases.fragmentation();
		cases.utf8();
		cases.closing();
		cases.limits();
		return cases.cases;
	}

	private void add(String name, RawFrames sent, String... expected) {
		this.cases.add(EchoCase.of(name, sent, expected));
	}

	private static RawFrames frames() {
		return new RawFrames();
	}

	private static byte[] bytes(int length) {
		byte[] bytes = new byte[length];
		Arrays.fill(bytes, (byte) 0xFE);
		return bytes;
	}

	private static String text(String text) {
		return EchoClient.describe(RawFrames.TEXT, RawFrames.utf8(text));
	}

	private static String binary(byte[] bytes) {
		return EchoClient.describe(RawFrames.BINARY, bytes);
	}

	private void framing() {
		for (int size : SIZES) {
			String text = "*".repeat(size);
			add("1.1 text of " + size, frames().text(text), text(text));
			add("1.2 binary of " + size, frames().binary(bytes(size)), binary(bytes(size)));
		}
		this.cases
			.add(EchoCase.of("1.1.8 text of 500", frames().text("x".repeat(500)), text("x".repeat(500))).inBytes());
		add("5.1 of RFC 6455: a frame without a mask", frames().unmasked("hello"), PROTOCOL_ERROR);
	}

	private void pings() {
		add("2.1 empty ping", frames().ping(""), "pong:");
		add("2.2 ping with text", frames().ping("Hello, world!"), "pong:Hello, world!");
		add("2.3 ping with bytes", frames().frame(true, 0, RawFrames.PING, HexFormat.of().parseHex("00ff")),
				EchoClient.describe(RawFrames.PONG, HexFormat.of().parseHex("00ff")));
		add("2.4 ping of 125", frames().ping("p".repeat(125)), "pong:" + "p".repeat(125));
		add("2.5 ping of 126", frames().ping("p".repeat(126)), PROTOCOL_ERROR);
		this.cases
			.add(EchoCase.of("2.6 ping of 125", frames().ping("p".repeat(125)), "pong:" + "p".repeat(125)).inBytes());
		add("2.7 pong nobody asked for", frames().pong("").text("x"), text("x"));
		add("2.9 pong nobody asked for, then ping", frames().pong("a").ping("b"), "pong:b");
		RawFrames ten = frames();
		String[] answers = new String[10];
		for (int i = 0; i < 10; i++) {
			ten.ping("payload-" + i);
			answers[i] = "pong:payload-" + i;
		}
		add("2.10 ten pings", ten, answers);
	}

	private void reservedBits() {
		for (int reserved = 1; reserved < 8; reserved++) {
			add("3 reserved bits " + reserved + " on text",
					frames().text("x").frame(true, reserved, RawFrames.TEXT, RawFrames.utf8("y")), text("x"),
					PROTOCOL_ERROR);
		}
		add("3.6 reserved bits on binary", frames().frame(true, 6, RawFrames.BINARY, bytes(3)), PROTOCOL_ERROR);
		add("3 reserved bits on ping", frames().frame(true, 5, RawFrames.PING, bytes(0)), PROTOCOL_ERROR);
		add("3.7 reserved bits on close", frames().frame(true, 7, RawFrames.CLOSE, bytes(0)), PROTOCOL_ERROR);
	}

	private void opcodes() {
		for (int opcode : new int[] { 3, 4, 5, 6, 7, 11, 12, 13, 14, 15 }) {
			add("4 opcode " + opcode, frames().frame(true, 0, opcode, bytes(0)), PROTOCOL_ERROR);
			add("4 text, then opcode " + opcode,
					frames().text("x").frame(true, 0, opcode, RawFrames.utf8("y")).ping(""), text("x"), PROTOCOL_ERROR);
		}
	}

	private void fragmentation() {
		add("5.1 ping in two parts", frames().frame(false, 0, RawFrames.PING, RawFrames.utf8("a")).last("b"),
				PROTOCOL_ERROR);
		add("5.2 pong in two parts", frames().frame(false, 0, RawFrames.PONG, RawFrames.utf8("a")).last("b"),
				PROTOCOL_ERROR);
		add("5.3 text in two parts", frames().textStart("frag1").last("frag2"), text("frag1frag2"));
		this.cases
			.add(EchoCase.of("5.5 text in two parts", frames().textStart("frag1").last("frag2"), text("frag1frag2"))
				.inBytes());
		add("5.6 ping between parts", frames().textStart("frag1").ping("p").last("frag2"), "pong:p",
				text("frag1frag2"));
		this.cases.add(
				EchoCase
					.of("5.8 ping between parts", frames().textStart("frag1").ping("p").last("frag2"), "pong:p",
							text("frag1frag2"))
					.inBytes());
		add("5.9 continuation of nothing", frames().last("x").text("y"), PROTOCOL_ERROR);
		add("5.12 unfinished continuation of nothing", frames().more("x").text("y"), PROTOCOL_ERROR);
		add("5.15 continuation after the last part", frames().textStart("a").last("b").more("c").text("d"), text("ab"),
				PROTOCOL_ERROR);
		add("5.18 text within a message", frames().textStart("a").text("b"), PROTOCOL_ERROR);
		add("5.18 binary within a message", frames().textStart("a").frame(true, 0, RawFrames.BINARY, bytes(1)),
				PROTOCOL_ERROR);
		add("5.19 five parts, pings between",
				frames().textStart("1").more("2").ping("a").more("3").more("4").ping("b").last("5"), "pong:a", "pong:b",
				text("12345"));
		add("6.1 empty parts", frames().textStart("").more("").last(""), text(""));
		add("6.1.3 empty parts around one", frames().textStart("").more("middle").last(""), text("middle"));
		add("5 binary in parts",
				frames().frame(false, 0, RawFrames.BINARY, bytes(2)).frame(true, 0, RawFrames.CONTINUATION, bytes(3)),
				binary(bytes(5)));
	}

	private void utf8() {
		add("6.2 text beyond ASCII", frames().text("Hello-µ@ßöäüàá-UTF-8!!"), text("Hello-µ@ßöäüàá-UTF-8!!"));
		add("6.2.2 the same in two parts", frames().textStart("Hello-µ@ßöä").last("üàá-UTF-8!!"),
				text("Hello-µ@ßöäüàá-UTF-8!!"));
		RawFrames cut = frames();
		byte[] greek = RawFrames.utf8("κόσμε");
		for (int i = 0; i < greek.length; i++) {
			cut.frame(i == greek.length - 1, 0, (i == 0) ? RawFrames.TEXT : RawFrames.CONTINUATION,
					new byte[] { greek[i] });
		}
		add("6.2.4 cut within characters", cut, text("κόσμε"));
		RawFrames pair = frames();
		byte[] emoji = RawFrames.utf8("a😀b");
		pair.frame(false, 0, RawFrames.TEXT, Arrays.copyOfRange(emoji, 0, 3))
			.frame(true, 0, RawFrames.CONTINUATION, Arrays.copyOfRange(emoji, 3, emoji.length));
		add("6.2 cut within a character of four bytes", pair, text("a😀b"));
		for (String bad : new String[] { "cebae1bdb9cf83cebceda080656469746564", "80", "bf", "80bf", "c0", "c0af",
				"c1bf", "e080af", "f08080af", "f8888080", "fc8480808080", "fe", "ff", "eda080", "edbfbf",
				"eda080edb080", "f4908080", "f7bfbfbf", "e0", "f0", "c3", "e282", "f09f98", "48656c6c6fff" }) {
			byte[] payload = HexFormat.of().parseHex(bad);
			add("6.3 not UTF-8: " + bad, frames().frame(true, 0, RawFrames.TEXT, payload), NOT_UTF8);
			add("6.4 not UTF-8 in the second part: " + bad,
					frames().textStart("x").frame(true, 0, RawFrames.CONTINUATION, payload), NOT_UTF8);
		}
		add("6.4.1 not UTF-8 in a part, without an end",
				frames().textStart("x").frame(false, 0, RawFrames.CONTINUATION, HexFormat.of().parseHex("f4908080")),
				NOT_UTF8);
		for (String good : new String[] { "00", "7f", "c280", "dfbf", "e0a080", "ed9fbf", "ee8080", "efbfbf",
				"f0908080", "f48fbfbf", "efb79f", "efbfbe" }) {
			byte[] payload = HexFormat.of().parseHex(good);
			add("6.7 UTF-8: " + good, frames().frame(true, 0, RawFrames.TEXT, payload),
					EchoClient.describe(RawFrames.TEXT, payload));
		}
		add("6 binary need not be UTF-8", frames().binary(HexFormat.of().parseHex("c0af")),
				binary(HexFormat.of().parseHex("c0af")));
	}

	private void closing() {
		add("7.1.1 text, then close", frames().text("x").close(1000, ""), text("x"), "close:1000");
		add("7.1.2 two closes", frames().close(1000, "").close(1000, ""), "close:1000");
		add("7.1.3 close, then ping", frames().close(1000, "").ping(""), "close:1000");
		add("7.1.4 close, then text", frames().close(1000, "").text("x"), "close:1000");
		add("7.1.5 close within a message", frames().textStart("a").close(1000, "").last("b"), "close:1000");
		add("7.3.1 close without a code", frames().close(bytes(0)), "close: close:1000");
		add("7.3.2 close of one byte", frames().close(bytes(1)), PROTOCOL_ERROR);
		add("7.3.4 close with a reason", frames().close(1000, "Hello World!"), "close:1000");
		add("7.3.5 close with a reason of 123", frames().close(1000, "*".repeat(123)), "close:1000");
		add("7.3.6 close of 126", frames().close(1000, "*".repeat(124)), PROTOCOL_ERROR);
		add("7.5.1 reason is not UTF-8", frames().close(HexFormat.of().parseHex("03e8cebae1bdb9cf83cebceda080")),
				"close:1007 close:1002");
		for (int code : new int[] { 1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999 }) {
			add("7.7 close with " + code, frames().close(code, ""), "close:" + code);
		}
		for (int code : new int[] { 0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999, 5000, 65535 }) {
			add("7.9 close with " + code, frames().close(code, ""), PROTOCOL_ERROR);
		}
	}

	private void limits() {
		String mebibyte = "*".repeat(1 << 20);
		RawFrames parts = frames().textStart(mebibyte.substring(0, 4096));
		for (int i = 1; i < 255; i++) {
			parts.more(mebibyte.substring(0, 4096));
		}
		add("9.3 1 MiB in parts of 4 KiB", parts.last(mebibyte.substring(0, 4096)), text(mebibyte));
		RawFrames many = frames();
		String[] answers = new String[1000];
		for (int i = 0; i < answers.length; i++) {
			many.text("message " + i);
			answers[i] = "text:message " + i;
		}
		add("9.7 1000 messages at once", many, answers);
		add("9 a text over 1 MiB", frames().text(mebibyte + "*"), TOO_LARGE);
		add("9 parts over 1 MiB together", frames().textStart(mebibyte).last("*"), TOO_LARGE);
	}

}
