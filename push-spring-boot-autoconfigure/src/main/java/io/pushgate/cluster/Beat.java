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

package io.pushgate.cluster;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What each node tells all others at every probe: how far its sequences have come, so
 * that a loss is found which nothing follows, and which of them were never accepted.
 *
 * @param reports for each destination of which there is news
 * @param complete whether there was never anything for a destination without a report
 */
record Beat(List<Report> reports, boolean complete) {

	private static final int COMPLETE = 1;

	private static final int ALL = 2;

	private static final int NODE = 3;

	private static final int LAST = 4;

	private static final int VOID_FIRST = 5;

	private static final int VOID_LAST = 6;

	byte[] encode() {
		Fields.Writer out = new Fields.Writer();
		out.number(COMPLETE, this.complete ? 1 : 0);
		for (Report report : this.reports) {
			NodeId node = report.destination().node();
			out.number((node != null) ? NODE : ALL, (node != null) ? node.number() : 0).number(LAST, report.last());
			for (Range range : report.voids()) {
				out.number(VOID_FIRST, range.first()).number(VOID_LAST, range.last());
			}
		}
		return out.toBytes();
	}

	static Beat decode(byte[] bytes) {
		Fields.Reader in = new Fields.Reader(ByteBuffer.wrap(bytes));
		List<Report> reports = new ArrayList<>();
		boolean complete = false;
		ClusterDestination destination = ClusterDestination.all();
		long first = 0;
		while (in.next()) {
			switch (in.tag()) {
				case COMPLETE -> complete = in.number() != 0;
				case ALL -> destination = ClusterDestination.all();
				case NODE -> destination = ClusterDestination.node(new NodeId((int) in.number()));
				case LAST -> reports.add(new Report(destination, in.number(), new ArrayList<>(), false));
				case VOID_FIRST -> first = in.number();
				case VOID_LAST -> addVoid(reports, first, in.number());
				default -> {
					// Of a newer node, which can live without our knowing it.
				}
			}
		}
		return new Beat(reports, complete);
	}

	private static void addVoid(List<Report> reports, long first, long last) {
		if (reports.isEmpty() || first < 1 || first > last) {
			throw Fields.malformed("A beat has a range that is none", null);
		}
		reports.get(reports.size() - 1).voids().add(new Range(first, last));
	}

	/**
	 * How far one destination has come.
	 *
	 * @param destination the destination
	 * @param last the highest sequence that was ever given to a message
	 * @param voids sequences that were never accepted
	 * @param settled whether nothing has changed for so long that everyone knows
	 */
	record Report(ClusterDestination destination, long last, List<Range> voids, boolean settled) {

	}

	/**
	 * Sequences in a row.
	 *
	 * @param first the first one
	 * @param last the last one
	 */
	record Range(long first, long last) {

	}

}
