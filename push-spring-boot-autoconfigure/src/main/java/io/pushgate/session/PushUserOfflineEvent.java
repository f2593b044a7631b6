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
 * A user's last session has ended, and no other has come for
 * {@code push.session.offline-delay}: so neither a reload of the page nor a change of the
 * network shows. Published as an application event, in order for one user, once for each
 * {@link PushUserOnlineEvent}; but not where the application stops before the delay is
 * over: its users are about to come back, to another node or after the restart.
 *
 * @param tenant the tenant
 * @param user the user's id
 * @param session the id of the last session
 * @param generation the number that the {@link PushUserOnlineEvent} had
 * @since 0.1.0
 */
public record PushUserOfflineEvent(String tenant, String user, String session, long generation) {

}
