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

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.pushgate.cluster.DirectoryUnavailableException;
import io.pushgate.cluster.Location;
import io.pushgate.cluster.NodeId;
import io.pushgate.message.PushStatistics;
import io.pushgate.message.PushTarget;
import io.pushgate.message.SessionDetails;
import io.pushgate.message.SessionIds;
import io.pushgate.message.UserKey;
import org.jspecify.annotations.Nullable;

/**
 * Answers questions, and only if the answer is complete. Thread-safe.
 */
final class DirectoryReader {

	private final DirectoryNode directory;

	DirectoryReader(DirectoryNode directory) {
		this.directory = directory;
	}

	CompletableFuture<Location> locate(String tenant, PushTarget target) {
		if (target instanceof PushTarget.Users users) {
			return locate(tenant, users.users(), Function.identity(), (user, entry) -> true, PushTarget::users);
		}
		if (target instanceof PushTarget.Device device) {
			return locate(tenant, List.of(device), PushTarget.Device::user, DirectoryReader::isOn,
					(devices) -> devices.get(0));
		}
		if (target instanceof PushTarget.Devices devices) {
			return locate(tenant, devices.devices(), PushTarget.Device::user, DirectoryReader::isOn,
					PushTarget::devices);
		}
		if (target instanceof PushTarget.Session session) {
			return CompletableFuture.completedFuture(location(List.of(session.session()), (ids) -> session));
		}
		if (target instanceof PushTarget.Sessions sessions) {
			return CompletableFuture.completedFuture(location(sessions.sessions(), PushTarget::sessions));
		}
		if (target instanceof PushTarget.Groups groups) {
			return groups(tenant, groups.groups());
		}
		throw new IllegalArgumentException("What is for everyone is on every node: " + target);
	}

	private static boolean isOn(PushTarget.Device device, SessionEntry entry) {
		return entry.device().equals(device.device());
	}

	private static Location location(List<String> sessions, Function<List<String>, PushTarget> toTarget) {
		Map<Integer, List<String>> found = new LinkedHashMap<>();
		for (String session : sessions) {
			int node = SessionIds.nodeOf(session);
			if (node >= 0) {
				found.computeIfAbsent(node, (key) -> new ArrayList<>()).add(session);
			}
		}
		return new Location(targets(found, toTarget), OptionalInt.empty());
	}

	private static <T> Map<NodeId, PushTarget> targets(Map<Integer, List<T>> found,
			Function<List<T>, PushTarget> toTarget) {
		Map<NodeId, PushTarget> targets = new LinkedHashMap<>();
		found.forEach((node, parts) -> targets.put(new NodeId(node), toTarget.apply(parts)));
		return targets;
	}

	private <T> CompletableFuture<Location> locate(String tenant, List<T> parts, Function<T, String> toUser,
			BiFunction<T, SessionEntry, Boolean> filter, Function<List<T>, PushTarget> toTarget) {
		Set<String> users = parts.stream().map(toUser).collect(Collectors.toCollection(LinkedHashSet::new));
		return ask(users, (user) -> DirectoryKeys.shard(tenant, user),
				(link, user) -> link.fields(this.directory.keys()
					.user(DirectoryKeys.shard(tenant, user), DirectoryKeys.member(tenant, user))))
			.thenApply((answers) -> {
				Map<Integer, List<T>> found = new LinkedHashMap<>();
				int[] sessions = new int[1];
				for (T part : parts) {
					Set<Integer> nodes = new LinkedHashSet<>();
					entries(answers.getOrDefault(toUser.apply(part), Map.of()), (session, entry) -> {
						if (filter.apply(part, entry)) {
							nodes.add(entry.node().number());
							sessions[0]++;
						}
					});
					nodes.forEach((node) -> found.computeIfAbsent(node, (key) -> new ArrayList<>()).add(part));
				}
				return new Location(targets(found, toTarget), OptionalInt.of(sessions[0]));
			});
	}

	private void entries(Map<String, String> fields, BiConsumer<String, SessionEntry> consumer) {
		NodeView view = this.directory.registry().view();
		fields.forEach((field, value) -> {
			if (Character.isDigit(field.charAt(0))) {
				SessionEntry entry = SessionEntry.parse(value);
				if (!view.isFormer(entry.node())) {
					consumer.accept(field, entry);
				}
			}
		});
	}

	private CompletableFuture<Location> groups(String tenant, List<String> groups) {
		return ask(new LinkedHashSet<>(groups), (group) -> DirectoryKeys.shard(tenant, group),
				(link, group) -> link.members(this.directory.keys()
					.group(DirectoryKeys.shard(tenant, group), DirectoryKeys.member(tenant, group))))
			.thenApply((answers) -> {
				NodeView view = this.directory.registry().view();
				Map<Integer, List<String>> found = new LinkedHashMap<>();
				for (String group : groups) {
					answers.getOrDefault(group, Set.of())
						.stream()
						.map(NodeKey::parse)
						.filter((node) -> !view.isFormer(node))
						.map(NodeKey::number)
						.distinct()
						.forEach((node) -> found.computeIfAbsent(node, (key) -> new ArrayList<>()).add(group));
				}
				return new Location(targets(found, PushTarget::groups), OptionalInt.empty());
			});
	}

	CompletableFuture<List<SessionDetails>> sessions(UserKey user) {
		int shard = DirectoryKeys.shard(user.tenant(), user.user());
		return ask(Set.of(user), (key) -> shard,
				(link, key) -> link
					.fields(this.directory.keys().user(shard, DirectoryKeys.member(user.tenant(), user.user()))))
			.thenApply((answers) -> {
				List<SessionDetails> sessions = new ArrayList<>();
				entries(answers.getOrDefault(user, Map.of()),
						(session, entry) -> sessions.add(entry.details(session, user.user())));
				sessions.sort(Comparator.comparingLong((details) -> Long.parseLong(details.session())));
				return List.copyOf(sessions);
			});
	}

	CompletableFuture<PushStatistics> statistics(String tenant) {
		Set<Integer> shards = new LinkedHashSet<>();
		for (int i = 0; i < DirectoryKeys.SHARDS; i++) {
			shards.add(i);
		}
		DirectoryKeys keys = this.directory.keys();
		return ask(shards, Function.identity(), (link, shard) -> {
			CompletionStage<@Nullable String> groups = link.field(keys.counts(shard), "r:" + tenant);
			return link.field(keys.counts(shard), "u:" + tenant)
				.thenCombine(groups, (users, count) -> new long[] { number(users), number(count) });
		}).thenCompose((counts) -> nodes(tenant).thenApply((nodes) -> {
			long connections = nodes.stream().mapToLong(PushStatistics.Node::connections).sum();
			long users = counts.values().stream().mapToLong((count) -> count[0]).sum();
			long groups = counts.values().stream().mapToLong((count) -> count[1]).sum();
			return new PushStatistics(connections, users, groups, nodes);
		}));
	}

	private static long number(@Nullable String text) {
		return (text != null) ? Long.parseLong(text) : 0;
	}

	private CompletionStage<List<PushStatistics.Node>> nodes(String tenant) {
		DirectoryLink link = this.directory.link();
		if (link == null) {
			return CompletableFuture.failedFuture(unavailable("The directory is stopped", null));
		}
		List<NodeKey> live = this.directory.registry()
			.view()
			.live()
			.stream()
			.sorted(Comparator.comparingInt(NodeKey::number))
			.toList();
		List<CompletableFuture<@Nullable String>> answers = live.stream()
			.map((node) -> link.field(this.directory.keys().statistics(node.text()), tenant).toCompletableFuture())
			.toList();
		return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).exceptionally((failure) -> {
			throw unavailable("Redis has not answered", failure);
		}).thenApplyAsync((done) -> {
			List<PushStatistics.Node> nodes = new ArrayList<>();
			for (int i = 0; i < live.size(); i++) {
				String text = answers.get(i).join();
				if (text != null) {
					String[] numbers = text.split(" ");
					nodes.add(new PushStatistics.Node(Integer.toString(live.get(i).number()),
							Long.parseLong(numbers[0]), Long.parseLong(numbers[1]), Long.parseLong(numbers[2])));
				}
			}
			return nodes;
		}, this.directory.answers());
	}

	/**
	 * Ask for parts, and look afterwards whether what their shards have said was
	 * complete.
	 */
	private <P, A> CompletableFuture<Map<P, A>> ask(Set<P> parts, Function<P, Integer> toShard,
			BiFunction<DirectoryLink, P, CompletionStage<A>> question) {
		return once(parts, toShard, question, true).exceptionally((failure) -> {
			Throwable cause = (failure.getCause() != null) ? failure.getCause() : failure;
			throw (cause instanceof DirectoryUnavailableException known) ? known
					: unavailable("Redis has not answered", cause);
		}).thenApplyAsync(Function.identity(), this.directory.answers());
	}

	private <P, A> CompletableFuture<Map<P, A>> once(Set<P> parts, Function<P, Integer> toShard,
			BiFunction<DirectoryLink, P, CompletionStage<A>> question, boolean again) {
		DirectoryLink link = this.directory.link();
		String problem = (link != null) ? this.directory.registry().problem() : "The directory is stopped";
		if (link == null || problem != null) {
			return CompletableFuture.failedFuture(unavailable(String.valueOf(problem), null));
		}
		List<CompletableFuture<?>> pending = new ArrayList<>();
		Map<P, CompletableFuture<A>> answers = new LinkedHashMap<>();
		Set<Integer> shards = new HashSet<>();
		for (P part : parts) {
			CompletableFuture<A> answer = question.apply(link, part).toCompletableFuture();
			answers.put(part, answer);
			pending.add(answer);
			shards.add(toShard.apply(part));
		}
		Map<Integer, String> before = shards.stream()
			.collect(Collectors.toMap(Function.identity(), this.directory.trust()::version));
		Map<Integer, CompletableFuture<@Nullable String>> versions = new LinkedHashMap<>();
		for (int shard : shards) {
			CompletableFuture<@Nullable String> version = link.field(this.directory.keys().stamps(shard), "v")
				.toCompletableFuture();
			versions.put(shard, version);
			pending.add(version);
		}
		return CompletableFuture.allOf(pending.toArray(CompletableFuture[]::new))
			.thenCompose((done) -> link.verified())
			.thenCompose((done) -> {
				List<Integer> doubtful = shards.stream()
					.filter((shard) -> !before.get(shard).equals(versions.get(shard).join())
							|| !this.directory.trust().isTrusted(shard, before.get(shard), link.servers()))
					.toList();
				if (doubtful.isEmpty()) {
					Map<P, A> result = new LinkedHashMap<>();
					answers.forEach((part, answer) -> result.put(part, answer.join()));
					return CompletableFuture.completedFuture(result);
				}
				if (!again) {
					return CompletableFuture
						.failedFuture(unavailable("The directory may lack something, and is being filled again", null));
				}
				// The stamps may have changed for the better.
				return CompletableFuture
					.allOf(doubtful.stream()
						.map((shard) -> this.directory.trust().evaluate(link, shard).toCompletableFuture())
						.toArray(CompletableFuture[]::new))
					.thenCompose((evaluated) -> once(parts, toShard, question, false));
			});
	}

	private static DirectoryUnavailableException unavailable(String problem, @Nullable Throwable cause) {
		return new DirectoryUnavailableException(problem + ". Try again later", cause);
	}

}
