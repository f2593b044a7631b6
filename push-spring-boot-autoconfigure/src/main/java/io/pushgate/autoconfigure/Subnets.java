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

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/**
 * Tells numeric addresses and subnets from other text, without ever asking for a name.
 */
final class Subnets {

	private static final Pattern IPV4 = Pattern.compile("((25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(?!$)|$)){4}");

	private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

	private static final Pattern PREFIX = Pattern.compile("\\d{1,3}");

	private Subnets() {
	}

	/**
	 * Return whether a text is an address, or an address with the length of a prefix.
	 */
	static boolean isSubnet(String text) {
		int slash = text.indexOf('/');
		if (slash == -1) {
			return bits(text) > 0;
		}
		String prefix = text.substring(slash + 1);
		return PREFIX.matcher(prefix).matches() && Integer.parseInt(prefix) <= bits(text.substring(0, slash));
	}

	/**
	 * Return the number of bits that an address has, or -1 if it is none.
	 */
	private static int bits(String address) {
		if (IPV4.matcher(address).matches()) {
			return 32;
		}
		try {
			// With a colon in it, it is never taken for a name.
			return (IPV6.matcher(address).matches() && InetAddress.getByName(address) instanceof Inet6Address) ? 128
					: -1;
		}
		catch (UnknownHostException ex) {
			return -1;
		}
	}

}
