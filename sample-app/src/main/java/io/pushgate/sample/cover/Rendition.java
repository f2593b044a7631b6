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

package io.pushgate.sample.cover;

import org.springframework.http.MediaType;

/**
 * A cover with one filter applied, encoded.
 *
 * @param name the name of the cover's file
 * @param filter the filter's id
 * @param content the file; never changed
 * @param type the type of the file
 * @param width the width in pixels
 * @param height the height in pixels
 * @param millis how long filtering and encoding took
 */
record Rendition(String name, String filter, byte[] content, MediaType type, int width, int height, long millis) {

}
