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

package io.pushgate.api;

import io.pushgate.core.PushOperations;

/**
 * A call that has got as far as its operation.
 *
 * @param caller the call and where it comes from, for the audit
 * @param tenant the tenant of the caller
 * @param operations the operations of that tenant
 * @param query the query
 * @param body the body, empty where there is none
 */
record ApiRequest(String caller, String tenant, PushOperations operations, QueryParameters query, byte[] body) {

}
