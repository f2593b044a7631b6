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

package io.pushgate.webhook;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.pushgate.webhook.WebhookException.Reason;
import org.jspecify.annotations.Nullable;

/**
 * Makes the calls of all webhooks. Thread-safe, and nothing here waits: no thread is kept
 * by a call that has not been answered yet, so there is no pool that one webhook could
 * take from another.
 *
 * <p>
 * Redirects are not followed. HTTP/1.1 is spoken, as that is what everybody understands
 * without being asked first.
 *
 * @since 0.1.0
 */
public final class WebhookClient implements AutoCloseable {

	private static final long IDLE_SECONDS = 30;

	private final ThreadPoolExecutor executor;

	private final ScheduledThreadPoolExecutor timer;

	private final HttpClient http;

	private final Set<CompletableFuture<WebhookAnswer>> calls = ConcurrentHashMap.newKeySet();

	private volatile boolean closed;

	/**
	 * Create a client.
	 */
	public WebhookClient() {
		AtomicInteger count = new AtomicInteger();
		// A thread resolves the name of a host, which may take its time, or does what
		// follows from an answer.
		this.executor = new ThreadPoolExecutor(0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS,
				new SynchronousQueue<>(), (task) -> daemon(task, "push-webhook-" + count.getAndIncrement()));
		this.timer = new ScheduledThreadPoolExecutor(1, (task) -> daemon(task, "push-webhook-timer"),
				new ThreadPoolExecutor.DiscardPolicy());
		this.timer.setRemoveOnCancelPolicy(true);
		this.http = HttpClient.newBuilder()
			.executor(this.executor)
			.version(HttpClient.Version.HTTP_1_1)
			.followRedirects(HttpClient.Redirect.NEVER)
			.build();
	}

	private static Thread daemon(Runnable task, String name) {
		Thread thread = new Thread(task, name);
		thread.setDaemon(true);
		return thread;
	}

	/**
	 * Return a webhook to call.
	 * @param settings whom to call, and how
	 * @return the webhook, with a memory of its own of whether calls are answered
	 */
	public Webhook webhook(WebhookSettings settings) {
		return new Webhook(this, settings, System::nanoTime);
	}

	/**
	 * Attempt a call.
	 * @return the answer, or a {@link WebhookException}; to be cancelled where nobody
	 * wants it any more
	 */
	CompletableFuture<WebhookAnswer> attempt(WebhookSettings settings, String id, byte[] body, Duration atMost) {
		CompletableFuture<WebhookAnswer> attempt = new CompletableFuture<>();
		CompletableFuture<HttpResponse<byte[]>> exchange;
		try {
			exchange = this.http.sendAsync(request(settings, id, body),
					(response) -> new LimitedBody(response, settings.maxAnswer()));
		}
		catch (RejectedExecutionException ex) {
			return CompletableFuture.failedFuture(stopped());
		}
		catch (RuntimeException ex) {
			return CompletableFuture.failedFuture(exception(ex));
		}
		// The client's own time limit would end with the head of the answer.
		ScheduledFuture<?> deadline = this.timer.schedule(() -> this.executor.execute(() -> {
			String problem = "There was no complete answer within " + atMost.toMillis() + " ms";
			attempt.completeExceptionally(new WebhookException(Reason.TIMEOUT, problem));
		}), atMost.toNanos(), TimeUnit.NANOSECONDS);
		// The client's own thread for this is one of a pool that belongs to everybody.
		exchange.whenCompleteAsync((response, failure) -> {
			if (response != null) {
				attempt.complete(answer(response));
			}
			else {
				attempt.completeExceptionally(exception(failure));
			}
		}, this.executor);
		attempt.whenComplete((answer, failure) -> {
			deadline.cancel(false);
			// Ends the connection where it is still under way.
			exchange.cancel(true);
		});
		return attempt;
	}

	private static HttpRequest request(WebhookSettings settings, String id, byte[] body) {
		long timestamp = Instant.now().getEpochSecond();
		return HttpRequest.newBuilder(settings.url())
			.header("Content-Type", "application/json")
			.header("Accept", "application/json, application/problem+json, application/octet-stream")
			.header("User-Agent", "Pushgate")
			.header("webhook-id", id)
			.header("webhook-timestamp", Long.toString(timestamp))
			.header("webhook-signature", settings.secret().sign(id, timestamp, body))
			.POST(BodyPublishers.ofByteArray(body))
			.build();
	}

	private static WebhookAnswer answer(HttpResponse<byte[]> response) {
		return new WebhookAnswer(response.statusCode(), response.headers().firstValue("Content-Type").orElse(null),
				response.body(), response.headers().firstValue("Retry-After").map(WebhookClient::seconds).orElse(null));
	}

	private static @Nullable Duration seconds(String text) {
		boolean number = text.length() <= 9 && text.chars().allMatch((c) -> c >= '0' && c <= '9');
		return (number && !text.isEmpty()) ? Duration.ofSeconds(Integer.parseInt(text)) : null;
	}

	private static WebhookException exception(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof WebhookException known) {
				return known;
			}
		}
		// Its message may name the address, its class says enough.
		Throwable cause = (failure.getCause() != null) ? failure.getCause() : failure;
		return new WebhookException(Reason.UNREACHABLE, "The call failed with a " + cause.getClass().getSimpleName(),
				failure);
	}

	private static WebhookException stopped() {
		return new WebhookException(Reason.UNREACHABLE, "The application is about to stop");
	}

	void execute(Runnable task) {
		this.executor.execute(task);
	}

	/**
	 * Do something later, on a thread where that harms nobody.
	 */
	void schedule(Duration delay, Runnable task) {
		this.timer.schedule(() -> this.executor.execute(task), delay.toNanos(), TimeUnit.NANOSECONDS);
	}

	/**
	 * Take note of a call, so that it ends with this client at the latest.
	 */
	void begin(CompletableFuture<WebhookAnswer> call) {
		this.calls.add(call);
		call.whenComplete((answer, failure) -> this.calls.remove(call));
		if (this.closed) {
			call.completeExceptionally(stopped());
		}
	}

	/**
	 * End all calls that have not been answered.
	 */
	@Override
	public void close() {
		this.closed = true;
		this.calls.forEach((call) -> call.completeExceptionally(stopped()));
		this.timer.shutdownNow();
		this.executor.shutdown();
	}

}
