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

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.pushgate.core.PushTemplate;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.http.MediaType;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.stereotype.Service;

/**
 * Takes covers in, filters them in the background, and tells all tabs of the user about
 * each image that is ready.
 *
 * <p>
 * The work is bounded: over {@link CoverProperties#maxInProgress()}, a cover is refused
 * before anything is read of it. The threads belong to this class and are no bean, so
 * that Boot's own task executor stays.
 */
@RegisterReflectionForBinding(CoverReady.class)
@Service
final class CoverService implements DisposableBean {

	private static final Log logger = LogFactory.getLog(CoverService.class);

	private static final int SECONDS_TO_STOP = 5;

	private final CoverReader reader;

	private final CoverStore store;

	private final PushTemplate push;

	/** What is being read, waits, or is being filtered. */
	private final Semaphore inProgress;

	/** Decoding needs many times the memory of the file: few at a time. */
	private final Semaphore decoding;

	private final ExecutorService executor;

	CoverService(CoverReader reader, CoverStore store, PushTemplate push, CoverProperties properties) {
		this.reader = reader;
		this.store = store;
		this.push = push;
		this.inProgress = new Semaphore(properties.maxInProgress());
		this.decoding = new Semaphore(properties.threads());
		// Its queue needs no bound of its own: inProgress bounds what gets there
		this.executor = Executors.newFixedThreadPool(properties.threads(), new CustomizableThreadFactory("cover-"));
	}

	/**
	 * Take a cover in. Returns when the image is known to be good; the filters follow.
	 * @param user who it belongs to
	 * @param name the name of the file
	 * @param file gives the content of the file; asked only if there is room for it
	 * @return the id of the cover
	 * @throws BadImageException if the file is no image that we can use
	 * @throws CoversBusyException if there are too many covers in progress
	 */
	String accept(String user, String name, Supplier<byte[]> file) {
		if (!this.inProgress.tryAcquire()) {
			throw new CoversBusyException();
		}
		boolean handedOver = false;
		try {
			BufferedImage image = read(file);
			String id = this.store.open(user);
			this.executor.execute(() -> {
				try {
					applyFilters(user, id, name, image);
				}
				finally {
					this.inProgress.release();
				}
			});
			handedOver = true;
			return id;
		}
		finally {
			if (!handedOver) {
				this.inProgress.release();
			}
		}
	}

	private BufferedImage read(Supplier<byte[]> file) {
		this.decoding.acquireUninterruptibly();
		try {
			return this.reader.read(file.get());
		}
		finally {
			this.decoding.release();
		}
	}

	private void applyFilters(String user, String id, String name, BufferedImage image) {
		MediaType type = CoverEncoder.typeFor(image);
		for (CoverFilter filter : CoverFilter.values()) {
			if (Thread.currentThread().isInterrupted()) {
				return;
			}
			try {
				Rendition rendition = render(name, filter, image, type);
				if (this.store.add(id, rendition)) {
					this.push.toUser(user).send("cover.ready", CoverReady.of(id, rendition));
				}
			}
			catch (RuntimeException ex) {
				logger.error("Cannot apply " + filter.id() + " to cover " + id, ex);
			}
		}
	}

	private static Rendition render(String name, CoverFilter filter, BufferedImage image, MediaType type) {
		long start = System.nanoTime();
		BufferedImage filtered = filter.apply(image);
		byte[] content = CoverEncoder.encode(filtered, type);
		long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
		return new Rendition(name, filter.id(), content, type, filtered.getWidth(), filtered.getHeight(), millis);
	}

	List<CoverView> list(String user) {
		return this.store.list(user);
	}

	@Nullable Rendition find(String user, String id, String filter) {
		return this.store.find(user, id, filter);
	}

	@Override
	public void destroy() throws InterruptedException {
		this.executor.shutdownNow();
		if (!this.executor.awaitTermination(SECONDS_TO_STOP, TimeUnit.SECONDS)) {
			logger.warn("A cover is still being filtered");
		}
	}

}
