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

package io.pushgate.auth;

import java.util.Locale;

/**
 * Why the credentials of a client were refused: for the log and for counting, never for
 * the client, who learns no more than that they were.
 *
 * @since 0.1.0
 */
public enum CredentialsProblem {

	/** There were none, or none that any authenticator knows. */
	MISSING("it shows no credentials that anything here knows. A browser passes a token on by the option 'token' of "
			+ "client.js, and cookies only to their own site"),

	/** The token cannot be read. */
	MALFORMED("its token is no JSON Web Token. Has a token of another kind been sent, or a page in place of a token?"),

	/** The signature is not one by a key that is known. */
	SIGNATURE("the signature of its token is by none of the keys known here. Is it the key of push.auth.jwt.secret or "
			+ "push.auth.jwt.jwk-set-uri that signs?"),

	/** The token or the identity has ended. */
	EXPIRED("its token has expired. Does the client fetch a new one, and are the clocks right?"),

	/** The token is not valid yet. */
	NOT_YET_VALID("its token is not valid yet. Are the clocks right?"),

	/** Another party has issued the token. */
	ISSUER("the claim 'iss' of its token is not push.auth.jwt.issuer"),

	/** The token is issued for another audience. */
	AUDIENCE("the claim 'aud' of its token does not name push.auth.jwt.audience"),

	/** A claim is missing, or is not as it must be. */
	CLAIM("its token lacks a claim, or has one that cannot be used: see push.auth.jwt.user-claim, .tenant-claim and "
			+ ".require-expiry; or those of push.auth.claims are too large to be kept"),

	/** The name of the user or the tenant cannot be used. */
	IDENTITY("its credentials are good, but name a user or a tenant that cannot be one: too long, empty, or with "
			+ "control characters"),

	/** Another reason, of the application's authenticator or of a webhook. */
	OTHER("a PushAuthenticator or the authentication webhook refuses its credentials");

	private final String description;

	CredentialsProblem(String description) {
		this.description = description;
	}

	/**
	 * Return what is wrong, and where to look. The subject is the client.
	 * @return the end of a sentence
	 */
	public String description() {
		return this.description;
	}

	/**
	 * Return the problem as a tag.
	 * @return the tag's value
	 */
	public String tag() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
