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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.Principal;
import java.util.List;
import java.util.Objects;

import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.DigestUtils;
import org.springframework.util.StringUtils;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestPart;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.server.ResponseStatusException;

/**
 * Covers over HTTP: upload, list, image.
 */
@RestController
@RequestMapping("/covers")
final class CoverController {

	private static final int MAX_NAME = 100;

	private final CoverService covers;

	CoverController(CoverService covers) {
		this.covers = covers;
	}

	@PostMapping(consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
	@ResponseStatus(HttpStatus.ACCEPTED)
	Accepted upload(Principal user, @RequestPart("image") MultipartFile image) {
		return new Accepted(this.covers.accept(user.getName(), nameOf(image), () -> contentOf(image)));
	}

	@GetMapping
	List<CoverView> list(Principal user) {
		return this.covers.list(user.getName());
	}

	@GetMapping("/{cover}/{filter}")
	ResponseEntity<byte[]> image(Principal user, @PathVariable String cover, @PathVariable String filter) {
		Rendition rendition = this.covers.find(user.getName(), cover, filter);
		if (rendition == null) {
			throw new ResponseStatusException(HttpStatus.NOT_FOUND, "There is no such image");
		}
		return ResponseEntity.ok()
			.contentType(rendition.type())
			// Kept by the browser, but asked for again, so that a sign-out takes effect
			.cacheControl(CacheControl.noCache().cachePrivate())
			.eTag(DigestUtils.md5DigestAsHex(rendition.content()))
			.body(rendition.content());
	}

	/** Some browsers send the path as well. */
	private static String nameOf(MultipartFile image) {
		String path = Objects.requireNonNullElse(image.getOriginalFilename(), "");
		String name = Objects.requireNonNullElse(StringUtils.getFilename(StringUtils.cleanPath(path)), "").strip();
		return name.isEmpty() ? "Untitled" : StringUtils.truncate(name, MAX_NAME);
	}

	private static byte[] contentOf(MultipartFile image) {
		try {
			return image.getBytes();
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot read the upload", ex);
		}
	}

	/**
	 * Answer to an upload.
	 *
	 * @param cover the cover's id
	 */
	record Accepted(String cover) {

	}

}
