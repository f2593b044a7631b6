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

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import javax.imageio.ImageIO;

import io.pushgate.sample.support.PushTab;
import io.pushgate.sample.support.SampleClient;
import io.pushgate.sample.support.TestImages;
import jakarta.servlet.ServletContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for covers over HTTP, from the upload to the image.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class CoverUploadTests {

	private static final String[] FILTERS = Arrays.stream(CoverFilter.values())
		.map(CoverFilter::id)
		.toArray(String[]::new);

	@LocalServerPort
	private int port;

	@Autowired
	private ServletContext servletContext;

	private SampleClient alice;

	@BeforeEach
	void signIn() {
		this.alice = SampleClient.withBasic(this.port, "alice");
	}

	@Test
	void pushesEachFilterToEveryTabOfTheUser() {
		SampleClient bob = SampleClient.withBasic(this.port, "bob");
		try (PushTab first = this.alice.openTab();
				PushTab second = this.alice.openTab();
				PushTab other = bob.openTab()) {
			HttpResponse<String> answer = this.alice.upload(TestImages.encode(TestImages.photo(300, 200), "jpeg"));
			assertThat(answer.statusCode()).isEqualTo(202);
			JsonNode body = SampleClient.json(answer);
			assertThat(body.propertyNames()).containsExactly("cover");
			for (PushTab tab : List.of(first, second)) {
				List<JsonNode> ready = tab.awaitData("cover.ready", FILTERS.length);
				assertThat(ready).extracting((data) -> data.get("filter").asString()).containsExactly(FILTERS);
				assertThat(ready).allSatisfy((data) -> {
					assertThat(data.propertyNames()).containsExactlyInAnyOrder("cover", "name", "filter", "url",
							"width", "height", "millis");
					assertThat(data.get("cover")).isEqualTo(body.get("cover"));
					assertThat(data.get("name").asString()).isEqualTo("cover");
					assertThat(data.get("width").asInt()).isEqualTo(300);
					assertThat(data.get("height").asInt()).isEqualTo(200);
					assertThat(data.get("millis").asLong()).isNotNegative();
				});
			}
			assertThat(other.data("cover.ready")).isEmpty();
		}
	}

	@Test
	void servesTheImagesToTheirOwnerOnly() throws IOException {
		List<JsonNode> ready = upload(TestImages.encode(TestImages.photo(120, 80), "png"));
		SampleClient bob = SampleClient.withBasic(this.port, "bob");
		for (JsonNode each : ready) {
			String url = each.get("url").asString();
			HttpResponse<byte[]> answer = this.alice.getBytes(url);
			assertThat(answer.statusCode()).isEqualTo(200);
			assertThat(answer.headers().firstValue("Content-Type")).hasValue("image/jpeg");
			assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
			assertThat(answer.headers().allValues("Cache-Control")).containsExactly("no-cache, private");
			BufferedImage image = ImageIO.read(new ByteArrayInputStream(answer.body()));
			assertThat(image.getWidth()).isEqualTo(120);
			assertThat(bob.get(url).statusCode()).isEqualTo(404);
			assertThat(SampleClient.ofNobody(this.port).get(url).statusCode()).isEqualTo(401);
		}
	}

	@Test
	void answersARevalidationWithoutTheImage() {
		String url = upload(TestImages.encode(TestImages.photo(20, 20), "png")).get(0).get("url").asString();
		String etag = this.alice.get(url).headers().firstValue("ETag").orElseThrow();
		HttpResponse<String> answer = this.alice.get(url, "If-None-Match", etag);
		assertThat(answer.statusCode()).isEqualTo(304);
		assertThat(answer.body()).isEmpty();
	}

	@Test
	void servesWhatIsTransparentAsPng() {
		List<JsonNode> ready = upload(TestImages.encode(TestImages.plain(30, 20, new Color(9, 99, 199, 99)), "png"));
		assertThat(this.alice.get(ready.get(0).get("url").asString()).headers().firstValue("Content-Type"))
			.hasValue("image/png");
	}

	@Test
	void filtersAnImageOfOnePixel() {
		List<JsonNode> ready = upload(TestImages.encode(TestImages.plain(1, 1, Color.RED), "gif"));
		assertThat(ready).hasSize(FILTERS.length).allMatch((data) -> data.get("width").asInt() == 1);
	}

	@Test
	void listsTheCoversOfTheUserForATabThatOpensLater() {
		JsonNode last = upload(TestImages.encode(TestImages.photo(30, 20), "png")).get(0);
		JsonNode covers = SampleClient.json(this.alice.get("/covers"));
		assertThat(covers.get(0).get("cover")).isEqualTo(last.get("cover"));
		assertThat(covers.get(0).get("time").asLong()).isPositive();
		assertThat(covers.get(0).get("ready")).hasSize(FILTERS.length);
		assertThat(covers.get(0).get("ready").get(0)).isEqualTo(last);
		assertThat(SampleClient.json(SampleClient.withBasic(this.port, "bob").get("/covers"))).isEmpty();
	}

	@Test
	void refusesAFileThatIsNoImage() {
		assertProblem(this.alice.upload("no image".getBytes()), 400, "The file is not a PNG, JPEG, GIF or BMP image");
		assertProblem(this.alice.upload(new byte[0]), 400, "The file is empty");
		byte[] photo = TestImages.encode(TestImages.photo(300, 200), "jpeg");
		assertProblem(this.alice.upload(Arrays.copyOf(photo, photo.length / 2)), 400,
				"The image is damaged: a part of it is missing");
	}

	@Test
	void refusesAnImageOfTooManyPixels() {
		byte[] file = TestImages.encode(new BufferedImage(8001, 5000, BufferedImage.TYPE_BYTE_BINARY), "png");
		assertThat(file).hasSizeLessThan(100_000);
		assertProblem(this.alice.upload(file), 400, "The image has 8001 × 5000 pixels; the limit is 40 megapixels");
	}

	@Test
	void refusesARequestWithoutTheImage() {
		assertProblem(this.alice.uploadAs("picture", new byte[9]), 400, "Required part 'image' is not present.");
		assertProblem(this.alice.post("/covers", null, "Content-Type", "multipart/form-data"), 400,
				"The multipart body cannot be read");
	}

	@Test
	void refusesAnotherContentType() {
		assertProblem(this.alice.post("/covers", "{}"), 415, "The body must be multipart/form-data");
		assertProblem(this.alice.post("/covers", null), 415, "The body must be multipart/form-data");
	}

	@Test
	void refusesAFileOfMoreThanTenMegabytes() {
		assertProblem(this.alice.upload(new byte[10 * 1024 * 1024 + 1]), 413, "The file is larger than 10 MB");
		assertProblem(this.alice.upload(new byte[10 * 1024 * 1024]), 400,
				"The file is not a PNG, JPEG, GIF or BMP image");
	}

	@Test
	void answersAMuchTooLargeUploadBeforeTheConnectionGoes() {
		assertProblem(this.alice.upload(new byte[50 * 1024 * 1024]), 413, "The file is larger than 10 MB");
		assertProblem(this.alice.uploadChunked(new byte[50 * 1024 * 1024]), 413, "The file is larger than 10 MB");
		assertProblem(SampleClient.ofNobody(this.port).upload(new byte[50 * 1024 * 1024]), 401,
				"Sign in first: with HTTP basic, or on the page");
	}

	@Test
	void writesNothingToDisk() throws Exception {
		File multipart = (File) this.servletContext.getAttribute(ServletContext.TEMPDIR);
		File temporary = new File(System.getProperty("java.io.tmpdir"));
		try (WatchService watch = multipart.toPath().getFileSystem().newWatchService()) {
			for (File directory : List.of(multipart, temporary)) {
				directory.toPath().register(watch, StandardWatchEventKinds.ENTRY_CREATE);
			}
			upload(TestImages.encode(TestImages.photo(1200, 900), "bmp"));
			upload(TestImages.encode(TestImages.photo(1200, 900), "png"));
			this.alice.upload(new byte[9 * 1024 * 1024]);
			this.alice.uploadChunked(new byte[12 * 1024 * 1024]);
			List<String> created = new ArrayList<>();
			for (WatchKey key = watch.poll(); key != null; key = watch.poll()) {
				Path directory = (Path) key.watchable();
				key.pollEvents().forEach((event) -> created.add(directory.resolve((Path) event.context()).toString()));
			}
			// Other processes use the common directory as well
			assertThat(created).noneMatch((file) -> file.startsWith(multipart.getPath()) || file.contains("imageio")
					|| file.contains("upload"));
		}
		assertThat(multipart).isEmptyDirectory();
	}

	private List<JsonNode> upload(byte[] file) {
		try (PushTab tab = this.alice.openTab()) {
			assertThat(this.alice.upload(file).statusCode()).isEqualTo(202);
			return tab.awaitData("cover.ready", FILTERS.length);
		}
	}

	private static void assertProblem(HttpResponse<String> answer, int status, String detail) {
		assertThat(answer.statusCode()).isEqualTo(status);
		assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
		JsonNode problem = SampleClient.json(answer);
		assertThat(problem.get("status").asInt()).isEqualTo(status);
		assertThat(problem.get("detail").asString()).isEqualTo(detail);
	}

}
