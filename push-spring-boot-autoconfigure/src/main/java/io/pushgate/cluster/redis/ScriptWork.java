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

package io.pushgate.cluster.redis;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Runs a script whose arguments are known.
 */
final class ScriptWork extends Work {

	private final DirectoryNode directory;

	private final LuaScript script;

	private final List<String> keys;

	private final List<String> arguments;

	private final Consumer<List<String>> done;

	ScriptWork(DirectoryNode directory, LuaScript script, List<String> keys, List<String> arguments,
			Consumer<List<String>> done) {
		this.directory = directory;
		this.script = script;
		this.keys = keys;
		this.arguments = arguments;
		this.done = done;
	}

	@Override
	@Nullable CompletionStage<List<String>> write() {
		return this.directory.requireLink().run(this.script, this.keys, this.arguments);
	}

	@Override
	void written(List<String> reply) {
		this.done.accept(reply);
	}

}
