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

package io.pushgate.benchmarks;

import java.util.ArrayList;
import java.util.List;

/**
 * A plot of bars that lie, each with its range, as SVG.
 */
final class BarPlot {

	private static final int LABELS = 250;

	private static final int BARS = 420;

	private static final int VALUES = 90;

	private static final int ROW = 28;

	private static final int TITLE = 40;

	private final String title;

	private final List<Bar> bars = new ArrayList<>();

	BarPlot(String title) {
		this.title = title;
	}

	void bar(String label, double value, double min, double max) {
		this.bars.add(new Bar(label, value, min, max));
	}

	String toSvg() {
		double largest = this.bars.stream().mapToDouble(Bar::max).max().orElse(0);
		double scale = (largest > 0) ? BARS / largest : 0;
		int width = LABELS + BARS + VALUES;
		int height = TITLE + ROW * this.bars.size() + 10;
		StringBuilder svg = new StringBuilder();
		svg.append("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\" "
			.formatted(width, height)).append("font-size=\"13\">\n");
		svg.append("<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
		text(svg, 10, 24, "start\" font-weight=\"bold", this.title);
		int y = TITLE;
		for (Bar bar : this.bars) {
			int middle = y + ROW / 2;
			text(svg, LABELS - 8, middle + 4, "end", bar.label());
			rectangle(svg, LABELS, y + 4, bar.value() * scale, ROW - 8,
					bar.label().startsWith("Pushgate") ? "#2b6cb0" : "#a0aec0");
			rectangle(svg, LABELS + bar.min() * scale, middle - 1, (bar.max() - bar.min()) * scale, 2, "#1a202c");
			text(svg, (int) (LABELS + bar.max() * scale) + 6, middle + 4, "start", Results.format(bar.value()));
			y += ROW;
		}
		return svg.append("</svg>\n").toString();
	}

	private static void text(StringBuilder svg, int x, int y, String anchor, String text) {
		svg.append("<text x=\"%d\" y=\"%d\" text-anchor=\"%s\">%s</text>\n".formatted(x, y, anchor,
				text.replace("&", "&amp;").replace("<", "&lt;")));
	}

	private static void rectangle(StringBuilder svg, double x, double y, double width, double height, String colour) {
		svg.append("<rect x=\"%.0f\" y=\"%.0f\" width=\"%.0f\" height=\"%.0f\" fill=\"%s\"/>\n".formatted(x, y, width,
				height, colour));
	}

	private record Bar(String label, double value, double min, double max) {

	}

}
