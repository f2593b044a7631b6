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

package io.pushgate.architecture;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.JavaFileObject.Kind;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.core.io.ClassPathResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compiles the Java that the documents show, as it is written there. What they leave out
 * comes from {@code documents/imports.txt} and {@code documents/Reader.java}: the imports
 * that an editor adds, and the classes of the reader's own application.
 */
class JavaSnippetTests {

	private static final Path ROOT = Path.of("..");

	private static final Pattern BLOCK = Pattern.compile("^( *)```java *\\n(.*?)^ *```",
			Pattern.DOTALL | Pattern.MULTILINE);

	private static final Pattern TYPE = Pattern
		.compile("^(?:public |final |abstract |sealed )*(?:class|interface|record|enum) (\\w+)", Pattern.MULTILINE);

	// A declaration with a body, at the margin, as no statement has a type before a name
	// with parentheses.
	private static final Pattern METHOD = Pattern
		.compile("^(?!return |new |throw |else )[\\w<>\\[\\], ?.]+ \\w+\\(.*\\{$", Pattern.MULTILINE);

	private final JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();

	@TempDir
	private Path classes;

	@ParameterizedTest(name = "{0}")
	@MethodSource("snippets")
	void compiles(Snippet snippet) throws IOException {
		assertThat(errors(snippet)).as(snippet.source()).isEmpty();
	}

	@Test
	void findsWhatIsNotThere() throws IOException {
		assertThat(errors(new Snippet("statement", "push.toUsr(\"42\").send(\"e\", null);"))).isNotEmpty();
		assertThat(errors(new Snippet("method", "@Bean\nMissing bean() {\n    return null;\n}"))).isNotEmpty();
		assertThat(errors(new Snippet("class", "class A {\n\n    void a() {\n        this.chat.add();\n    }\n}")))
			.isNotEmpty();
	}

	static List<Snippet> snippets() throws IOException {
		List<Path> documents = new ArrayList<>(List.of(ROOT.resolve("README.md")));
		try (Stream<Path> files = Files.walk(ROOT.resolve("docs"))) {
			files.filter((file) -> file.toString().endsWith(".md")).sorted().forEach(documents::add);
		}
		List<Snippet> snippets = new ArrayList<>();
		for (Path document : documents) {
			String text = Files.readString(document);
			Matcher block = BLOCK.matcher(text);
			while (block.find()) {
				long line = text.substring(0, block.start()).lines().count() + 1;
				snippets.add(new Snippet(ROOT.relativize(document) + ":" + line,
						block.group(2).replaceAll("(?m)^" + block.group(1), "")));
			}
		}
		assertThat(snippets).hasSizeGreaterThan(5);
		return snippets;
	}

	private List<String> errors(Snippet snippet) throws IOException {
		DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
		List<JavaFileObject> sources = List.of(new Source(snippet.type(), snippet.unit(resource("imports.txt"))),
				new Source("Reader", resource("Reader.java")));
		this.compiler
			.getTask(new StringWriter(), null, diagnostics,
					List.of("-proc:none", "-parameters", "-d", this.classes.toString(), "-classpath",
							System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))),
					null, sources)
			.call();
		return diagnostics.getDiagnostics()
			.stream()
			.filter((diagnostic) -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
			.map(Object::toString)
			.toList();
	}

	private static String resource(String name) throws IOException {
		return new ClassPathResource("documents/" + name).getContentAsString(StandardCharsets.UTF_8);
	}

	/**
	 * A block of a document.
	 *
	 * @param place where it is
	 * @param source what it shows
	 */
	record Snippet(String place, String source) {

		String type() {
			Matcher type = TYPE.matcher(this.source);
			return type.find() ? type.group(1) : "Snippet";
		}

		/**
		 * Make a compilation unit. A unit of its own is one that has imports: it stays as
		 * it is.
		 */
		String unit(String imports) {
			if (this.source.startsWith("import ") || this.source.startsWith("package ")) {
				return this.source;
			}
			if (TYPE.matcher(this.source).find()) {
				return imports + this.source;
			}
			boolean members = METHOD.matcher(this.source).find();
			return imports + "abstract class Snippet extends Reader {\n"
					+ (members ? this.source : "void snippet() throws Exception {\n" + this.source + "}\n") + "}\n";
		}

		@Override
		public String toString() {
			return this.place;
		}

	}

	private static final class Source extends SimpleJavaFileObject {

		private final String text;

		Source(String name, String text) {
			super(URI.create("string:///" + name + Kind.SOURCE.extension), Kind.SOURCE);
			this.text = text;
		}

		@Override
		public CharSequence getCharContent(boolean ignoreEncodingErrors) {
			return this.text;
		}

	}

}
