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

package io.pushgate.session;

/**
 * A user who had no session has one: after the {@link PushConnectedEvent} of that one.
 * Published as an application event, in order for one user.
 *
 * @param tenant the tenant
 * @param user the user's id
 * @param session the id of the first session
 * @param generation a number of this time of being online, larger than that of each
 * earlier one of the user. Whoever keeps who is online keeps it too, and ignores events
 * with a smaller one than it has
 * @since 0.1.0
 */
public record PushUserOnlineEvent(String tenant, String user, String session, long generation) {

}
