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
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.TaskScheduler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds the code to its architecture: which package knows which, and which of them knows
 * an optional jar.
 */
class ArchitectureTests {

	private static final String BASE = "io.pushgate";

	/**
	 * What each package may know of ours, besides itself and the base package. Packages
	 * are named from the base package on. What is not here yet will come.
	 */
	private static final Map<String, Set<String>> MAY_KNOW = new LinkedHashMap<>();

	static {
		MAY_KNOW.put("", Set.of());
		MAY_KNOW.put("message", Set.of());
		MAY_KNOW.put("transport", Set.of());
		MAY_KNOW.put("protocol", Set.of("message"));
		MAY_KNOW.put("session", Set.of("message", "transport", "protocol"));
		MAY_KNOW.put("cluster", Set.of("message"));
		MAY_KNOW.put("inbox", Set.of("message"));
		MAY_KNOW.put("auth", Set.of("message", "transport"));
		// The transport, as what it queues are frames and who writes them are lanes.
		MAY_KNOW.put("delivery", Set.of("message", "protocol", "session", "cluster", "inbox", "transport"));
		MAY_KNOW.put("delivery.cluster", Set.of("delivery", "cluster", "message", "protocol", "session", "transport"));
		// The cluster, as what a gateway refuses is what a bus refuses.
		MAY_KNOW.put("delivery.http", Set.of("delivery", "cluster", "message"));
		MAY_KNOW.put("listener", Set.of("message", "session"));
		MAY_KNOW.put("listener.cluster", Set.of("listener", "cluster", "message", "session", "transport"));
		// The messages' vocabulary, as it makes users and devices of what clients say.
		MAY_KNOW.put("gateway",
				Set.of("transport", "protocol", "session", "auth", "delivery", "listener", "cluster", "message"));
		MAY_KNOW.put("core", Set.of("message", "delivery", "cluster"));
		// The transport, as that serves it, and the delivery, for what its failures mean.
		MAY_KNOW.put("api", Set.of("core", "message", "session", "cluster", "auth", "transport", "delivery"));
		Set<String> above = Set.copyOf(MAY_KNOW.keySet());
		MAY_KNOW.put("metrics",
				Stream.concat(above.stream(), Stream.of("listener.webhook")).collect(Collectors.toSet()));
		MAY_KNOW.put("metrics.prometheus", Set.of("metrics", "delivery"));
		MAY_KNOW.put("actuate", above);
		MAY_KNOW.put("transport.websocket", Set.of("transport"));
		MAY_KNOW.put("transport.websocket.tomcat", Set.of("transport.websocket"));
		MAY_KNOW.put("transport.websocket.jetty", Set.of("transport.websocket", "transport"));
		MAY_KNOW.put("transport.netty", Set.of("transport"));
		MAY_KNOW.put("metrics.netty", Set.of("transport.netty"));
		MAY_KNOW.put("transport.engineio", Set.of("transport"));
		// The messages' vocabulary, as the directory answers in it.
		MAY_KNOW.put("cluster.redis", Set.of("cluster", "message"));
		MAY_KNOW.put("cluster.rocketmq", Set.of("cluster"));
		MAY_KNOW.put("inbox.redis", Set.of("inbox"));
		MAY_KNOW.put("auth.jwt", Set.of("auth", "transport"));
		MAY_KNOW.put("webhook", Set.of());
		MAY_KNOW.put("auth.webhook", Set.of("auth", "message", "transport", "webhook"));
		MAY_KNOW.put("listener.webhook", Set.of("listener", "message", "session", "transport", "webhook"));
		MAY_KNOW.put("autoconfigure", Set.copyOf(MAY_KNOW.keySet()));
	}

	/**
	 * Which packages of ours may know a package, and what is below it, that an
	 * application may be without.
	 */
	private static final Map<String, Set<String>> OPTIONAL = Map.ofEntries(
			Map.entry("org.springframework.web.socket", Set.of("transport.websocket", "autoconfigure")),
			Map.entry("org.springframework.web.servlet", Set.of("transport.websocket", "autoconfigure")),
			Map.entry("jakarta.validation", Set.of()),
			Map.entry("jakarta.websocket",
					Set.of("transport.websocket", "transport.websocket.tomcat", "autoconfigure")),
			Map.entry("jakarta.servlet",
					Set.of("transport.websocket", "transport.websocket.tomcat", "transport.websocket.jetty",
							"autoconfigure")),
			Map.entry("io.micrometer.core", Set.of("metrics", "metrics.netty", "metrics.prometheus", "autoconfigure")),
			Map.entry("io.micrometer.prometheusmetrics", Set.of("metrics.prometheus", "autoconfigure")),
			Map.entry("io.prometheus", Set.of("metrics.prometheus")),
			Map.entry("org.springframework.security", Set.of("auth.jwt", "autoconfigure")),
			Map.entry("com.nimbusds", Set.of("auth.jwt", "autoconfigure")),
			Map.entry("org.springframework.transaction", Set.of("core")),
			Map.entry("org.apache.catalina", Set.of("transport.websocket.tomcat", "autoconfigure")),
			Map.entry("org.apache.coyote", Set.of("transport.websocket.tomcat", "autoconfigure")),
			Map.entry("org.apache.tomcat", Set.of("transport.websocket.tomcat", "autoconfigure")),
			Map.entry("org.eclipse.jetty", Set.of("transport.websocket.jetty", "autoconfigure")),
			Map.entry("org.springframework.data", Set.of("cluster.redis", "inbox.redis", "autoconfigure")),
			Map.entry("io.lettuce", Set.of("cluster.redis", "inbox.redis", "autoconfigure")),
			Map.entry("org.apache.rocketmq", Set.of("cluster.rocketmq", "autoconfigure")),
			// Lettuce needs it as well.
			Map.entry("io.netty", Set.of("transport.netty", "metrics.netty", "cluster.redis", "autoconfigure")),
			// An application may log without SLF4J.
			Map.entry("org.slf4j", Set.of("")),
			// A module that a small Java runtime may be without.
			Map.entry("java.net.http", Set.of("webhook", "delivery.http")),
			// Not optional, but the business of the wiring alone.
			Map.entry("org.springframework.boot", Set.of("autoconfigure", "actuate")));

	/**
	 * Parts of Netty that an application on Netty may be without, and the one class that
	 * knows each, which is loaded where the part is there.
	 */
	private static final Map<String, String> OPTIONAL_WITHIN_NETTY = Map.of("io.netty.handler.codec.haproxy",
			"ProxyProtocolHandler", "io.netty.channel.epoll", "IoTransport$Native", "io.netty.channel.uring",
			"IoTransport$Uring");

	private static final JavaClasses CLASSES = new ClassFileImporter()
		.withImportOption(new ImportOption.DoNotIncludeTests())
		.importPackages(BASE);

	@Test
	void everyPackageHasItsPlaceInTheTable() {
		assertThat(MAY_KNOW.keySet()).containsAll(packages());
		assertThat(packages()).contains("", "transport", "session", "gateway", "core", "autoconfigure");
	}

	@Test
	void packagesKnowOnlyWhatTheTableAllows() {
		assertThat(ours().filter((dependency) -> {
			String from = name(dependency.getOriginClass());
			String to = name(dependency.getTargetClass());
			return !from.equals(to) && !to.isEmpty() && !MAY_KNOW.getOrDefault(from, Set.of()).contains(to);
		}).map(Dependency::getDescription)).isEmpty();
	}

	@Test
	void theTableItselfHasNoCycles() {
		Map<String, Set<String>> left = new LinkedHashMap<>(MAY_KNOW);
		while (left.entrySet().removeIf((entry) -> entry.getValue().stream().noneMatch(left::containsKey))) {
			// Another layer is gone.
			continue;
		}
		assertThat(left).isEmpty();
	}

	@Test
	void noTypeHasTheNameOfAPublicOne() {
		// Whoever completes the name in an editor would have to choose.
		Map<String, List<JavaClass>> types = CLASSES.stream()
			.filter((type) -> !type.isNestedClass() && !type.getSimpleName().equals("package-info"))
			.collect(Collectors.groupingBy(JavaClass::getSimpleName));
		assertThat(
				types.values()
					.stream()
					.filter((same) -> same.size() > 1
							&& same.stream().anyMatch((type) -> type.getModifiers().contains(JavaModifier.PUBLIC))))
			.isEmpty();
	}

	@Test
	void packagesAreFreeOfCycles() {
		SlicesRuleDefinition.slices().matching(BASE + ".(**)").should().beFreeOfCycles().check(CLASSES);
	}

	@Test
	void optionalJarsAreKnownWhereTheyBelongOnly() {
		OPTIONAL.forEach((jar,
				packages) -> assertThat(dependencies()
					.filter((dependency) -> isIn(dependency.getTargetClass(), jar)
							&& !packages.contains(name(dependency.getOriginClass())))
					.map(Dependency::getDescription)).as(jar).isEmpty());
	}

	@Test
	void optionalPartsOfNettyAreKnownByOneClassEach() {
		OPTIONAL_WITHIN_NETTY.forEach((part,
				name) -> assertThat(dependencies().filter((dependency) -> isIn(dependency.getTargetClass(), part))
					.map((dependency) -> dependency.getOriginClass().getName())
					.distinct()).as(part).containsExactly(BASE + ".transport.netty." + name));
	}

	@Test
	void everyPackageIsNullMarked() {
		assertThat(packages()).allSatisfy((name) -> assertThat(
				CLASSES.getPackage(name.isEmpty() ? BASE : BASE + '.' + name).isAnnotatedWith(NullMarked.class))
			.isTrue());
	}

	@Test
	void autoConfigurationsArePublicAndFinalAndOfferNothingElse() {
		ArchRuleDefinition.classes()
			.that()
			.areAnnotatedWith(AutoConfiguration.class)
			.should()
			.bePublic()
			.andShould()
			.haveModifier(JavaModifier.FINAL)
			.andShould()
			.haveSimpleNameEndingWith("AutoConfiguration")
			.check(CLASSES);
		ArchRuleDefinition.noMembers()
			.that()
			.areDeclaredInClassesThat()
			.areAnnotatedWith(AutoConfiguration.class)
			.and(areNoDefaultConstructors())
			.should()
			.bePublic()
			.check(CLASSES);
	}

	@Test
	void configurationClassesAreAsPrivateAsTheyCanBe() {
		ArchRuleDefinition.classes()
			.that()
			.areAnnotatedWith(Configuration.class)
			.and()
			.areNotAnnotatedWith(AutoConfiguration.class)
			.should()
			.bePackagePrivate()
			.check(CLASSES);
		ArchRuleDefinition.noMethods().that().areAnnotatedWith(Bean.class).should().bePublic().check(CLASSES);
	}

	@Test
	void autoConfigurationsAreRegisteredInOrder() {
		List<String> registered = ImportCandidates.load(AutoConfiguration.class, null)
			.getCandidates()
			.stream()
			.filter((name) -> name.startsWith(BASE + '.'))
			.toList();
		assertThat(registered).isSorted()
			.containsExactlyInAnyOrderElementsOf(CLASSES.stream()
				.filter((type) -> type.isAnnotatedWith(AutoConfiguration.class))
				.map(JavaClass::getName)
				.toList());
	}

	@Test
	void beansAreDefinedByTheAutoConfigurationOnly() {
		ArchRuleDefinition.methods()
			.that()
			.areAnnotatedWith(Bean.class)
			.should()
			.beDeclaredInClassesThat()
			.resideInAPackage(BASE + ".autoconfigure")
			.andShould()
			.haveNameStartingWith("push")
			.check(CLASSES);
	}

	@Test
	void everyBeanBacksOffForTheApplications() {
		// Filters add up: one of the application's must not replace ours.
		assertThat(beanMethods()
			.filter((method) -> !method.getRawReturnType().isAssignableTo(LazyInitializationExcludeFilter.class))
			.filter((method) -> !method.isAnnotatedWith(ConditionalOnMissingBean.class)
					&& !method.getOwner().isAnnotatedWith(ConditionalOnMissingBean.class))
			.map(JavaCodeUnit::getFullName)).isEmpty();
	}

	@Test
	void noBeanIsAnExecutorOrScheduler() {
		// Spring Boot's own would back off, and with them @Async and @Scheduled change.
		assertThat(beanMethods()
			.filter((method) -> method.getRawReturnType().isAssignableTo(Executor.class)
					|| method.getRawReturnType().isAssignableTo(TaskScheduler.class))
			.map(JavaCodeUnit::getFullName)).isEmpty();
		assertThat(beanMethods().count()).isGreaterThan(10);
	}

	@Test
	void dependenciesComeByConstructors() {
		ArchRuleDefinition.noFields()
			.should()
			.beAnnotatedWith(Autowired.class)
			.orShould()
			.beAnnotatedWith(Value.class)
			.orShould()
			.beAnnotatedWith(Resource.class)
			.check(CLASSES);
		ArchRuleDefinition.noMethods()
			.should()
			.beAnnotatedWith(Autowired.class)
			.orShould()
			.beAnnotatedWith(PostConstruct.class)
			.orShould()
			.beAnnotatedWith(PreDestroy.class)
			.check(CLASSES);
	}

	@Test
	void modesAreLookedAtByTheWiringOnly() {
		// Nobody knows the properties but the wiring, and nobody asks for them by name.
		ArchRuleDefinition.noClasses()
			.that()
			.resideOutsideOfPackage(BASE + ".autoconfigure")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("org.springframework.core.env..")
			.check(CLASSES);
		assertThat(sources()).isNotEmpty()
			.filteredOn((source) -> !source.startsWith(Path.of("src/main/java/io/pushgate/autoconfigure")))
			.allSatisfy((source) -> assertThat(Files.readString(source)).as(source.toString())
				.doesNotContain("\"push.mode\"")
				.doesNotContainPattern("Mode\\.(EMBEDDED|GATEWAY|CLIENT)"));
	}

	private static List<Path> sources() {
		try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
			return files.filter((file) -> file.toString().endsWith(".java")).toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static DescribedPredicate<JavaMember> areNoDefaultConstructors() {
		return DescribedPredicate.describe("are no default constructors",
				(member) -> !(member instanceof JavaConstructor constructor
						&& constructor.getRawParameterTypes().isEmpty()));
	}

	private static Stream<JavaMethod> beanMethods() {
		return CLASSES.stream()
			.flatMap((type) -> type.getMethods().stream())
			.filter((method) -> method.isAnnotatedWith(Bean.class));
	}

	private static Stream<Dependency> dependencies() {
		return CLASSES.stream().flatMap((type) -> type.getDirectDependenciesFromSelf().stream());
	}

	private static Stream<Dependency> ours() {
		return dependencies().filter((dependency) -> isIn(dependency.getTargetClass(), BASE));
	}

	private static Set<String> packages() {
		return CLASSES.stream().map(ArchitectureTests::name).collect(Collectors.toCollection(TreeSet::new));
	}

	private static String name(JavaClass type) {
		String name = type.getBaseComponentType().getPackageName();
		return name.equals(BASE) ? "" : name.substring(BASE.length() + 1);
	}

	private static boolean isIn(JavaClass type, String parent) {
		String name = type.getBaseComponentType().getPackageName();
		return name.equals(parent) || name.startsWith(parent + '.');
	}

}
